"""The whole result of a search as CSV, JSON Lines or Parquet: a row for each thing found.

CSV joins several values of a field by a space, a bar and a space; JSON Lines and Parquet keep them
as lists. Terms are IRIs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

import orjson

from kgstore.errors import UnknownFormat
from kgstore.search.fields import FieldKind, fields
from kgstore.search.found import Row

FORMATS: Final = ("csv", "jsonl", "parquet")
_FIRST: Final = ("iri", "name", "sorted_by")
_AT_ONCE: Final = 5_000


def columns() -> list[str]:
    """Return the columns of an export: what a row is, then the fields.

    >>> columns()[:5]
    ['iri', 'name', 'sorted_by', 'kind', 'task']
    """
    shown = (field.name for field in fields().values() if field.kind is not FieldKind.TEXT)
    return [*_FIRST, *shown]


def write(rows: Iterable[Row], output: IO[bytes], format_name: str) -> None:
    """Write rows as they come.

    Raises:
        UnknownFormat: there is no such format, or it needs a package that is not installed.
    """
    if format_name == "parquet":
        _write_parquet(rows, output)
        return
    if format_name not in FORMATS:
        raise UnknownFormat(
            f"there is no format {format_name}",
            subject=format_name,
            advice=f"Take one of: {', '.join(FORMATS)}.",
        )
    for chunk in chunks(rows, format_name):
        output.write(chunk)


def chunks(rows: Iterable[Row], format_name: str) -> Iterator[bytes]:
    """Yield CSV or JSON Lines, a row at a time."""
    if format_name == "csv":
        yield _line(columns())
    for row in rows:
        told = {**dict(zip(_FIRST, (row.iri, row.name, row.sorted_by), strict=True)), **row.values}
        if format_name == "csv":
            yield _line([_joined(told.get(name)) for name in columns()])
        else:
            yield orjson.dumps(told) + b"\n"


def _line(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


def _joined(value: Any) -> str:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return " | ".join(f"{v:.15g}" if isinstance(v, float) else str(v) for v in values)


def _write_parquet(rows: Iterable[Row], output: IO[bytes]) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        advice = "Install it: pip install 'kgstore[parquet]'; or take csv or jsonl."
        message = "Parquet needs the package pyarrow"
        raise UnknownFormat(message, subject="parquet", advice=advice) from error
    numbers = {f.name for f in fields().values() if f.kind in {FieldKind.NUMBER, FieldKind.DATE}}
    kinds = {name: pa.float64() if name in numbers else pa.string() for name in columns()}
    schema = pa.schema(
        [(name, kinds[name] if name in _FIRST else pa.list_(kinds[name])) for name in columns()]
    )
    with parquet.ParquetWriter(output, schema) as writer:
        batch: list[dict[str, Any]] = []
        for row in rows:
            told = None if row.sorted_by is None else str(row.sorted_by)
            batch.append({"iri": row.iri, "name": row.name, "sorted_by": told, **row.values})
            if len(batch) == _AT_ONCE:
                writer.write_table(pa.Table.from_pylist(batch, schema))
                batch = []
        writer.write_table(pa.Table.from_pylist(batch, schema))
