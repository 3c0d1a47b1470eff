"""What ``read`` gives: the same records as the command line, exact, for each library of tables."""

from __future__ import annotations

import io
import json
import pickle
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import pandas
import polars
import pyarrow
import pytest

import juesuan
from conftest import REPORT, SAMPLES, WORD, run


def test_a_document_says_what_it_is(report: juesuan.Disclosure) -> None:
    assert (report.department, report.fiscal_year, report.family) == ("晋城市政务服务中心", 2022, "final_accounts")
    assert report.region is not None
    assert (report.region["name"], report.source, report.unit) == ("晋城市", str(REPORT), "元")
    assert len(report.sha256) == 64
    assert report.pages[0]["number"] == 1
    assert report.incomplete == any(note["severity"] == "unread" for note in report.notes)
    assert "晋城市政务服务中心 2022" in repr(report)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.pdf")), ids=lambda path: path.stem)
def test_the_command_line_gives_the_same(path: Path) -> None:
    command = [sys.executable, "-m", "juesuan", "extract", str(path), "--format", "json", "--quiet"]
    told = subprocess.run(command, capture_output=True, check=False)
    assert told.returncode in (0, 1, 2)
    read = juesuan.read(path)
    assert read.to_json().strip() == told.stdout.decode().strip()
    facts = [fact for form in read.to_dict()["forms"] for line in form["lines"] for fact in line["facts"]]
    money = [Decimal(fact["amount_yuan"]) for fact in facts if fact["amount_yuan"] is not None]
    assert sum(row["amount_yuan"] for row in read.facts if row["amount_yuan"] is not None) == sum(money)


def test_bytes_and_files_are_read_under_their_names() -> None:
    data = WORD.read_bytes()
    read = [
        juesuan.read(data),
        juesuan.read(memoryview(data), name="a.pdf", threads=1),
        juesuan.read(io.BytesIO(data), name="a.pdf"),
    ]
    with WORD.open("rb") as file:
        read.append(juesuan.read(file))
    assert [disclosure.source for disclosure in read] == ["document", "a.pdf", "a.pdf", str(WORD)]
    assert read[1] == read[2] and read[1] != read[0] and hash(read[1]) == hash(read[2])
    with pytest.raises(TypeError):
        juesuan.read(io.StringIO("text"))  # type: ignore[arg-type]


def test_rows_are_exact_in_every_library(report: juesuan.Disclosure) -> None:
    facts = report.facts
    rows = list(facts)
    assert len(facts) == len(rows) > 100 and facts[0] == rows[0]
    row = next(row for row in rows if row["raw"] == "3970402.21" and row["form"] == "expenditure")
    assert (row["amount_yuan"], row["amount_wanyuan"]) == (Decimal("3970402.21"), Decimal("397.040221"))
    assert (row["page"], row["item"], row["is_first"]) == (6, "一般公共服务支出", True)
    total = sum(row["amount_yuan"] for row in rows if row["amount_yuan"] is not None)
    arrow, frame, other = facts.to_arrow(), facts.to_pandas(), facts.to_polars()
    assert arrow.schema.field("amount_yuan").type == pyarrow.decimal128(18, 4)
    assert arrow.column_names == facts.columns == list(frame.columns) == other.columns
    assert frame.amount_yuan.sum() == total == other["amount_yuan"].sum()
    assert str(frame.dtypes["page"]) == "Int64" and str(frame.dtypes["is_first"]) == "boolean"
    assert [plain(row) for row in arrow.to_pylist()] == [plain(row) for row in rows]


def plain(row: dict[str, object]) -> dict[str, object]:
    return {key: value.normalize() if isinstance(value, Decimal) else value for key, value in row.items()}


def test_whoever_takes_arrow_takes_a_table(report: juesuan.Disclosure) -> None:
    import duckdb

    expected = len(report.facts)
    assert pyarrow.table(report.facts).num_rows == expected
    assert polars.DataFrame(report.facts).height == expected
    assert len(pandas.DataFrame.from_arrow(report.facts)) == expected
    facts = pyarrow.table(report.facts)  # noqa: F841
    counted = duckdb.sql("select count(*), sum(amount_yuan) from facts").fetchall()
    assert counted == [(expected, sum(row["amount_yuan"] or 0 for row in report.facts))]


def test_all_tables_are_there(report: juesuan.Disclosure) -> None:
    tables = [report.facts, report.figures, report.checks, report.performance, report.forms, report.notes]
    assert [table.name for table in tables] == ["facts", "figures", "checks", "performance", "forms", "notes"]
    document = report.to_dict()
    assert [len(table) for table in (report.figures, report.checks, report.forms, report.notes)] == [
        len(document[name]) for name in ("figures", "checks", "forms", "notes")
    ]
    assert sum(form["facts"] for form in report.forms) >= len(report.facts)
    performance = juesuan.read(SAMPLES / "zheao-2024-performance.pdf").performance
    assert {row["block"] for row in performance} >= {"indicator"}


def test_tables_are_shown(report: juesuan.Disclosure) -> None:
    shown = report.facts._repr_html_()
    assert shown.startswith("<table>") and f"20 of {len(report.facts)} rows" in shown
    assert (
        repr(report.facts) == f"<juesuan.Table facts: {len(report.facts)} rows of {len(report.facts.columns)} columns>"
    )
    evil = juesuan.Disclosure(report.to_json().replace("政务公开审批", "<script>").encode())
    assert "<script>" not in evil._repr_html_() and "&lt;script&gt;" in evil._repr_html_()


def test_documents_and_tables_are_pickled(report: juesuan.Disclosure) -> None:
    again = pickle.loads(pickle.dumps(report))
    assert again == report and again.facts.columns == report.facts.columns
    table = pickle.loads(pickle.dumps(report.checks))
    assert list(table) == list(report.checks) and table.to_parquet() == report.checks.to_parquet()
    assert again.page_image(1, dpi=36).startswith(b"\x89PNG")
    with pytest.raises(juesuan.Error, match="not at hand"):
        pickle.loads(pickle.dumps(juesuan.read(WORD.read_bytes()))).page_image(1)


def test_pages_are_drawn(report: juesuan.Disclosure) -> None:
    bare, drawn = report.page_image(6, dpi=50), report.page_image(6, dpi=50, stage="fact")
    assert bare.startswith(b"\x89PNG") and drawn.startswith(b"\x89PNG") and bare != drawn
    assert juesuan.read(WORD.read_bytes()).page_image(1, dpi=36).startswith(b"\x89PNG")
    with pytest.raises(juesuan.NoSuchPage):
        report.page_image(1000)
    with pytest.raises(ValueError):
        report.page_image(1, stage="no such stage")


def test_what_cannot_be_read_is_an_exception_of_its_kind(tmp_path: Path) -> None:
    with pytest.raises(juesuan.NotAPdf) as none:
        juesuan.read(b"GIF89a", name="a.gif")
    assert (none.value.cause, none.value.source) == ("not_pdf", "a.gif") and none.value.remedy in str(none.value)
    again = pickle.loads(pickle.dumps(none.value))
    assert (type(again), str(again), again.cause) == (juesuan.NotAPdf, str(none.value), "not_pdf")
    for raised in (juesuan.Unreadable, OSError):
        with pytest.raises(raised):
            juesuan.read(tmp_path / "no such file.pdf")
    with pytest.raises(juesuan.NotAPdf):
        juesuan.read(b"")
    with pytest.raises(juesuan.Damaged):
        juesuan.read(b"%PDF-1.7\n" + b"x" * 2000)
    assert issubclass(juesuan.Unreadable, juesuan.Error) and issubclass(juesuan.Error, Exception)


def test_other_threads_go_on(report: juesuan.Disclosure) -> None:
    counted, done = [0], threading.Event()

    def count() -> None:
        while not done.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    began = time.monotonic()
    juesuan.read(REPORT)
    took = time.monotonic() - began
    done.set()
    thread.join()
    assert counted[0] > took * 1000 / 20


def test_a_process_that_was_forked_after_reading_is_told() -> None:
    script = """
import os, sys, warnings, juesuan
juesuan.read(sys.argv[1])
child = os.fork()
if child == 0:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        read = juesuan.read(sys.argv[1])
    os._exit(0 if len(read.facts) > 100 and "forked" in str(told[0].message) else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    done = run(script, WORD)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
def test_pools_of_processes_read(method: str, tmp_path: Path) -> None:
    # Nothing was read before in this process, so that a fork is safe, too.
    script = f"""
import multiprocessing, sys, juesuan
def main():
    with multiprocessing.get_context({method!r}).Pool(2) as pool:
        read = pool.map(juesuan.read, sys.argv[1:])
    print(*[disclosure.fiscal_year for disclosure in read])
if __name__ == "__main__":
    main()
"""
    path = tmp_path / "script.py"
    path.write_text(script)
    done = subprocess.run(
        [sys.executable, path, WORD, REPORT], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.split() == ["2020", "2022"], done.stderr


def test_a_result_is_json(report: juesuan.Disclosure) -> None:
    assert json.loads(report.to_json()) == report.to_dict()


def test_nothing_else_is_needed() -> None:
    script = """
import sys
for name in ("pyarrow", "polars", "duckdb", "pandas", "numpy", "fsspec"):
    sys.modules[name] = None
import juesuan
facts = juesuan.read(sys.argv[1]).facts
print(len(facts), sum(fact["amount_yuan"] or 0 for fact in facts), facts._repr_html_()[:7], len(facts.to_parquet()) > 10000)
try:
    facts.__arrow_c_stream__()
except ImportError as error:
    print("pip install" in str(error))
"""
    facts = juesuan.read(WORD).facts
    total = sum(fact["amount_yuan"] or 0 for fact in facts)
    done = run(script, WORD)
    assert done.stdout.split() == [str(len(facts)), str(total), "<table>", "True", "True"], done.stderr
