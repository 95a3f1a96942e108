"""README values beside the references of accuracy-check.yml: which of them state the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kgstore.importers.open_model_zoo.evaluations import Reference, Statement
from kgstore.importers.open_model_zoo.numbers import Number
from kgstore.importers.open_model_zoo.rows import Row
from kgstore.importers.terms import Term


@dataclass(frozen=True, slots=True)
class Cell:
    """A README cell with what it says; `matched` if a reference says the same."""

    row: Row
    number: Number
    said: Statement
    matched: bool = False
    dataset: Term | None = None
    raw_dataset: str = ""


def matched_with(cell: Cell, references: Sequence[Reference]) -> Cell:
    """Return the cell with the dataset (and, if it left that open, the metric) of its equal."""
    equals = [r for r in references if _same(cell.said, r.statement)]
    if len({(term_key(r.dataset), term_key(r.statement.metric)) for r in equals}) != 1:
        return cell
    reference = equals[0]
    said, other = cell.said, reference.statement
    if said.measure.generic:
        measure = replace(other.measure, dataset=said.measure.dataset, remark=said.measure.remark)
        said = replace(said, metric=other.metric, measure=measure, for_class=said.for_class)
    return replace(
        cell, said=said, matched=True, dataset=reference.dataset, raw_dataset=reference.raw_dataset
    )


def _same(said: Statement, other: Statement) -> bool:
    mine, theirs = _bare(said.for_class), _bare(other.for_class)
    if mine and theirs and mine != theirs and mine not in theirs:
        return False
    exponent = said.value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent > -2 or abs(other.value) > Decimal(10) ** 9:
        return said.value == other.value
    return other.value.quantize(Decimal(1).scaleb(max(exponent, -12))) == said.value


def of_one_metric(cells: list[Cell]) -> list[Cell]:
    """Return the cells, those of one row with one metric: the one found for any of them."""
    known = {_row_key(c): c.said for c in cells if c.matched and c.said.measure.generic is False}
    return [
        cell
        if cell.matched or not cell.said.measure.generic or _row_key(cell) not in known
        else replace(cell, said=replace(cell.said, metric=known[_row_key(cell)].metric))
        for cell in cells
    ]


def _row_key(cell: Cell) -> tuple[str, str, str]:
    return cell.row.section, cell.row.metric, cell.row.subject


def apart(row: Row, other: Row) -> bool:
    """Whether two columns are about different data: one of them about a subset."""
    columns = {row.column.casefold(), other.column.casefold()}
    return len(columns) > 1 and any("subset" in column for column in columns)


def _bare(label: str) -> str:
    return re.sub(r"[\s_]+", " ", label.casefold()).strip()


def term_key(term: Term | None) -> str:
    """Return the IRI of a term, or "" for none."""
    return term if isinstance(term, str) else str(term["id"]) if term else ""
