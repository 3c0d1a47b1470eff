"""Tables: rows as dicts with exact amounts, and the same for pandas, polars, PyArrow and DuckDB.

No table library is needed. The extension writes Parquet, and whichever library is installed reads it, so that amounts are
the same decimals everywhere: ``amount_yuan`` is DECIMAL(18,4), ``amount_wanyuan`` DECIMAL(18,8), ``value`` DECIMAL(28,8).
"""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from . import _native

__all__ = ["Table"]

_SHOWN_ROWS = 20
_SHOWN_COLUMNS = ("form", "side", "code", "item", "measure", "amount_wanyuan", "unit", "page", "status")
"""What is shown of facts in a notebook, which have too many columns for one."""

Row = dict[str, Any]


class Table:
    """A table of one document, or of a folder of results.

    Iterating gives a dict a row: texts as ``str``, counts and pages as ``int``, amounts as ``decimal.Decimal``, places on
    the page in points as ``float``, and ``None`` where there is no value. The columns are those of ``facts.parquet`` and its
    like, as ``juesuan collect`` writes them; the README and ``datapackage.json`` say what each means.

    Any library that takes Arrow data (``__arrow_c_stream__``) takes a table.
    """

    def __init__(self, name: str, *, native: _native.Table | None = None, path: str | None = None) -> None:
        self._name = name
        self._native = native
        self._path = path
        self._rows: list[tuple[Any, ...]] | None = None
        self._names: list[str] | None = None
        self._parquet: bytes | None = None

    @property
    def name(self) -> str:
        """``facts``, ``figures``, ``checks``, ``performance``, ``documents``, ``notes`` or ``forms``."""
        return self._name

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in their order."""
        if self._names is None:
            self._names = list(self._native.columns) if self._native is not None else _columns_of_file(str(self._path))
        return list(self._names)

    def __len__(self) -> int:
        if self._native is not None:
            return len(self._native)
        return len(self._all()) if self._path is None else _length_of_file(self._path)

    def __iter__(self) -> Iterator[Row]:
        if self._path is not None:
            yield from _rows_of_file(self._path)
            return
        columns = self.columns
        for row in self._all():
            yield dict(zip(columns, row))

    def __getitem__(self, index: int) -> Row:
        if self._path is not None:
            return list(self)[index]
        return dict(zip(self.columns, self._all()[index]))

    def _all(self) -> list[tuple[Any, ...]]:
        if self._rows is None:
            self._rows = self._native.rows() if self._native is not None else []
        return self._rows

    def to_parquet(self) -> bytes:
        """The bytes of a Parquet file with this table, as ``juesuan collect`` writes it."""
        if self._parquet is None:
            if self._path is not None:
                with open(self._path, "rb") as file:
                    return file.read()
            assert self._native is not None
            self._parquet = self._native.to_parquet()
        return self._parquet

    def _file(self) -> Any:
        return self._path if self._path is not None else io.BytesIO(self.to_parquet())

    def to_arrow(self) -> pyarrow.Table:
        """The table of PyArrow: amounts as ``decimal128``. Needs ``pyarrow``."""
        import pyarrow.parquet

        return pyarrow.parquet.read_table(self._file())

    def to_polars(self) -> polars.DataFrame:
        """The data frame of polars: amounts as ``Decimal``. Needs ``polars``."""
        import polars

        return polars.read_parquet(self._file())

    def to_pandas(self) -> pandas.DataFrame:
        """The data frame of pandas: amounts as ``decimal.Decimal``, which add up exactly; whole numbers as ``Int64``, yes
        and no as ``boolean``, so that missing values change no type. Needs ``pandas``."""
        import pandas

        if self._path is not None:
            import pyarrow

            kinds = {pyarrow.int64(): pandas.Int64Dtype(), pyarrow.bool_(): pandas.BooleanDtype()}
            return self.to_arrow().to_pandas(types_mapper=kinds.get)
        columns = self.columns
        frame = pandas.DataFrame.from_records(self._all(), columns=columns)
        for at, column in enumerate(columns):
            kind = next((type(row[at]) for row in self._all() if row[at] is not None), None)
            if kind is int:
                frame[column] = frame[column].astype("Int64")
            elif kind is bool:
                frame[column] = frame[column].astype("boolean")
        return frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hands the table to whatever takes Arrow data. Needs ``pyarrow`` or ``polars``."""
        for make in (self.to_arrow, self.to_polars):
            try:
                made = make()
            except ImportError:
                continue
            return made.__arrow_c_stream__(requested_schema)
        raise ImportError("Arrow data needs one of these: pip install pyarrow, or pip install polars")

    def __reduce__(self) -> tuple[object, ...]:
        if self._path is not None:
            return (_of_file, (self._name, self._path))
        return (_of_rows, (self._name, self.columns, self._all(), self.to_parquet()))

    def __repr__(self) -> str:
        return f"<juesuan.Table {self._name}: {len(self)} rows of {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        wanted = [name for name in _SHOWN_COLUMNS if name in self.columns] if self._name == "facts" else self.columns
        lines = ["<table><thead><tr>", *(f"<th>{html.escape(name)}</th>" for name in wanted), "</tr></thead><tbody>"]
        for at, row in enumerate(self):
            if at == _SHOWN_ROWS:
                break
            cells = ("" if row[name] is None else html.escape(str(row[name])) for name in wanted)
            lines += ["<tr>", *(f"<td>{cell}</td>" for cell in cells), "</tr>"]
        shown = min(len(self), _SHOWN_ROWS)
        of = "" if len(wanted) == len(self.columns) else f", {len(wanted)} of {len(self.columns)} columns"
        return "".join(lines) + f"</tbody></table><p>{html.escape(self._name)}: {shown} of {len(self)} rows{of}</p>"


def _of_rows(name: str, columns: list[str], rows: list[tuple[Any, ...]], parquet: bytes) -> Table:
    table = Table(name)
    table._names, table._rows, table._parquet = columns, rows, parquet
    return table


def _of_file(name: str, path: str) -> Table:
    return Table(name, path=path)


_ONE_OF = "tables of a folder need one of these: pip install pyarrow, or pip install polars, or pip install duckdb"


def _columns_of_file(path: str) -> list[str]:
    try:
        import pyarrow.parquet

        return list(pyarrow.parquet.read_schema(path).names)
    except ImportError:
        pass
    try:
        import polars

        return list(polars.read_parquet_schema(path))
    except ImportError:
        return [column[0] for column in _duckdb(path).description]


def _length_of_file(path: str) -> int:
    try:
        import pyarrow.parquet

        return int(pyarrow.parquet.read_metadata(path).num_rows)
    except ImportError:
        pass
    try:
        import polars

        return int(polars.scan_parquet(path).select(polars.len()).collect().item())
    except ImportError:
        return sum(1 for _ in _rows_of_duckdb(path))


def _rows_of_file(path: str) -> Iterator[Row]:
    """Row by row, so that memory does not grow with the folder."""
    try:
        import pyarrow.parquet
    except ImportError:
        pass
    else:
        for batch in pyarrow.parquet.ParquetFile(path).iter_batches(1024):
            yield from batch.to_pylist()
        return
    try:
        import polars
    except ImportError:
        yield from _rows_of_duckdb(path)
    else:
        yield from polars.read_parquet(path).iter_rows(named=True)


def _duckdb(path: str) -> Any:
    try:
        import duckdb
    except ImportError:
        raise ImportError(_ONE_OF) from None
    return duckdb.connect().execute("select * from read_parquet(?)", [path])


def _rows_of_duckdb(path: str) -> Iterator[Row]:
    found = _duckdb(path)
    columns = [column[0] for column in found.description]
    while (row := found.fetchone()) is not None:
        yield dict(zip(columns, row))
