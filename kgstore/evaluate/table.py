"""Tables of predictions: CSV or Parquet, all cells as text."""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import dataclass
from importlib.util import find_spec

from kgstore.errors import ImportFailed
from kgstore.evaluate.measured import Unmeasurable


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of text by name, all of one length; an absent cell is ""."""

    columns: dict[str, list[str]]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.columns.values()), []))

    def column(self, name: str) -> list[str]:
        """Return a column.

        Raises:
            Unmeasurable: there is none of that name; the message names those that there are.
        """
        if name not in self.columns:
            told = ", ".join(self.columns) or "none"
            raise Unmeasurable(f"there is no column {name!r}; the columns are: {told}")
        return self.columns[name]

    def numbers(self, name: str) -> list[float]:
        """Return a column of numbers.

        Raises:
            Unmeasurable: there is no such column, or a cell is no number; row 1 is the first.
        """
        found = []
        for number, cell in enumerate(self.column(name), 1):
            try:
                value = float(cell)
            except ValueError as error:
                raise Unmeasurable(f"row {number}: {name} is {cell[:40]!r}, no number") from error
            if not -1e300 < value < 1e300:
                raise Unmeasurable(f"row {number}: {name} is {cell[:40]!r}, no finite number")
            found.append(value)
        return found


def read_table(content: bytes) -> Table:
    r"""Return the table in the bytes of a CSV file (UTF-8, with a header) or a Parquet file.

    >>> read_table(b"instance,actual\na.png,dog\n").columns
    {'instance': ['a.png'], 'actual': ['dog']}

    Raises:
        Unmeasurable: the bytes are no such table.
        ImportFailed: they are Parquet, and pyarrow is not installed.
    """
    return _parquet(content) if content[:4] == b"PAR1" else _csv(content)


def _csv(content: bytes) -> Table:
    csv.field_size_limit(min(sys.maxsize, 1 << 30))
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unmeasurable(f"the file is no CSV in UTF-8: {error}") from error
    rows = [row for row in rows if row]
    if not rows:
        raise Unmeasurable("the table is empty")
    names = [name.strip() for name in rows[0]]
    if len(set(names)) < len(names):
        raise Unmeasurable("two columns have one name")
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(names):
            raise Unmeasurable(f"row {number} has {len(row)} cells, the header has {len(names)}")
    columns = list(zip(*rows[1:], strict=True)) or [()] * len(names)
    return Table(
        {name: [c.strip() for c in column] for name, column in zip(names, columns, strict=True)}
    )


def _parquet(content: bytes) -> Table:
    if find_spec("pyarrow") is None:
        raise ImportFailed(
            "reading Parquet needs pyarrow, which is not installed",
            subject="pyarrow",
            advice="pip install 'kgstore[evaluate]', or give the predictions as CSV",
        )
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(io.BytesIO(content))
    except (pyarrow.ArrowException, OSError) as error:
        raise Unmeasurable(f"the file is no sound Parquet: {error}") from error
    return Table(
        {
            name: ["" if cell is None else str(cell) for cell in table.column(name).to_pylist()]
            for name in table.column_names
        }
    )
