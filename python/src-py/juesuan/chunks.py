"""Documents in chunks, for machines beyond one: no engine, but what each engine's task does.

``split`` parts the paths, ``read_chunk`` reads one part and writes it, ``tally`` adds up what came of them. Any engine that
runs functions will do: Ray, Dask, Spark, :mod:`concurrent.futures`. None of them keeps a document that crashes or hangs from
its neighbours; the worker process inside of ``read_chunk`` does.

The state is files. A chunk is one file in each of these folders, named by what it was made from::

    OUT/facts/part-<name>.parquet      and figures, checks, performance, documents: tables, to be read at once
    OUT/results/part-<name>.jsonl.gz   the results themselves, for ``juesuan collect --parts OUT``
    OUT/chunks/part-<name>.json        what came of it, written last: a chunk that has it is done

The name is a hash of the paths, the options and the program. A task that ends early leaves nothing that counts, and can be
run again; one that is run twice writes the same bytes. What counts twice is told within each chunk alone in these tables
(``is_first``), and over all of them in those that ``juesuan collect --parts OUT`` makes.

Paths, and OUT, may be URLs of fsspec (``s3://``, ``oss://``, ``hdfs://``, ``memory://``) where fsspec and the package of
that system are installed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from . import _native
from .document import Disclosure
from .workers import MAX_OUTPUT, MEMORY, TIMEOUT, Failure, Reader, read_or_fail

__all__ = ["collect", "read_chunk", "split", "tally"]

_COUNTED = ("pages", "forms", "facts", "verified", "suspect", "repaired", "checks", "checks_failing", "figures")
_TRIES = 3
_PAUSE = 0.5


def split(paths: Iterable[str], size: int = 100) -> list[list[str]]:
    """Parts paths, or URLs, into lists of ``size``: sorted, each path once, the same for any order of the paths."""
    if size < 1:
        raise ValueError("size is 1 or more")
    ordered = sorted({os.fspath(path) for path in paths})
    return [ordered[at : at + size] for at in range(0, len(ordered), size)]


def read_chunk(
    paths: Iterable[str],
    out: str,
    *,
    timeout: float | str = TIMEOUT,
    memory: int | str = MEMORY,
    max_output: int | str = MAX_OUTPUT,
    thorough: bool = False,
    prose: bool = True,
    storage: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Reads documents one after the other in a worker process and writes them to ``out`` as one part, or nothing at all.

    A chunk that is there already is not read. A document that cannot be read is a row of ``documents`` with its cause.

    Args:
        paths: paths or URLs, as ``split`` gives them.
        out: folder or URL.
        timeout, memory, max_output, thorough, prose: as of ``Reader``.
        storage: options for fsspec, as credentials.

    Returns:
        Counts: ``chunk``, ``documents``, ``failed``, ``failed_by_cause``, ``facts``, …, and ``skipped`` where it was there.
    """
    names = sorted(set(paths))
    options = {"limits": [timeout, memory, max_output], "thorough": thorough, "prose": prose}
    made_of = json.dumps([json.loads(_native.stamp()), options, names], sort_keys=True, ensure_ascii=False)
    name = "part-" + hashlib.sha256(made_of.encode()).hexdigest()[:16]
    store = _Store(out, storage)
    before = store.get(f"chunks/{name}.json")
    if before is not None:
        return {**json.loads(before), "skipped": True}
    results: list[bytes] = []
    failures: list[Failure] = []
    with Reader(timeout=timeout, memory=memory, max_output=max_output, thorough=thorough, prose=prose) as reader:
        for path in names:
            read = _read(reader, path, storage)
            if isinstance(read, Failure):
                failures.append(read)
            else:
                results.append(read.to_json().encode())
    tables = {table.name: table for table in _native.tables(results, [failure.to_json() for failure in failures])}
    lines = [_head(), *results, *(failure.to_json().encode() for failure in failures)]
    members = (gzip.compress(line.rstrip(b"\n") + b"\n", 6, mtime=0) for line in lines)
    store.put(f"results/{name}.jsonl.gz", b"".join(members))
    for kind in ("facts", "figures", "checks", "performance", "documents"):
        store.put(f"{kind}/{name}.parquet", tables[kind].to_parquet())
    counts = {"chunk": name, **_counts(tables["documents"])}
    store.put(f"chunks/{name}.json", json.dumps(counts, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return {**counts, "skipped": False}


def tally(chunks: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Adds up what ``read_chunk`` gave."""
    causes: Counter[str] = Counter()
    sums = dict.fromkeys(("chunks", "skipped", "documents", "incomplete", *_COUNTED, "failed"), 0)
    for chunk in chunks:
        causes.update(chunk["failed_by_cause"])
        for key in sums:
            sums[key] += 1 if key == "chunks" else int(chunk.get(key, 0))
    return {**sums, "failed_by_cause": dict(sorted(causes.items()))}


def collect(out: str | os.PathLike[str], to: str | os.PathLike[str] | None = None) -> list[str]:
    """Turns the parts of a local folder into one set of tables in the folder ``to`` (default: ``out``), as ``juesuan collect
    --parts OUT`` does: what would count twice is told over all documents.

    Returns:
        What could not be used, one sentence each; the rest is in the tables.
    """
    return _native.collect(os.fspath(out), os.fspath(out if to is None else to), True)


def _read(reader: Reader, path: str, storage: dict[str, Any] | None) -> Disclosure | Failure:
    document: str | tuple[str, bytes] = path
    if "://" in path:
        try:
            document = (path, _fetch(path, storage))
        except OSError as fault:
            return Failure(path, "unreadable", str(fault) or type(fault).__name__, "check the URL and the credentials")
    return read_or_fail(reader, document)


def _fetch(url: str, storage: dict[str, Any] | None) -> bytes:
    """Reads a file of another system, which may be there a moment later."""
    import fsspec

    for left in reversed(range(_TRIES)):
        try:
            with fsspec.open(url, "rb", **(storage or {})) as file:
                return bytes(file.read())
        except FileNotFoundError:
            raise
        except OSError:
            if not left:
                raise
            time.sleep(_PAUSE)
    raise OSError(url)


def _head() -> bytes:
    return json.dumps({"record": "part", **json.loads(_native.stamp())}).encode()


def _counts(documents: _native.Table) -> dict[str, Any]:
    rows = [dict(zip(documents.columns, row)) for row in documents.rows()]
    failed = Counter(row["cause"] for row in rows if row["outcome"] == "failed")
    read = [row for row in rows if row["outcome"] == "read"]
    return {
        "documents": len(read),
        "incomplete": sum(bool(row["incomplete"]) for row in read),
        **{key: sum(row[key] or 0 for row in read) for key in _COUNTED},
        "failed": failed.total(),
        "failed_by_cause": dict(sorted(failed.items())),
    }


class _Store:
    """A folder, or what fsspec makes of a URL: files are there whole, or not at all."""

    def __init__(self, out: str, storage: dict[str, Any] | None) -> None:
        self._out = os.fspath(out)
        self._system: Any = None
        if self._out.startswith("file://"):
            self._out = self._out[len("file://") :]
        elif "://" in self._out:
            import fsspec

            self._system, self._out = fsspec.core.url_to_fs(self._out, **(storage or {}))

    def get(self, name: str) -> bytes | None:
        try:
            if self._system is not None:
                return bytes(self._system.cat_file(f"{self._out}/{name}"))
            with open(os.path.join(self._out, name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def put(self, name: str, data: bytes) -> None:
        if self._system is not None:
            # Object stores show an object when it is whole; the others rename.
            place = f"{self._out}/{name}"
            self._system.makedirs(os.path.dirname(place), exist_ok=True)
            self._system.pipe_file(f"{place}.unfinished", data)
            self._system.mv(f"{place}.unfinished", place)
            return
        place = os.path.join(self._out, name)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        unfinished = f"{place}.{os.getpid()}.unfinished"
        with open(unfinished, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, place)
