"""Folders of results: as the command line makes them, with tables of all documents."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import juesuan
from conftest import REPORT, SAMPLES, WORD, run


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> juesuan.Results:
    out = tmp_path_factory.mktemp("folder") / "out"
    told: list[tuple[int, int]] = []
    made = juesuan.extract([WORD, REPORT], out, jobs=2, progress=lambda done, of: told.append((done, of)))
    assert sorted(told) == [(1, 2), (2, 2)]
    return made


def test_a_folder_is_that_of_the_command_line(results: juesuan.Results, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "juesuan", "extract", str(WORD), str(REPORT), "-o", f"{out}/", "--quiet"]
    subprocess.run(command, check=False, capture_output=True)
    for name in ("index.jsonl", "facts.parquet", "checks.parquet", "datapackage.json"):
        assert (out / name).read_bytes() == (Path(results.path) / name).read_bytes(), name


def test_a_folder_gives_documents_and_tables(results: juesuan.Results) -> None:
    assert len(results) == 2 and results.tally["documents"] == 2
    documents = {disclosure.sha256: disclosure for disclosure in results}
    report = juesuan.read(REPORT)
    assert documents[report.sha256] == report == results[report.sha256]
    facts = results.facts
    assert len(facts) == sum(len(disclosure.facts) for disclosure in results)
    total = sum(row["amount_yuan"] for row in facts if row["amount_yuan"] is not None)
    assert isinstance(total, Decimal) and facts.to_pandas().amount_yuan.sum() == total
    assert facts.to_polars()["amount_yuan"].sum() == total and facts[0]["document"] in documents
    assert {row["outcome"] for row in results.documents} == {"read"} and results.failures == []
    assert {row["severity"] for row in results.notes} <= {"info", "warning", "unread"} and len(results.notes) > 0
    years = {(row["region_code"], row["fiscal_year"]): row for row in results.panel_county_year}
    assert years and all(
        isinstance(row["expenditure"], Decimal) or row["expenditure"] is None for row in years.values()
    )
    assert len(results.figures) and len(results.checks) and results.performance.columns
    with pytest.raises(KeyError):
        results["0" * 64]


def test_a_folder_goes_on_and_keeps_failures(tmp_path: Path, faults: Callable[..., list[str]]) -> None:
    paths = faults("fault-exit", "good")
    first = juesuan.extract(paths, tmp_path / "out", jobs=1)
    assert [(failure.source, failure.cause) for failure in first.failures] == [(paths[0], "exit")]
    assert {row["outcome"] for row in first.documents} == {"read", "failed"}
    del os.environ["JUESUAN_FAULTS"]
    again = juesuan.extract(paths, tmp_path / "out", jobs=1, retry_failed=True)
    assert again.failures == [] and len(again) == 2


def test_archives_and_shards(tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "samples"), "zip", SAMPLES, WORD.name)
    for shard in (1, 2):
        juesuan.extract(archive, tmp_path / "out", shard=(shard, 2), prose=False)
    (read,) = juesuan.open(tmp_path / "out")
    assert read.source == f"{archive}!/{WORD.name}" and len(read.figures) == 0
    with pytest.raises(ValueError):
        juesuan.extract(archive, tmp_path / "out", shard=(3, 2))


def test_a_folder_of_others_is_collected_elsewhere(results: juesuan.Results, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(results.path, out)
    (out / "datapackage.json").unlink()
    # Nothing can be written through what is no folder, whoever runs the tests.
    for name in ("facts.parquet", "documents.parquet"):
        (out / name).unlink()
        (out / name).mkdir()
        (out / name / "in the way").touch()
    opened = juesuan.open(out)
    assert list(opened.facts) == list(results.facts)
    assert stat.S_ISDIR((out / "facts.parquet").stat().st_mode)


def test_what_is_no_folder_of_results_is_told(tmp_path: Path) -> None:
    with pytest.raises(juesuan.Unreadable, match="no folder of results"):
        juesuan.open(tmp_path)


ONLY = """
import sys
for name in {"pyarrow", "polars", "duckdb", "pandas"} - {sys.argv[2]}:
    sys.modules[name] = None
import juesuan
facts = juesuan.open(sys.argv[1]).facts
try:
    rows = list(facts)
except ImportError as error:
    print(error)
else:
    print(len(facts), len(rows), len(facts.columns), rows[0]["amount_yuan"] == rows[0]["amount_wanyuan"] * 10000)
"""


@pytest.mark.parametrize("library", ["pyarrow", "polars", "duckdb", "none"])
def test_any_one_library_reads_tables(library: str, results: juesuan.Results) -> None:
    done = run(ONLY, results.path, library)
    if library == "none":
        assert "pip install pyarrow" in done.stdout, done.stderr
    else:
        assert done.stdout.split() == [str(len(results.facts))] * 2 + [str(len(results.facts.columns)), "True"], (
            done.stderr
        )
