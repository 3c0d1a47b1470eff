"""The extension module: calls of the library in Rust. Not for programs; the package around it is."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, final

__all__ = [
    "Reader",
    "Table",
    "__version__",
    "collect",
    "extract",
    "failure",
    "main",
    "models_in",
    "page_png",
    "put_down",
    "seconds",
    "size",
    "stamp",
    "tables",
]

__version__: str

@final
class Reader:
    def __new__(
        cls,
        command: tuple[str, list[str]] | None,
        limits: tuple[float, int, int],
        threads: int,
        thorough: bool,
        prose: bool,
    ) -> Reader: ...
    def read(self, /, name: str, path: str | None, data: bytes | None) -> bytes: ...
    def stop(self, /) -> None: ...

@final
class Table:
    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> list[str]: ...
    def __len__(self) -> int: ...
    def rows(self, /) -> list[tuple[str | int | float | bool | Decimal | None, ...]]: ...
    def to_parquet(self, /) -> bytes: ...

def tables(results: list[bytes], failures: list[str]) -> list[Table]: ...
def page_png(name: str, path: str | None, data: bytes | None, page: int, dpi: int, stage: str | None) -> bytes: ...
def extract(
    inputs: list[str],
    out: str,
    command: tuple[str, list[str]],
    how: dict[str, Any],
    progress: Callable[[int, int], object] | None,
) -> str: ...
def collect(out: str, to: str | None, parts: bool) -> list[str]: ...
def failure(cause: tuple[str, str, str], document: str | None, source: str) -> str: ...
def stamp() -> str: ...
def seconds(text: str) -> float: ...
def size(text: str) -> int: ...
def main(arguments: list[str], command: tuple[str, list[str]]) -> int: ...
def models_in(folder: str) -> None: ...
def put_down() -> None: ...
