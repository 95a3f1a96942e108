"""Histograms: how the numbers, dates and measured values of what a filter finds are spread.

What the filter asks of the number itself does not narrow the counts, as with facets. The edges of
the ranges are round. A measured value is, of each entry, the best, as when it is sorted by.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from kgstore.search.counting import Extent, Passes, Ranged
from kgstore.search.facets import without
from kgstore.search.fields import Field, FieldKind
from kgstore.search.filter.ast import And
from kgstore.search.filter.meaning import Meaning, Measured
from kgstore.search.order import Ranking
from kgstore.search.place import Sort
from kgstore.search.to_index import Compiler

_STEPS = (1, 2, 5)
_BINS = 20


@dataclass(frozen=True, slots=True)
class Bin:
    """A part of a range: from `low`, below `high`, and how many entries have a value in it."""

    low: float
    high: float
    count: int


class Ranges:
    """The ranges of what one filter finds; they are asked for when it is made, and read after.

    `asked` are number and date fields, and metrics as one would sort by them.
    """

    def __init__(
        self,
        passes: Passes,
        ranking: Ranking,
        compiler: Compiler,
        meaning: Meaning,
        asked: Mapping[str, Field | Sort],
    ) -> None:
        self._passes, self._ranking, self._compiler = passes, ranking, compiler
        self._meaning, self._asked = meaning, asked
        for one in asked.values():
            if isinstance(one, Field):
                passes.ask(without(meaning, one.name), Extent(one.name))

    def histograms(self) -> dict[str, tuple[Bin, ...]]:
        """Return the ranges; those of fields with the same filter share a pass."""
        fields = [one for one in self._asked.values() if isinstance(one, Field)]
        edges = {field.name: found for field in fields if (found := self._edges(field))}
        for name, ends in edges.items():
            self._passes.ask(without(self._meaning, name), Ranged(name, ends))
        return {
            name: self._of_metric(one)
            if isinstance(one, Sort)
            else self._of_field(one.name, edges.get(one.name, ()))
            for name, one in self._asked.items()
        }

    def _edges(self, field: Field) -> tuple[float, ...]:
        found = self._passes.told(without(self._meaning, field.name), Extent(field.name))
        return tuple(_edges(field, *found)) if found is not None else ()

    def _of_field(self, name: str, edges: tuple[float, ...]) -> tuple[Bin, ...]:
        if not edges:
            return ()
        counts = self._passes.told(without(self._meaning, name), Ranged(name, edges))
        return tuple(Bin(*ends, count) for ends, count in zip(pairwise(edges), counts, strict=True))

    def _of_metric(self, sort: Sort) -> tuple[Bin, ...]:
        query = self._compiler.query(uncompared(self._meaning, sort.metrics))
        hits = self._ranking.measured(query, sort)
        values = [hit.value for hit in hits if isinstance(hit.value, float)]
        if not values:
            return ()
        edges = round_edges(min(values), max(values))
        counts = Counter(bisect_right(edges, value) - 1 for value in values)
        return tuple(Bin(low, high, counts[at]) for at, (low, high) in enumerate(pairwise(edges)))


def uncompared(meaning: Meaning, metrics: Iterable[str]) -> Meaning:
    """Return a filter without its comparisons of metrics at its top level.

    >>> uncompared(And((Measured(("urn:m",)), And(()))), ["urn:m"])
    And(parts=(And(parts=()),))
    """
    dropped = set(metrics)
    parts = meaning.parts if isinstance(meaning, And) else (meaning,)
    kept = (p for p in parts if not (isinstance(p, Measured) and dropped & set(p.metrics)))
    return And(tuple(kept))


def _edges(field: Field, low: float, high: float) -> list[float]:
    return calendar_edges(low, high) if field.kind is FieldKind.DATE else round_edges(low, high)


def calendar_edges(low: float, high: float) -> list[float]:
    """Return the starts (seconds since 1970) of the years or months from `low` to beyond `high`.

    >>> [edge / 86400 for edge in calendar_edges(0, 86400 * 40)]
    [0.0, 31.0, 59.0]
    """
    first, last = (datetime.fromtimestamp(at, UTC) for at in (low, high))
    months = (last.year - first.year) * 12 + last.month - first.month + 2
    step = 1 if months <= _BINS + 1 else 12
    start = first.year * 12 + (first.month - 1 if step == 1 else 0)
    end = last.year * 12 + (last.month if step == 1 else 12)
    days = (datetime(at // 12, at % 12 + 1, 1, tzinfo=UTC) for at in range(start, end + 1, step))
    return [day.timestamp() for day in days]


def round_edges(low: float, high: float) -> list[float]:
    """Return the edges of bins that hold all from `low` to `high`: even ones, or 1, 2, 5, 10 ...

    >>> round_edges(3, 14)[:3], round_edges(30, 9e6)[:3]
    ([3.0, 4.0, 5.0], [10.0, 100.0, 1000.0])
    """
    if low >= 0 and high > 100 * max(low, 1e-9) and high > 1e-7:
        return _spread_edges(low, high)
    step = _round_up((high - low) / _BINS or 1.0)
    first = math.floor(low / step)
    return [round(n * step, 12) for n in range(first, math.floor(high / step) + 2)]


def _spread_edges(low: float, high: float) -> list[float]:
    """Return edges that grow: three to a decade, or one where there are many decades."""
    least = low if low > 0 else min(1.0, high / 1e6)
    powers = range(math.floor(math.log10(least)), math.floor(math.log10(high)) + 2)
    steps = _STEPS if len(powers) * len(_STEPS) <= _BINS else _STEPS[:1]
    edges = [step * 10.0**power for power in powers for step in steps]
    above = next(at for at, edge in enumerate(edges) if edge > high)
    start = max((at for at, edge in enumerate(edges) if edge <= least), default=0)
    return [*([0.0] if low == 0 else []), *edges[start : above + 1]]


def _round_up(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return float(next(n * power for n in (*_STEPS, 10) if n * power >= step * 0.999999))
