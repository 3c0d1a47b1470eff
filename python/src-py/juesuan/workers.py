"""Documents of strangers: each is read in a worker process, within limits, and a bad one costs itself alone."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from os import PathLike
from typing import Any

from . import _native
from .document import Disclosure, Source, taken
from .errors import Error, of_cause

__all__ = ["Failure", "Reader", "read_many"]

Document = str | PathLike[str] | tuple[str, bytes]
"""What is read of many: a path, or a name and bytes."""

TIMEOUT = 120.0
MEMORY = "2GB"
MAX_OUTPUT = "256MB"

_BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from juesuan.__main__ import main; main()"


def command() -> tuple[str, list[str]]:
    """The command of a worker: this interpreter, apart from the user's settings and from what is in the folder that it is
    started in, with this package."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return (sys.executable, ["-I", "-c", _BOOT, package])


def limits(timeout: float | str, memory: int | str, max_output: int | str) -> tuple[float, int, int]:
    """Limits in seconds and bytes, from numbers or as they are typed: ``"90s"``, ``"2GB"``."""

    def bytes_of(size: int | str) -> int:
        return _native.size(size) if isinstance(size, str) else int(size)

    seconds = _native.seconds(timeout) if isinstance(timeout, str) else float(timeout)
    return (seconds, bytes_of(memory), bytes_of(max_output))


class Failure:
    """A document without a result: one of those that ``read_many`` gives, beside each ``Disclosure``.

    Attributes:
        source: the name or path of the document.
        document: SHA-256 of its bytes; ``None`` where they could not be read.
        cause: the reason in one word that stays the same: ``damaged``, ``timeout``, ``memory``, ``exit``, …
        message: the reason in a sentence.
        remedy: what a person can do about it.
    """

    __slots__ = ("cause", "document", "message", "remedy", "source")

    def __init__(self, source: str, cause: str, message: str, remedy: str, document: str | None = None) -> None:
        self.source = source
        self.cause = cause
        self.message = message
        self.remedy = remedy
        self.document = document

    def error(self) -> Error:
        """The exception that ``read`` would have raised."""
        return of_cause(self.cause, self.message, self.remedy, self.source)

    def to_json(self) -> str:
        """A line of ``errors.jsonl``."""
        return _native.failure((self.cause, self.message, self.remedy), self.document, self.source)

    def to_dict(self) -> dict[str, Any]:
        """The same as Python's own types."""
        return dict(json.loads(self.to_json()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Failure) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self._all())

    def _all(self) -> tuple[str, str, str, str, str | None]:
        return (self.source, self.cause, self.message, self.remedy, self.document)

    def __reduce__(self) -> tuple[object, ...]:
        return (Failure, self._all())

    def __repr__(self) -> str:
        return f"<juesuan.Failure {self.source}: {self.cause}: {self.message}; {self.remedy}>"


class Reader:
    """Reads one document after the other in a worker process of its own, within limits.

    A page that hangs, crashes the worker or takes too much is left out, with a note; a document that does so is an
    ``Error``, and the next one is read by a new worker. The worker is started with the first document, and ends with the
    reader, or with this process. A reader is for one thread, and for the process that made it; for several documents at
    once take ``read_many``, or several readers::

        with juesuan.Reader(timeout=60, memory="1GB") as reader:
            disclosure = reader.read("决算.pdf")

    Args:
        timeout: seconds, or ``"5m"``; counted anew from each scanned page.
        memory: resident memory of the worker, in bytes, or ``"2GB"``.
        max_output: size of a result, in bytes, or ``"256MB"``.
        threads: how many pages are read at once.
        thorough, prose: as of ``read``.
    """

    def __init__(
        self,
        *,
        timeout: float | str = TIMEOUT,
        memory: int | str = MEMORY,
        max_output: int | str = MAX_OUTPUT,
        threads: int = 1,
        thorough: bool = False,
        prose: bool = True,
    ) -> None:
        self._how = (command(), limits(timeout, memory, max_output), threads, thorough, prose)
        self._native: _native.Reader | None = _native.Reader(*self._how)
        self._process = os.getpid()

    def read(self, source: Source, data: bytes | None = None, *, name: str | None = None) -> Disclosure:
        """Reads a document: a path, bytes, or an open file, as ``read`` does; or a name with its bytes (``data``).

        Raises:
            Error: why there is no result, as of ``read``; ``LimitPassed`` and ``ReaderFailed`` are the worker's.
        """
        if self._native is None or self._process != os.getpid():
            why = "the reader is closed" if self._native is None else "the reader belongs to another process"
            raise Error(why, cause="stopped", remedy="make one where it is used")
        if data is not None:
            name, path = str(source), None
        else:
            name, path, data = taken(source, name)
        try:
            return Disclosure(self._native.read(name, path, data), path=path, data=data)
        except KeyboardInterrupt:
            # It was stopped for good; the next document may come all the same.
            self._native = _native.Reader(*self._how)
            raise

    def close(self) -> None:
        """Ends the worker, from any thread; what it reads is given up."""
        native, self._native = self._native, None
        if native is not None and self._process == os.getpid():
            native.stop()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a reader stays in its process: make one where it is used")


def read_or_fail(reader: Reader, document: Document) -> Disclosure | Failure:
    """Reads a document, and gives what went wrong with it back instead of raising it."""
    try:
        return reader.read(*document) if isinstance(document, tuple) else reader.read(document)
    except Error as error:
        source = document[0] if isinstance(document, tuple) else os.fspath(document)
        return Failure(source, error.cause, error.message, error.remedy, _sha256(document))


def _sha256(document: Document) -> str | None:
    import hashlib

    if isinstance(document, tuple):
        return hashlib.sha256(document[1]).hexdigest()
    hashed = hashlib.sha256()
    try:
        with open(document, "rb") as file:
            while block := file.read(1 << 20):
                hashed.update(block)
    except OSError:
        return None
    return hashed.hexdigest()


_AHEAD = 8
"""Documents for each job that are read ahead of the one that is waited for."""


def read_many(
    documents: Iterable[Document],
    *,
    jobs: int | None = None,
    timeout: float | str = TIMEOUT,
    memory: int | str = MEMORY,
    max_output: int | str = MAX_OUTPUT,
    thorough: bool = False,
    prose: bool = True,
) -> Iterator[Disclosure | Failure]:
    """Reads many documents, ``jobs`` at once, each job in a worker process within limits, as of ``Reader``.

    Gives a ``Disclosure`` or a ``Failure`` for each document, in order, as they are done: memory does not grow with their
    number. Leaving the loop, or Ctrl-C, ends the workers. For results that stay, and for archives, take ``extract``.

    Args:
        documents: paths, or pairs of a name and bytes.
        jobs: default all cores. The memory of the machine should be ``jobs`` × ``memory``.
        timeout, memory, max_output, thorough, prose: as of ``Reader``.
    """
    from concurrent.futures import Future, ThreadPoolExecutor

    jobs = jobs or os.cpu_count() or 1
    here = threading.local()
    readers: list[Reader] = []

    def read(document: Document) -> Disclosure | Failure:
        if not hasattr(here, "reader"):
            here.reader = Reader(timeout=timeout, memory=memory, max_output=max_output, thorough=thorough, prose=prose)
            readers.append(here.reader)
        return read_or_fail(here.reader, document)

    limits(timeout, memory, max_output)  # what cannot be understood is told before anything is read
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="juesuan")
    ahead: deque[Future[Disclosure | Failure]] = deque()
    try:
        for document in documents:
            ahead.append(pool.submit(read, document))
            if len(ahead) >= jobs * _AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for reader in readers:
            reader.close()
        pool.shutdown(wait=True)
