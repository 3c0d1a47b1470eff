"""Folders of results: ``extract`` fills one, and ``open`` looks into it."""

from __future__ import annotations

import builtins
import json
import os
from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from typing import Any

from . import _native
from .document import Disclosure
from .errors import Unreadable
from .tables import Table
from .workers import MAX_OUTPUT, MEMORY, TIMEOUT, Failure, command, limits

__all__ = ["Results", "extract", "open"]


class Results:
    """A folder of results, as ``extract`` and ``juesuan extract -o OUT/`` make it, or of parts (``juesuan.chunks``).

    Iterating gives each ``Disclosure`` in the order of the documents' hashes. The tables are brought up to date when the
    first is asked for. Reading them needs PyArrow, polars or DuckDB.

    Attributes:
        path: the folder.
        tally: counts of the run that filled it, where ``extract`` made this; else empty.
        faults: what of the folder could not be used for the tables, once they were made.
    """

    def __init__(self, path: str, tally: dict[str, Any] | None = None) -> None:
        self.path = path
        self.tally = tally or {}
        self.faults: list[str] = []
        self._tables: str | None = None
        self._is_parts = not os.path.exists(os.path.join(path, "index.jsonl")) and os.path.isdir(
            os.path.join(path, "results")
        )
        if not self._is_parts and not os.path.isdir(os.path.join(path, "documents")):
            raise Unreadable(
                "no folder of results: it has no documents/", cause="unreadable", remedy="check the path", source=path
            )

    def _collected(self) -> str:
        if self._tables is None:
            try:
                into = self.path if self._is_parts else None
                self.faults = _native.collect(self.path, into, self._is_parts)
                self._tables = self.path
            except Unreadable:
                # A folder of others, which cannot be written to.
                import shutil
                import tempfile
                import weakref

                elsewhere = tempfile.mkdtemp(prefix="juesuan-")
                weakref.finalize(self, shutil.rmtree, elsewhere, ignore_errors=True)
                self.faults = _native.collect(self.path, elsewhere, self._is_parts)
                self._tables = elsewhere
        return self._tables

    def _table(self, name: str) -> Table:
        return Table(name, path=os.path.join(self._collected(), f"{name}.parquet"))

    @property
    def facts(self) -> Table:
        """The amounts of all documents. ``is_first`` is false on what would count twice."""
        return self._table("facts")

    @property
    def figures(self) -> Table:
        """What the prose of all documents states."""
        return self._table("figures")

    @property
    def checks(self) -> Table:
        """The accounting identities, evaluated on each document."""
        return self._table("checks")

    @property
    def performance(self) -> Table:
        """The lines of performance tables."""
        return self._table("performance")

    @property
    def documents(self) -> Table:
        """The documents, read or failed, one a row."""
        return self._table("documents")

    @property
    def notes(self) -> Table:
        """What could not be read of the documents, or is odd, one a row."""
        return self._table("notes")

    @property
    def panel_county_year(self) -> Table:
        """Departments' accounts added up by place and year, with a column for each 类 and line of “三公”, in 万元."""
        return self._table("panel_county_year")

    @property
    def failures(self) -> list[Failure]:
        """What could not be read, with cause and remedy (``errors.jsonl``)."""
        if self._is_parts:
            rows = (row for row in self.documents if row["outcome"] == "failed")
            return [_failure({**row, "sources": [row["source"]]}) for row in rows]
        lists = os.path.join(self.path, "errors.jsonl")
        if not os.path.exists(lists):
            return []
        with builtins.open(lists, encoding="utf-8") as lines:
            return [_failure(json.loads(line)) for line in lines]

    def _paths(self) -> Iterator[str]:
        folder = os.path.join(self.path, "documents")
        for prefix in sorted(os.listdir(folder)):
            for name in sorted(os.listdir(os.path.join(folder, prefix))):
                if name.endswith(".json") and name.startswith(prefix):
                    yield os.path.join(folder, prefix, name)

    def __iter__(self) -> Iterator[Disclosure]:
        if self._is_parts:
            raise TypeError("parts are read as tables: .facts, .documents")
        for path in self._paths():
            with builtins.open(path, "rb") as file:
                yield Disclosure(file.read())

    def __len__(self) -> int:
        return len(self.documents) if self._is_parts else sum(1 for _ in self._paths())

    def __getitem__(self, sha256: str) -> Disclosure:
        path = os.path.join(self.path, "documents", sha256[:2], f"{sha256}.json")
        try:
            with builtins.open(path, "rb") as file:
                return Disclosure(file.read())
        except FileNotFoundError:
            raise KeyError(sha256) from None

    def __repr__(self) -> str:
        return f"<juesuan.Results {self.path}: {len(self)} documents>"


def _failure(line: dict[str, Any]) -> Failure:
    return Failure(line["source"], line["cause"], line["message"], line["remedy"], line["document"])


def open(out: str | PathLike[str]) -> Results:
    """Opens a folder of results.

    Raises:
        Unreadable: it is none.
    """
    return Results(os.fspath(out))


def extract(
    inputs: str | PathLike[str] | Iterable[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    jobs: int | None = None,
    timeout: float | str = TIMEOUT,
    memory: int | str = MEMORY,
    max_output: int | str = MAX_OUTPUT,
    shard: tuple[int, int] | None = None,
    retry_failed: bool = False,
    force: bool = False,
    thorough: bool = False,
    prose: bool = True,
    progress: Callable[[int, int], object] | None = None,
) -> Results:
    """Reads files, archives and folders into a folder of results, as ``juesuan extract INPUTS -o OUT/`` does.

    What the folder has already is not read again, so that a run that was interrupted goes on. Ctrl-C stops it: what is done
    stays.

    Args:
        inputs: paths of PDFs, pictures, archives, and folders with all of these below.
        out: the folder of results; it is made where it is not there.
        jobs: documents that are read at once; default all cores.
        timeout, memory, max_output, thorough, prose: as of ``Reader``.
        shard: ``(k, n)`` reads part k of n, from 1, told by the hash of the document; such a run makes no tables.
        retry_failed: reads again what failed before.
        force: reads everything again.
        progress: called with the number of documents that are done and of those to be read, after each.

    Raises:
        Error: the folder cannot be written, or another run writes to it. What is wrong with a document is in ``failures``.
    """
    if isinstance(inputs, (str, os.PathLike)):
        inputs = [inputs]
    folder = os.fspath(out)
    if shard is not None and not 1 <= shard[0] <= shard[1]:
        raise ValueError("shard is (k, n), with k from 1 to n")
    how = {
        "jobs": jobs,
        "limits": limits(timeout, memory, max_output),
        "shard": shard,
        "retry_failed": retry_failed,
        "force": force,
        "thorough": thorough,
        "prose": prose,
    }
    paths = [os.fspath(path) for path in inputs]
    tally = json.loads(_native.extract(paths, folder, command(), how, progress))
    return Results(folder, tally)
