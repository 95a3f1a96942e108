"""Histograms: how the numbers, dates and measured values of what a filter finds are spread.

What the filter asks of the number itself does not narrow the counts, as with facets. The edges of
the ranges are round. A measured value is, of each entry, the best, as when it is sorted by.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from typing import Any

from kgstore.search.facets import without
from kgstore.search.fields import Field, FieldKind
from kgstore.search.filter.ast import And
from kgstore.search.filter.meaning import Meaning, Measured
from kgstore.search.folder import Generation
from kgstore.search.order import Ranking, Sort
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
    """Counts by ranges in one generation of the index."""

    def __init__(self, generation: Generation, compiler: Compiler) -> None:
        self._generation, self._compiler = generation, compiler
        self._kept = generation.counts

    def histograms(
        self, meaning: Meaning, asked: Mapping[str, Field | Sort]
    ) -> dict[str, tuple[Bin, ...]]:
        """Return the ranges of number and date fields, and of metrics as one would sort by them.

        Fields with the same filter share the passes over what it finds.
        """
        passes: dict[Meaning, list[Field]] = {}
        for one in asked.values():
            if isinstance(one, Field):
                passes.setdefault(without(meaning, one.name), []).append(one)
        found: dict[str, tuple[Bin, ...]] = {}
        for narrowed, together in passes.items():
            key = (narrowed, "ranges", tuple(field.name for field in together))
            found |= self._kept.once(key, partial(self._of_fields, narrowed, together))
        return {
            name: self._of_metric(meaning, one) if isinstance(one, Sort) else found[one.name]
            for name, one in asked.items()
        }

    def _of_fields(self, meaning: Meaning, fields: Sequence[Field]) -> dict[str, tuple[Bin, ...]]:
        searcher, query = self._generation.searcher, self._compiler.query(meaning)
        asked: dict[str, Any] = {field.name: {"stats": {"field": field.name}} for field in fields}
        spreads = searcher.aggregate(query, asked)
        edges = {
            field.name: _edges(field, spread["min"], spread["max"])
            for field in fields
            if (spread := spreads[field.name])["count"]
        }
        counted = searcher.aggregate(query, {n: _ranged(n, e) for n, e in edges.items()})
        bins = {name: tuple(_bins(counted[name]["buckets"], edges[name])) for name in edges}
        return {field.name: bins.get(field.name, ()) for field in fields}

    def _of_metric(self, meaning: Meaning, sort: Sort) -> tuple[Bin, ...]:
        query = self._compiler.query(uncompared(meaning, sort.metrics))
        hits = Ranking(self._generation, self._compiler).measured(query, sort)
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


def _ranged(name: str, edges: Sequence[float]) -> dict[str, Any]:
    ranges = [{"from": low, "to": high} for low, high in pairwise(edges)]
    return {"range": {"field": name, "ranges": ranges}}


def _bins(counted: Sequence[dict[str, Any]], edges: Sequence[float]) -> Iterable[Bin]:
    """Ranges that were not asked for (below the first edge, above the last) come back too."""
    inside = set(edges)
    for one in counted:
        if one.get("from") in inside and one.get("to") in inside:
            yield Bin(one["from"], one["to"], one["doc_count"])


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
