"""The order of results, and the pages that they come in.

A page goes on after the last row of the page before, known by its value and id: rows that come or
go meanwhile move nothing else. Only relevance, which every new entry changes a little, goes on by
position. Entries without the value come last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tantivy

from kgstore.search import schema
from kgstore.search.filter.meaning import Context, Interval
from kgstore.search.folder import Generation
from kgstore.search.to_index import Compiler, Query, none_of

_FEW = 2000
"""Entries that are read faster than the list of those with a value is made."""
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


class Ranking:
    """Sorts what a query finds."""

    def __init__(self, generation: Generation, compiler: Compiler) -> None:
        self._searcher, self._schema = generation.searcher, generation.schema
        self._compiler, self._bests = compiler, generation.bests

    def page(self, query: Query, sort: Sort, limit: int, after: Place | None) -> list[Hit]:
        """Return the next `limit` entries after a place."""
        if sort.by == RELEVANCE:
            hits = self._searcher.search(query, limit, count=False, offset=after.id if after else 0)
            return self._hits([at for _, at in hits.hits], [score for score, _ in hits.hits])
        if sort.by == METRIC:
            return self._by_metric(query, sort, limit, after)
        if sort.by == NAME:
            return self._by_name(query, sort, limit, after)
        return self._by_column(query, sort, limit, after)

    def best(self, sort: Sort) -> dict[int, float]:
        """Return the best value of each entry, by its id: the largest if the largest come first."""
        key = (sort.metrics, sort.contexts, sort.descending)
        found: dict[int, float] = self._bests.once(key, lambda: self._best(sort))
        return found

    def _best(self, sort: Sort) -> dict[int, float]:
        values = self._compiler.values(sort.metrics, sort.contexts, Interval())
        found = self._compiler.column(values, schema.OF, schema.MEASURED)
        half = len(found) // 2
        pairs = sorted(zip(found[half:], found[:half], strict=True), reverse=not sort.descending)
        return {int(owner): value for value, owner in pairs}

    def measured(self, query: Query, sort: Sort) -> list[Hit]:
        """Return the entries that a query finds and that have a value, with their best one."""
        best = self.best(sort)
        if self._is_many(query, best):
            query = self._compiler.all([query, self._having(sort)])
        return [Hit(h.id, h.address, best[h.id]) for h in self._all(query) if h.id in best]

    def _by_metric(self, query: Query, sort: Sort, limit: int, after: Place | None) -> list[Hit]:
        best = self.best(sort)
        if not self._is_many(query, best):
            hits = [Hit(h.id, h.address, best.get(h.id)) for h in self._all(query)]
            return self._behind(hits, sort, after)[:limit]
        hits = []
        if after is None or after.value is not None:
            hits = self._behind(self.measured(query, sort), sort, after)
        if len(hits) >= limit:
            return hits[:limit]
        return self._with_rest(hits, query, self._having(sort), limit, after)

    def _is_many(self, query: Query, best: dict[int, float]) -> bool:
        """Return whether a query finds so much that entries with a value are looked up first."""
        found: Any = self._searcher.search(query, 1, count=True)  # the stubs lack its count
        return bool(found.count > _FEW + len(best))

    def _having(self, sort: Sort) -> Query:
        """Return the query for the entries with a value, made once: it lists them all."""
        key = ("having", sort.metrics, sort.contexts)
        best = self.best(sort)
        found: Query = self._bests.once(key, lambda: self._compiler.known_as(sorted(best)))
        return found

    def _behind(self, hits: list[Hit], sort: Sort, after: Place | None) -> list[Hit]:
        """Return hits in order, those without a value last, from behind a place on."""

        def place(hit: Hit | Place) -> tuple[bool, float, int]:
            return (hit.value is None, *self._key(sort, hit.value, hit.id))

        ordered = sorted(hits, key=place)
        return ordered if after is None else [hit for hit in ordered if place(hit) > place(after)]

    def _by_name(self, query: Query, sort: Sort, limit: int, after: Place | None) -> list[Hit]:
        """Return entries by name; the index cannot ask for names beyond one, so all are read."""
        most = max(self._searcher.num_docs, 1)
        order = tantivy.Order.Desc if sort.descending else tantivy.Order.Asc
        found = self._searcher.search(
            query, most, count=False, order_by_field=schema.TITLE, order=order
        ).hits
        names = [str(name) for name, _ in found]
        start = _before(names, str(after.value), sort.descending) if after is not None else 0
        tied = names[start:].count(str(after.value)) if after is not None else 0
        end = min(start + tied + limit, len(names))
        while 0 < end < len(names) and names[end] == names[end - 1]:
            end += 1
        hits = self._hits([at for _, at in found[start:end]], names[start:end])
        place = {name: at for at, name in enumerate(dict.fromkeys(names[start:end]))}
        hits.sort(key=lambda hit: (place[str(hit.value)], hit.id))
        if after is not None:
            hits = [hit for hit in hits if hit.value != after.value or hit.id > after.id]
        return hits[:limit]

    def _by_column(self, query: Query, sort: Sort, limit: int, after: Place | None) -> list[Hit]:
        column = schema.order_field(sort.by)
        having = Query.const_score_query(Query.exists_query(column), 0.0)
        hits: list[Hit] = []
        if after is None or after.value is not None:
            valued = self._compiler.all([query, having])
            hits = self._valued(valued, column, sort, limit, after)
        return self._with_rest(hits, query, having, limit, after)

    def _valued(
        self, query: Query, column: str, sort: Sort, limit: int, after: Place | None
    ) -> list[Hit]:
        """Return entries with a value: those that tie with the place, then those beyond it.

        The index breaks ties by chance, so those at the end of the page are asked for by id.
        """
        hits: list[Hit] = []
        if after is not None and after.value is not None:
            hits = self._tied(query, column, after.value, after.id, limit)
            beyond = self._beyond(column, after.value, sort.descending)
            query = self._compiler.all([query, beyond])
        wanted = limit - len(hits)
        if wanted <= 0:
            return hits
        order = tantivy.Order.Desc if sort.descending else tantivy.Order.Asc
        top = self._searcher.search(query, wanted, count=False, order_by_field=column, order=order)
        found = self._hits([at for _, at in top.hits], [value for value, _ in top.hits])
        found.sort(key=lambda hit: hit.id)
        values = [value for value, _ in top.hits]
        if len(values) == wanted:
            found = [hit for hit in found if hit.value != values[-1]]
            found += self._tied(query, column, values[-1], -1, wanted - len(found))
        place = {value: at for at, value in enumerate(dict.fromkeys(values))}
        return hits + sorted(found, key=lambda hit: place[hit.value])

    def _tied(
        self, query: Query, column: str, value: float | str, after: int, limit: int
    ) -> list[Hit]:
        same = self._range(column, value, value)
        found = self._by_id(self._compiler.all([query, same]), after, limit)
        return [Hit(hit.id, hit.address, value) for hit in found]

    def _beyond(self, column: str, value: float | str, descending: bool) -> Query:
        if descending:
            return self._range(column, None, value, open_ends=True)
        return self._range(column, value, None, open_ends=True)

    def _range(
        self,
        column: str,
        low: float | str | None,
        high: float | str | None,
        *,
        open_ends: bool = False,
    ) -> Query:
        ends = [bound is None or not open_ends for bound in (low, high)]
        found = Query.range_query(
            self._schema, column, tantivy.FieldType.Float, low, high, ends[0], ends[1]
        )
        return Query.const_score_query(found, 0.0)

    def _with_rest(
        self, hits: list[Hit], query: Query, having: Query, limit: int, after: Place | None
    ) -> list[Hit]:
        """Add entries that have no value, by id."""
        if len(hits) < limit:
            lacking = self._compiler.all([query, none_of(having)])
            last = after.id if after is not None and after.value is None else -1
            hits += self._by_id(lacking, last, limit - len(hits))
        return hits

    def _by_id(self, query: Query, after: int, limit: int) -> list[Hit]:
        if limit <= 0:
            return []
        if after >= 0:
            later = Query.range_query(
                self._schema, schema.ID, tantivy.FieldType.Unsigned, after, None, False
            )
            query = self._compiler.all([query, Query.const_score_query(later, 0.0)])
        ascending = tantivy.Order.Asc
        found = self._searcher.search(
            query, limit, count=False, order_by_field=schema.ID, order=ascending
        )
        return [Hit(id, at, None) for id, at in found.hits]

    def _all(self, query: Query) -> list[Hit]:
        most = max(self._searcher.num_docs, 1)
        addresses = [at for _, at in self._searcher.search(query, most, count=False).hits]
        return self._hits(addresses, [None] * len(addresses))

    def _hits(
        self, addresses: list[tantivy.DocAddress], values: Sequence[float | str | None]
    ) -> list[Hit]:
        ids = self._searcher.fast_field_values(schema.ID, addresses)
        return [Hit(int(i or 0), at, v) for i, at, v in zip(ids, addresses, values, strict=True)]

    def _key(self, sort: Sort, value: float | str | None, identity: int) -> tuple[float, int]:
        number = value if isinstance(value, float | int) else 0.0
        return (-number if sort.descending else number), identity


def _before(names: Sequence[str], name: str, descending: bool) -> int:
    """Return how many names, in their order, come before one."""
    return sum(one > name if descending else one < name for one in names)
