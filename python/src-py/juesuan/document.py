"""One document: ``read`` and what it gives."""

from __future__ import annotations

import json
import os
import warnings
from os import PathLike
from typing import Any, BinaryIO

from . import _native
from .errors import Error
from .tables import Table

__all__ = ["Disclosure", "read"]

Source = str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO
"""What is read: a path, bytes, or a file that is open for bytes."""


class Disclosure:
    """A disclosure as it was read. ``read`` and ``read_many`` make it.

    It can be pickled, and compares by what was read. The tables are made when they are first asked for.
    """

    def __init__(self, json: bytes, *, path: str | None = None, data: bytes | None = None) -> None:
        self._json = json
        self._path = path
        self._data = data
        self._document: dict[str, Any] | None = None
        self._tables: dict[str, Table] | None = None

    def to_json(self) -> str:
        """The whole result, as ``juesuan extract --format json`` writes it: amounts are strings, exact."""
        return self._json.decode()

    def to_dict(self) -> dict[str, Any]:
        """The same as Python's own types; amounts stay strings."""
        if self._document is None:
            self._document = json.loads(self._json)
        return self._document

    @property
    def sha256(self) -> str:
        """SHA-256 of the document's bytes, in hexadecimal: its identity."""
        return str(self.to_dict()["document"])

    @property
    def source(self) -> str:
        """The path or name that it was read under."""
        return str(self.to_dict()["source"])

    @property
    def family(self) -> str | None:
        """``final_accounts`` (部门决算), ``budget`` (部门预算), ``government_accounts`` (政府决算) or ``mixed``."""
        return self.to_dict()["family"]

    @property
    def department(self) -> str | None:
        """The department (部门), as printed; ``None`` where it was not found."""
        return self.to_dict()["department"]

    @property
    def parent_department(self) -> str | None:
        """The department above it (主管部门)."""
        return self.to_dict()["parent_department"]

    @property
    def fiscal_year(self) -> int | None:
        """The year of the accounts (年度)."""
        return self.to_dict()["fiscal_year"]

    @property
    def region(self) -> dict[str, Any] | None:
        """The place of the department: ``name``, ``code``, ``level`` and ``source``, which says what told it."""
        return self.to_dict()["region"]

    @property
    def unit(self) -> str | None:
        """The unit of money that is printed (元, 万元); ``None`` where forms differ."""
        return self.to_dict()["unit"]

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The pages: ``number`` from 1, ``width`` and ``height`` in points, ``origin`` ``text`` or ``scan``, ``notes``."""
        return self.to_dict()["pages"]

    @property
    def incomplete(self) -> bool:
        """Whether something could not be read: the notes of severity ``unread`` say what."""
        return any(note["severity"] == "unread" for note in self.to_dict()["notes"])

    def _table(self, name: str) -> Table:
        if self._tables is None:
            made = _native.tables([self._json], [])
            self._tables = {table.name: Table(table.name, native=table) for table in made}
        return self._tables[name]

    @property
    def facts(self) -> Table:
        """The amounts of the forms, one a row: form × line × measure, each with its place and what the checks say of it."""
        return self._table("facts")

    @property
    def figures(self) -> Table:
        """The amounts, percentages and counts that the prose states."""
        return self._table("figures")

    @property
    def checks(self) -> Table:
        """The accounting identities, evaluated."""
        return self._table("checks")

    @property
    def performance(self) -> Table:
        """The lines of performance tables (绩效自评): funding, indicators, projects."""
        return self._table("performance")

    @property
    def forms(self) -> Table:
        """The forms with their kinds, titles and pages."""
        return self._table("forms")

    @property
    def notes(self) -> Table:
        """What could not be read, or is odd: ``severity``, ``page``, ``message``, ``hint``."""
        return self._table("notes")

    def page_image(self, page: int, dpi: int = 150, stage: str | None = None) -> bytes:
        """Draws a page, counted from 1, as the bytes of a PNG of ``dpi`` pixels an inch.

        With a ``stage`` (``page``, ``table``, ``form``, ``fact`` or ``prose``) what it made of the page is drawn over it;
        the document is read again for that. The document must still be where it was read, or have been read from bytes; a
        pickle leaves bytes behind.

        Raises:
            NoSuchPage: the document has no such page.
            FontNeeded: the page shows Chinese text in fonts that are not embedded, and no font is there.
            ValueError: no such stage.
        """
        if self._path is None and self._data is None:
            raise Error(
                "the bytes of the document are not at hand",
                cause="unreadable",
                remedy="read it again",
                source=self.source,
            )
        return _native.page_png(self.source, self._path, self._data, page, dpi, stage)

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (self._json, self._path))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Disclosure) and self._json == other._json

    def __hash__(self) -> int:
        return hash(self._json)

    def __repr__(self) -> str:
        unread = ", incomplete" if self.incomplete else ""
        return f"<juesuan.Disclosure {self.department} {self.fiscal_year}: {len(self.facts)} facts{unread}>"

    def _repr_html_(self) -> str:
        import html

        title = html.escape(f"{self.department} {self.fiscal_year}")
        unread = " (incomplete: see notes)" if self.incomplete else ""
        return f"<h4>{title}{unread}</h4>{self.facts._repr_html_()}"


def _again(json: bytes, path: str | None) -> Disclosure:
    return Disclosure(json, path=path)


def taken(source: Source, name: str | None) -> tuple[str, str | None, bytes | None]:
    """Tells what a source is: its name, and its path or its bytes."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        return (name or "document", None, bytes(source))
    if isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        return (name or path, path, None)
    data = source.read()
    if not isinstance(data, bytes):
        raise TypeError("a file must be open for bytes: open(path, 'rb')")
    named = getattr(source, "name", None)
    return (name or (named if isinstance(named, str) else "document"), None, data)


_reads_here = False
_forked = False


def _after_fork() -> None:
    global _forked
    _forked = _reads_here


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def read(
    source: Source, *, name: str | None = None, threads: int | None = None, thorough: bool = False, prose: bool = True
) -> Disclosure:
    """Reads one document in this process, without limits: for documents of strangers see ``read_many`` and ``Reader``.

    Args:
        source: a path; or bytes; or a file that is open for bytes. A PDF, PNG, JPEG, JPEG 2000 or TIFF.
        name: what stands as ``source`` in the result; the place of the department may be taken from it. Default: the path.
        threads: how many pages are read at once; default all cores.
        thorough: reads by OCR also what cannot be a disclosure.
        prose: reads the figures of the prose, too.

    Other Python threads go on meanwhile, and Ctrl-C is heard. In a process that was forked from one that had read before,
    a worker process reads instead, with a warning: use ``spawn`` or ``forkserver`` for :mod:`multiprocessing`.

    Raises:
        Error: nothing can be given back; its subclasses say why. A page that cannot be read is a note.
    """
    global _forked, _reads_here
    name, path, data = taken(source, name)
    command = None
    if _forked:
        from .workers import command as worker_command

        message = "this process was forked from one that had read documents: use 'spawn' or 'forkserver'"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
        command = worker_command()
    _reads_here = True
    reader = _native.Reader(command, (1e9, 2**63, 2**63), threads or os.cpu_count() or 1, thorough, prose)
    return Disclosure(reader.read(name, path, data), path=path, data=data)
