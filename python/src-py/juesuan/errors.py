"""Exceptions: one class for each kind of reason why there is no result."""

from __future__ import annotations

__all__ = [
    "Damaged",
    "Error",
    "FontNeeded",
    "LimitPassed",
    "NoSuchPage",
    "NotAPdf",
    "OcrFailed",
    "PasswordNeeded",
    "ReaderFailed",
    "Stopped",
    "Unreadable",
    "of_cause",
]


class Error(Exception):
    """Nothing at all could be given back for a document. A page that cannot be read is no error but a note.

    Attributes:
        cause: the reason in one word that stays the same, as in ``errors.jsonl``: ``damaged``, ``timeout``, …
        message: the reason in a sentence.
        remedy: what a person can do about it.
        source: the name or path of the document.
    """

    cause: str
    message: str
    remedy: str
    source: str

    def __init__(self, message: str, *, cause: str = "", remedy: str = "", source: str = "") -> None:
        super().__init__(": ".join(part for part in (source, "; ".join(p for p in (message, remedy) if p)) if part))
        self.message = message
        self.cause = cause
        self.remedy = remedy
        self.source = source

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (type(self), self.message, self.cause, self.remedy, self.source))


class Unreadable(Error, OSError):
    """A file could not be opened, read or written (``unreadable``). It is an ``OSError``, too."""


class NotAPdf(Error):
    """The bytes are of no kind that is read: no PDF and no picture, or empty (``not_pdf``, ``empty``)."""


class Damaged(Error):
    """The file is damaged beyond reading, or has no pages (``damaged``, ``no_pages``, ``changed``)."""


class PasswordNeeded(Error):
    """A password, or an encryption that is not supported, keeps the PDF closed (``password``, ``encryption``)."""


class LimitPassed(Error):
    """A limit was passed: of time, memory, result or size (``timeout``, ``memory``, ``output``, ``too_large``)."""


class NoSuchPage(Error):
    """A page was asked for that is not there (``no_such_page``)."""


class FontNeeded(Error):
    """A page cannot be drawn without a font with Chinese characters (``font``)."""


class OcrFailed(Error):
    """Text recognition failed, or its weights are not those that were published (``ocr``)."""


class Stopped(Error):
    """The reader was closed while it read (``stopped``)."""


class ReaderFailed(Error):
    """The fault is the program's own, or its worker was ended (``panic``, ``crash``, ``exit``, ``killed``, …)."""


_OF_CAUSE: dict[str, type[Error]] = {
    "unreadable": Unreadable,
    "not_pdf": NotAPdf,
    "empty": NotAPdf,
    "damaged": Damaged,
    "no_pages": Damaged,
    "changed": Damaged,
    "password": PasswordNeeded,
    "encryption": PasswordNeeded,
    "timeout": LimitPassed,
    "memory": LimitPassed,
    "output": LimitPassed,
    "too_large": LimitPassed,
    "no_such_page": NoSuchPage,
    "font": FontNeeded,
    "ocr": OcrFailed,
    "stopped": Stopped,
}


def of_cause(cause: str, message: str, remedy: str, source: str) -> Error:
    """Makes the exception of a cause."""
    return _OF_CAUSE.get(cause, ReaderFailed)(message, cause=cause, remedy=remedy, source=source)


def _again(kind: type[Error], message: str, cause: str, remedy: str, source: str) -> Error:
    return kind(message, cause=cause, remedy=remedy, source=source)
