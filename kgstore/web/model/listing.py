"""Tables of values, split into what is seen at once and what is behind a line to open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kgstore.web.model.results import MOST_ROWS, Table


@dataclass(frozen=True, slots=True)
class Listing:
    """Tables that are shown as one, with the columns that they need."""

    shown: Sequence[Table]
    folded: Sequence[Table]
    said: Mapping[str, str]
    has_settings: bool
    has_dates: bool
    has_words: bool
    left_out: int

    @property
    def folded_rows(self) -> int:
        """How many rows are not seen at once."""
        return sum(len(table.rows) for table in self.folded)


def listing(tables: Sequence[Table]) -> Listing:
    """Return tables in two parts; what all values have in common is said once, in `said`."""
    shown: list[Table] = []
    rows = 0
    for table in tables:
        rows += len(table.rows)
        if shown and rows > MOST_ROWS:
            break
        shown.append(table)
    cells = [cell for table in tables for row in table.rows for cell in row.cells if cell]
    said: dict[str, str] = {}
    for what in ("by", "verification", "date", "setup"):
        values = {getattr(cell.value, what) for cell in cells}
        if len(values) == 1:
            said[what] = values.pop()
    if len(cells) == 1:
        del said["setup"]
    return Listing(
        shown,
        tables[len(shown) :],
        said,
        any(row.settings for table in tables for row in table.rows),
        any(cell.value.date for cell in cells),
        any(cell.heard for cell in cells),
        sum(table.left_out for table in tables),
    )
