"""Documents that hang, crash or eat memory cost themselves alone."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import juesuan
from conftest import REPORT, WORD, run

Faults = Callable[..., list[str]]


def test_bad_documents_are_failures_among_good_ones_in_order(faults: Faults) -> None:
    paths = faults("a", "fault-exit", "b", "fault-memory", "fault-hang", "c", "fault-abort", "d")
    read = list(juesuan.read_many(paths, jobs=2, timeout=4, memory="300MB"))
    causes = [getattr(one, "cause", None) for one in read]
    assert causes == [None, "exit", None, "memory", "timeout", None, "abort", None]
    assert [one.source for one in read] == paths
    failure = read[1]
    assert isinstance(failure, juesuan.Failure)
    assert failure.remedy and failure.document and len(failure.document) == 64
    assert isinstance(failure.error(), juesuan.ReaderFailed) and isinstance(read[4].error(), juesuan.LimitPassed)
    assert failure.to_dict()["cause"] == "exit" and pickle.loads(pickle.dumps(failure)) == failure


def test_names_and_bytes_are_read_and_what_is_missing_is_a_failure(tmp_path: Path) -> None:
    documents = [("a.pdf", WORD.read_bytes()), str(tmp_path / "gone.pdf"), REPORT, ("b.pdf", b"none")]
    first, gone, report, none = juesuan.read_many(documents, jobs=2)
    assert isinstance(first, juesuan.Disclosure) and first == juesuan.read(WORD, name="a.pdf")
    assert isinstance(report, juesuan.Disclosure) and report == juesuan.read(REPORT)
    assert isinstance(gone, juesuan.Failure) and (gone.cause, gone.document) == ("unreadable", None)
    assert isinstance(none, juesuan.Failure) and none.cause == "not_pdf" and none.document is not None


def test_a_reader_goes_on_after_a_fault(faults: Faults) -> None:
    exits, good = faults("fault-exit", "good")
    with juesuan.Reader(timeout="20s", memory=10**9) as reader:
        with pytest.raises(juesuan.ReaderFailed) as fault:
            reader.read(exits)
        assert fault.value.cause == "exit"
        read = reader.read(good)
        assert read.fiscal_year == 2020 and reader.read("name.pdf", WORD.read_bytes()).source == "name.pdf"
        assert read.page_image(1, dpi=36).startswith(b"\x89PNG")
    with pytest.raises(juesuan.Error, match="closed"):
        reader.read(good)
    with pytest.raises(TypeError):
        pickle.dumps(reader)


def test_a_reader_that_is_closed_gives_up(faults: Faults) -> None:
    import threading

    (hangs,) = faults("fault-hang")
    reader = juesuan.Reader()
    threading.Timer(1.0, reader.close).start()
    began = time.monotonic()
    with pytest.raises(juesuan.Stopped):
        reader.read(hangs)
    assert time.monotonic() - began < 10


def test_limits_that_cannot_be_understood_are_told() -> None:
    with pytest.raises(ValueError):
        juesuan.Reader(memory="much")
    with pytest.raises(ValueError):
        list(juesuan.read_many([WORD], timeout="soon"))


def test_leaving_the_loop_ends_the_workers(faults: Faults) -> None:
    began = time.monotonic()
    for read in juesuan.read_many(faults("a", "fault-hang", "b"), jobs=2):
        assert isinstance(read, juesuan.Disclosure)
        break
    assert time.monotonic() - began < 20


SCRIPTS = {
    "Reader": "juesuan.Reader().read(path)",
    "read_many": "list(juesuan.read_many([path, path], jobs=2))",
    "extract": "juesuan.extract(path, sys.argv[2], jobs=1)",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_ctrl_c_is_heard(name: str, faults: Faults, tmp_path: Path) -> None:
    (hangs,) = faults("fault-hang")
    script = f"import sys, juesuan; path = sys.argv[1]; print('reads', flush=True); {SCRIPTS[name]}"
    command = [sys.executable, "-c", script, hangs, str(tmp_path / "out")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "reads\n"
    time.sleep(1)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert "KeyboardInterrupt" in told and process.returncode != 0
    assert time.monotonic() - began < 12


def test_workers_end_with_their_process(faults: Faults) -> None:
    (hangs,) = faults("fault-hang")
    script = "import sys, juesuan; print('reads', flush=True); juesuan.Reader().read(sys.argv[1])"
    process = subprocess.Popen([sys.executable, "-c", script, hangs], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"reads\n"
    children: list[str] = []
    for _ in range(100):
        time.sleep(0.1)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        children = children or _children(process.pid)
        if children:
            break
    assert children
    process.kill()
    process.communicate()
    for _ in range(100):
        if not any(_runs(child) for child in children):
            return
        time.sleep(0.1)
    raise AssertionError("a worker outlives its process")


def _children(parent: int) -> list[str]:
    return [
        child for task in Path(f"/proc/{parent}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def _runs(child: str) -> bool:
    try:
        return " Z " not in Path(f"/proc/{child}/stat").read_text()
    except OSError:
        return False


def test_a_folder_called_juesuan_is_not_taken_for_the_package(tmp_path: Path) -> None:
    (tmp_path / "juesuan").mkdir()
    (tmp_path / "juesuan" / "__init__.py").write_text("raise SystemExit('the wrong one')")
    (tmp_path / "decimal.py").write_text("raise SystemExit('the wrong one')")
    package = os.path.dirname(os.path.dirname(juesuan.__file__))
    script = f"import sys; sys.path[0] = {package!r}; import juesuan, os; os.chdir(sys.argv[2])"
    done = run(script + "; print(juesuan.Reader().read(sys.argv[1]).fiscal_year)", WORD, tmp_path)
    assert done.stdout == "2020\n", done.stderr
