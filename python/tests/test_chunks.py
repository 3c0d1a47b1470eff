"""Chunks: whole or not there, the same bytes in any order, and one set of tables in the end."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

import juesuan
from conftest import REPORT, WORD, copy_of_sample
from juesuan import chunks

Faults = Callable[..., list[str]]


def test_splitting_depends_on_no_order(tmp_path: Path) -> None:
    paths = [f"{number:02}.pdf" for number in range(25)]
    mixed = random.Random(1).sample(paths, 25) + paths[:3]
    assert chunks.split(mixed, 10) == chunks.split(paths, 10) == [paths[:10], paths[10:20], paths[20:]]
    assert chunks.split([], 10) == []
    with pytest.raises(ValueError):
        chunks.split(paths, 0)


def files_of(out: Path) -> dict[str, bytes]:
    """Files that count, by their paths in the folder."""
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("part-*.*")) if path.is_file()}


def test_processes_read_chunks_into_the_same_bytes_in_any_order(faults: Faults, tmp_path: Path) -> None:
    paths = [*faults("a", "fault-exit", "b", "fault-memory", "fault-hang", "c"), str(tmp_path / "gone.pdf")]
    parts = chunks.split(paths, 2)
    how = {"timeout": 4, "memory": "300MB"}
    context = multiprocessing.get_context("spawn")
    outs = [tmp_path / "one", tmp_path / "two"]
    tallies = []
    for out, order in zip(outs, (parts, parts[::-1])):
        with ProcessPoolExecutor(2, mp_context=context) as pool:
            tasks = [pool.submit(chunks.read_chunk, part, str(out), **how) for part in order]  # type: ignore[arg-type]
            tallies.append(chunks.tally(task.result() for task in tasks))
    first = files_of(outs[0])
    assert first == files_of(outs[1]) and len(first) == len(parts) * 7
    assert tallies[0] == tallies[1]
    assert (tallies[0]["documents"], tallies[0]["failed"], tallies[0]["skipped"]) == (3, 4, 0)
    assert tallies[0]["failed_by_cause"] == {"exit": 1, "memory": 1, "timeout": 1, "unreadable": 1}
    assert not list(tmp_path.rglob("*.unfinished"))
    # What is there is not read.
    began = time.monotonic()
    again = chunks.tally(chunks.read_chunk(part, str(outs[0]), **how) for part in parts)  # type: ignore[arg-type]
    assert again == {**tallies[0], "skipped": len(parts)} and time.monotonic() - began < 2
    # Other options are another chunk.
    assert not chunks.read_chunk(parts[0], str(outs[0]), prose=False)["skipped"]


def test_parts_become_the_tables_of_a_folder_of_results(faults: Faults, tmp_path: Path) -> None:
    copies = faults("a", "b", "fault-exit")
    twin = tmp_path / "z" / "twin.pdf"
    twin.parent.mkdir()
    twin.write_bytes(Path(copies[0]).read_bytes())
    # The copies are of one department and year, and the twin has the bytes of the first.
    paths = [*copies, str(WORD), str(REPORT), str(twin)]
    for part in chunks.split(paths, 2):
        chunks.read_chunk(part, str(tmp_path / "parts"))
    assert chunks.collect(tmp_path / "parts") == []
    folder = juesuan.extract(sorted(paths), tmp_path / "folder", jobs=2)
    for name in ("facts", "figures", "checks", "performance", "documents"):
        made, expected = (getattr(juesuan.open(tmp_path / of), name) for of in ("parts", "folder"))
        assert list(made) == list(expected), name
        assert made.to_parquet() == expected.to_parquet(), name
    twins = [row for row in folder.documents if str(twin) in row["sources"]]
    assert len(twins) == 1 and {row["same_documents"] for row in folder.facts if row["form"] == "income"} == {3, 1}
    opened = juesuan.open(tmp_path / "parts")
    assert [failure.cause for failure in opened.failures] == ["exit"] and len(opened) == 5
    # The command line does the same.
    command = [sys.executable, "-m", "juesuan", "collect", "--parts", tmp_path / "parts", "-o", tmp_path / "told"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert (tmp_path / "told/facts.parquet").read_bytes() == folder.facts.to_parquet()
    command = [sys.executable, "-m", "juesuan", "collect", tmp_path / "parts", "-o", tmp_path / "none"]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    assert told.returncode == 2 and "--parts" in told.stderr


DRIVER = """
import multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
from juesuan import chunks
if __name__ == "__main__":
    parts = chunks.split(sys.argv[2:], 2)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        tasks = [pool.submit(chunks.read_chunk, part, sys.argv[1]) for part in parts]
        print(chunks.tally(task.result() for task in tasks))
"""


def test_a_run_that_was_killed_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    paths = [str(copy_of_sample(tmp_path / f"{number:02}.pdf", number)) for number in range(16)]
    driver = tmp_path / "driver.py"
    driver.write_text(DRIVER)
    run = [sys.executable, str(driver)]
    undisturbed = subprocess.run([*run, tmp_path / "one", *paths], capture_output=True, text=True, check=True)
    killed = subprocess.Popen([*run, str(tmp_path / "two"), *paths], start_new_session=True)
    done: list[Path] = []
    while len(done) < 2:
        assert killed.poll() is None, "it ended before it was killed"
        time.sleep(0.02)
        done = list((tmp_path / "two" / "chunks").glob("part-*.json"))
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    kept = len(list((tmp_path / "two" / "chunks").glob("part-*.json")))
    again = subprocess.run([*run, tmp_path / "two", *paths], capture_output=True, text=True, check=True)
    assert 2 <= kept < 8 and f"'skipped': {kept}" in again.stdout, (kept, again.stdout)
    assert "'skipped': 0" in undisturbed.stdout
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_urls_of_fsspec_are_read_and_written(tmp_path: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe_file("/in/a.pdf", WORD.read_bytes())
    paths = ["memory://in/a.pdf", "memory://in/gone.pdf", str(REPORT)]
    read = chunks.read_chunk(paths, "memory://out")
    assert (read["documents"], read["failed_by_cause"]) == (2, {"unreadable": 1})
    assert chunks.read_chunk(paths, "memory://out")["skipped"]
    names = sorted(str(path) for path in memory.find("/out"))
    assert len(names) == 7 and not any("unfinished" in name for name in names)
    # The same on a local disk.
    local = chunks.read_chunk(paths, f"file://{tmp_path}/out")
    assert local == read
    for name in names:
        assert memory.cat_file(name) == (tmp_path / name.lstrip("/")).read_bytes(), name


def test_a_part_that_is_broken_is_told(tmp_path: Path) -> None:
    chunks.read_chunk([str(WORD)], str(tmp_path))
    (part,) = (tmp_path / "results").glob("part-*")
    (tmp_path / "results" / "part-cut.jsonl.gz").write_bytes(part.read_bytes()[:-100])
    (fault,) = chunks.collect(tmp_path, tmp_path / "tables")
    assert "part-cut" in fault
    assert json.loads((tmp_path / "tables/datapackage.json").read_text())["resources"]
