"""What rows are sorted by, and the place of one among them."""

from __future__ import annotations

from dataclasses import dataclass

import tantivy

from kgstore.search.filter.meaning import Context

RELEVANCE, NAME, METRIC = "relevance", "name", "metric"


@dataclass(frozen=True, slots=True)
class Sort:
    """What rows are sorted by: relevance, name, a number or date field, or a metric."""

    by: str
    descending: bool
    metrics: tuple[str, ...] = ()
    contexts: tuple[Context, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry in its place; `value` is what it was sorted by, None if it has none."""

    id: int
    address: tantivy.DocAddress
    value: float | str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the value and id of its last row, or how many rows came before."""

    value: float | str | None
    id: int


def key_of(sort: Sort, value: float | str | None, identity: int) -> tuple[float, int]:
    """Return by what entries with a value are put in order: the value, then the id.

    >>> key_of(Sort("size", descending=True), 2.0, 7)
    (-2.0, 7)
    """
    number = value if isinstance(value, float | int) else 0.0
    return (-number if sort.descending else number), identity
