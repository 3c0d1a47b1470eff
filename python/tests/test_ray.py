"""Plain tasks of Ray over ``juesuan.chunks``, on two local workers and without a network.

Ray has an environment of its own (``tools/setup-python.sh ray``); where it is not there, these tests are left out.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import copy_of_sample
from test_chunks import files_of

RAY = os.environ.get("JUESUAN_RAY_PYTHON", "")
pytestmark = pytest.mark.skipif(not RAY, reason="left out: Ray is not there (tools/setup-python.sh ray)")

DRIVER = """
import json, os, sys
import ray
from juesuan import chunks

out, how, paths = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3:]
ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100_000_000)
task = ray.remote(num_cpus=1, max_retries=2)(chunks.read_chunk)
tasks = [task.remote(part, out, **how) for part in chunks.split(paths, 2)]
print("began", flush=True)
print(json.dumps(chunks.tally(ray.get(tasks))), flush=True)
"""


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("RAY_DEDUP_LOGS", "0")


def drive(out: object, paths: list[str], how: str = "{}") -> dict[str, object]:
    done = subprocess.run(
        [RAY, "-c", DRIVER, str(out), how, *paths], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    import json

    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_bad_documents_are_rows_with_their_causes(faults: Callable[..., list[str]], tmp_path: Path) -> None:
    paths = faults("a", "fault-exit", "b", "fault-memory", "fault-hang", "c")
    tally = drive(tmp_path / "ray", paths, '{"timeout": 30, "memory": "300MB"}')
    assert (tally["documents"], tally["failed"]) == (3, 3)
    assert tally["failed_by_cause"] == {"exit": 1, "memory": 1, "timeout": 1}
    # Without an engine the bytes are the same.
    from juesuan import chunks

    for part in reversed(chunks.split(paths, 2)):
        chunks.read_chunk(part, str(tmp_path / "here"), timeout=30, memory="300MB")
    assert files_of(tmp_path / "ray") == files_of(tmp_path / "here")


def test_a_driver_that_was_killed_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    paths = [str(copy_of_sample(tmp_path / f"{number:02}.pdf", number)) for number in range(20)]
    undisturbed = drive(tmp_path / "one", paths)
    command = [RAY, "-c", DRIVER, str(tmp_path / "two"), "{}", *paths]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    done: list[Path] = []
    while len(done) < 2:
        assert killed.poll() is None, "it ended before it was killed"
        time.sleep(0.02)
        done = list((tmp_path / "two" / "chunks").glob("part-*.json"))
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    # What it had started ends by itself.
    time.sleep(3)
    kept = len(list((tmp_path / "two" / "chunks").glob("part-*.json")))
    again = drive(tmp_path / "two", paths)
    assert kept < 10 and again["skipped"] == kept and undisturbed["skipped"] == 0
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_urls_of_fsspec_are_read_in_tasks(tmp_path: Path) -> None:
    # `memory://` is of one process each: files are made, read and looked at inside of the task.
    script = """
import sys, ray
from juesuan import chunks

def whole(path):
    import fsspec
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/in/a.pdf", open(path, "rb").read())
    read = chunks.read_chunk(["memory://in/a.pdf"], "memory://out")
    return read["documents"], len(memory.find("/out"))

ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100_000_000)
print(ray.get(ray.remote(num_cpus=1, max_retries=2)(whole).remote(sys.argv[1])))
"""
    path = copy_of_sample(tmp_path / "a.pdf", 0)
    done = subprocess.run([RAY, "-c", script, str(path)], capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.splitlines()[-1:] == ["(1, 7)"], done.stderr[-3000:]
