"""The best value that each entry has of a metric, in a context; kept for one generation."""

from __future__ import annotations

from kgstore.search import schema
from kgstore.search.filter.meaning import Interval
from kgstore.search.folder import Generation
from kgstore.search.place import Sort, key_of
from kgstore.search.to_index import Compiler, Query


class Bests:
    """Best values by what they are sorted by: the largest if the largest come first."""

    def __init__(self, generation: Generation, compiler: Compiler) -> None:
        self._kept, self._compiler = generation.bests, compiler

    def of(self, sort: Sort) -> dict[int, float]:
        """Return the best value of each entry that has one, by its id."""
        key = ("best", sort.metrics, sort.contexts, sort.descending)
        found: dict[int, float] = self._kept.once(key, lambda: self._of(sort))
        return found

    def _of(self, sort: Sort) -> dict[int, float]:
        values = self._compiler.values(sort.metrics, sort.contexts, Interval())
        found = self._compiler.column(values, schema.OF, schema.MEASURED)
        half = len(found) // 2
        pairs = sorted(zip(found[half:], found[:half], strict=True), reverse=not sort.descending)
        return {int(owner): value for value, owner in pairs}

    def ranked(self, sort: Sort) -> list[tuple[int, float]]:
        """Return ids and best values in order."""

        def ranked() -> list[tuple[int, float]]:
            return sorted(self.of(sort).items(), key=lambda one: key_of(sort, one[1], one[0]))

        key = ("ranked", sort.metrics, sort.contexts, sort.descending)
        found: list[tuple[int, float]] = self._kept.once(key, ranked)
        return found

    def having(self, sort: Sort) -> Query:
        """Return the query for the entries with a value, made once: it lists them all."""
        key = ("having", sort.metrics, sort.contexts)
        found: Query = self._kept.once(key, lambda: self._compiler.known_as(sorted(self.of(sort))))
        return found
