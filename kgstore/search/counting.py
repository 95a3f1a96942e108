"""Counting what a filter finds: all that is asked of one filter in one pass, and kept.

Whoever needs counts asks for them first and reads them later, so that facets, single values and
ranges of the same filter are counted together: a filter costs about as much as what is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from kgstore.search import schema
from kgstore.search.filter.meaning import Meaning
from kgstore.search.folder import Generation
from kgstore.search.to_index import Compiler

TOP: Final = 20
"""The values of a field that `Top` gives."""
_EXACT: Final = 65_000
"""Values that are counted per segment; fewer would make the counts guesses."""
_Spec: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Total:
    """How many entries there are."""

    def spec(self) -> _Spec:
        """Return the aggregation that counts it."""
        return {"value_count": {"field": schema.ID}}

    def read(self, told: Mapping[str, Any]) -> int:
        """Return the number from what the index tells."""
        return int(told["value"])


@dataclass(frozen=True, slots=True)
class Having:
    r"""How many entries have this value in a field.

    >>> Having("keyword", 'a "b"').spec()
    {'filter': 'keyword:"a \\"b\\""'}
    """

    field: str
    value: str

    def spec(self) -> _Spec:
        """Return the aggregation that counts it, written in the index's own language of queries."""
        value = self.value.replace("\\", "\\\\").replace('"', '\\"')
        return {"filter": f'{self.field}:"{value}"'}

    def read(self, told: Mapping[str, Any]) -> int:
        """Return the number from what the index tells."""
        return int(told["doc_count"])


@dataclass(frozen=True, slots=True)
class Top:
    """The most frequent values of a field, and how many entries have each."""

    field: str

    def spec(self) -> _Spec:
        """Return the aggregation that counts it; more, as those that tie come by chance."""
        return {"terms": {"field": self.field, "size": 2 * TOP, "segment_size": _EXACT}}

    def read(self, told: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
        """Return values and numbers, the most frequent first, from what the index tells."""
        found = ((bucket["key"], int(bucket["doc_count"])) for bucket in told["buckets"])
        return tuple(sorted(found, key=lambda one: (-one[1], one[0]))[:TOP])


@dataclass(frozen=True, slots=True)
class Extent:
    """The least and the greatest number in a field; None where there is none."""

    field: str

    def spec(self) -> _Spec:
        """Return the aggregation that finds it."""
        return {"stats": {"field": self.field}}

    def read(self, told: Mapping[str, Any]) -> tuple[float, float] | None:
        """Return the two from what the index tells."""
        return (told["min"], told["max"]) if told["count"] else None


@dataclass(frozen=True, slots=True)
class Ranged:
    """How many entries have a number between one edge and the next, of a field."""

    field: str
    edges: tuple[float, ...]

    def spec(self) -> _Spec:
        """Return the aggregation that counts it."""
        ends = zip(self.edges, self.edges[1:], strict=False)
        return {"range": {"field": self.field, "ranges": [{"from": a, "to": b} for a, b in ends]}}

    def read(self, told: Mapping[str, Any]) -> tuple[int, ...]:
        """Return the numbers; the index tells of what lies below and above as well."""
        counts = {bucket.get("from"): int(bucket["doc_count"]) for bucket in told["buckets"]}
        return tuple(counts.get(low, 0) for low in self.edges[:-1])


Count: TypeAlias = Total | Having | Top | Extent | Ranged


class Passes:
    """What is counted in one generation of the index; for one search in one thread."""

    def __init__(self, generation: Generation, compiler: Compiler) -> None:
        self._searcher, self._compiler = generation.searcher, compiler
        self._kept = generation.counts
        self._asked: dict[Meaning, dict[Count, None]] = {}

    def ask(self, meaning: Meaning, *counts: Count) -> None:
        """Have these counted together with the first that is read of the same filter."""
        self._asked.setdefault(meaning, {}).update(dict.fromkeys(counts))

    def told(self, meaning: Meaning, count: Count) -> Any:
        """Return what was counted of what a filter finds."""
        kept: dict[Count, Any] = self._kept.get(meaning) or {}
        if count not in kept:
            self.ask(meaning, count)
            kept = {**kept, **self._passed(meaning, self._asked[meaning].keys() - kept.keys())}
            self._kept.put(meaning, kept)
        return kept[count]

    def _passed(self, meaning: Meaning, counts: set[Count]) -> dict[Count, Any]:
        numbered = dict(enumerate(counts))
        specs = {str(at): count.spec() for at, count in numbered.items()}
        told = self._searcher.aggregate(self._compiler.query(meaning), specs)
        return {count: count.read(told[str(at)]) for at, count in numbered.items()}
