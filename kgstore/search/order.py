"""The order of results, and the pages that they come in.

A page goes on after the last row of the page before, known by its value and id: rows that come or
go meanwhile move nothing else. Only relevance, which every new entry changes a little, goes on by
position. Entries without the value come last.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import tantivy

from kgstore.search import schema
from kgstore.search.bests import Bests
from kgstore.search.folder import Generation
from kgstore.search.place import METRIC, NAME, RELEVANCE, Hit, Place, Sort, key_of
from kgstore.search.to_index import Compiler, Query, none_of

_FEW = 2000
"""Entries that are read faster than the list of those with a value is made."""
_FIRST = 256
"""Entries with the best values that are looked at first."""


class Ranking:
    """Sorts what a query finds."""

    def __init__(self, generation: Generation, compiler: Compiler) -> None:
        self._searcher, self._schema = generation.searcher, generation.schema
        self._compiler, self._bests = compiler, Bests(generation, compiler)

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

    def measured(self, query: Query, sort: Sort) -> list[Hit]:
        """Return the entries that a query finds and that have a value, with their best one."""
        best = self._bests.of(sort)
        if self._is_many(query, best):
            query = self._compiler.all([query, self._bests.having(sort)])
        return [Hit(h.id, h.address, best[h.id]) for h in self._all(query) if h.id in best]

    def _by_metric(self, query: Query, sort: Sort, limit: int, after: Place | None) -> list[Hit]:
        if self._compiler.count(query) <= _FEW:
            best = self._bests.of(sort)
            hits = [Hit(h.id, h.address, best.get(h.id)) for h in self._all(query)]
            return self._behind(hits, sort, after)[:limit]
        hits = []
        if after is None or after.value is not None:
            hits = self._from_the_best(query, sort, limit, after)
        if len(hits) >= limit:
            return hits
        return self._with_rest(hits, query, self._bests.having(sort), limit, after)

    def _from_the_best(
        self, query: Query, sort: Sort, limit: int, after: Place | None
    ) -> list[Hit]:
        """Return entries with a value: of those with the best values it is asked which are found.

        Where a query finds much, a page of it is among the first few hundred.
        """
        ranked, hits, size = self._bests.ranked(sort), list[Hit](), _FIRST
        at = 0
        if after is not None:
            last = key_of(sort, after.value, after.id)
            at = bisect_right(ranked, last, key=lambda one: key_of(sort, one[1], one[0]))
        while at < len(ranked) and len(hits) < limit:
            some = dict(ranked[at : at + size])
            wanted = self._compiler.all([query, self._compiler.known_as(sorted(some))])
            found = {hit.id: hit.address for hit in self._all(wanted)}
            hits += [Hit(one, found[one], some[one]) for one in some if one in found]
            at, size = at + size, size * 4
        return hits[:limit]

    def _is_many(self, query: Query, best: dict[int, float]) -> bool:
        """Return whether a query finds so much that entries with a value are looked up first."""
        return self._compiler.count(query) > _FEW + len(best)

    def _behind(self, hits: list[Hit], sort: Sort, after: Place | None) -> list[Hit]:
        """Return hits in order, those without a value last, from behind a place on."""

        def place(hit: Hit | Place) -> tuple[bool, float, int]:
            return (hit.value is None, *key_of(sort, hit.value, hit.id))

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


def _before(names: Sequence[str], name: str, descending: bool) -> int:
    """Return how many names, in their order, come before one."""
    return sum(one > name if descending else one < name for one in names)
