"""What a filter means, as a query of the index.

Measured values are documents of their own, so that metric, value and context hold of one and the
same value; a comparison is answered in two steps, first the values, then the entries they are of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import tantivy

from kgstore.search import schema
from kgstore.search.fields import FieldKind, fields
from kgstore.search.filter.ast import And, Not, Or
from kgstore.search.filter.meaning import (
    Among,
    Context,
    Interval,
    Meaning,
    MeaningLeaf,
    Measured,
    Period,
    Present,
    Within,
    Words,
)
from kgstore.search.folder import Generation

Query = tantivy.Query
_FEW = 4000
"""Entries of which all ids are read, to see which of them a comparison holds of."""
_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


class Compiler:
    """Turns meanings into queries of one generation of the index."""

    def __init__(self, generation: Generation) -> None:
        self._generation, self._schema = generation, generation.schema
        self._compared = generation.compared

    def query(self, meaning: Meaning) -> Query:
        """Return the query for the entries that a filter finds."""
        parts = meaning.parts if isinstance(meaning, And) else (meaning,)
        compared = [part for part in parts if isinstance(part, Measured)]
        rest = [part for part in parts if not isinstance(part, Measured)]
        if not compared:
            return self._entries(rest)
        query: Query = self._compared.once(("all", meaning), lambda: self._narrowed(rest, compared))
        return query

    def _entries(self, parts: Sequence[Meaning]) -> Query:
        return self.all([self.term(schema.PART, [schema.ENTRY]), *map(self._tree, parts)])

    def _narrowed(self, rest: Sequence[Meaning], compared: Sequence[Measured]) -> Query:
        """Return the query for entries of which each comparison holds: if they are few, by ids.

        To look up thousands of ids takes longer than all else; so it is done once.
        """
        found = self._entries(rest)
        if not rest or self.count(found) > _FEW:
            return self.all([found, *map(self._leaf, compared)])
        ids = {int(one) for one in self.column(found, schema.ID)}
        return self.known_as(sorted(ids.intersection(*map(self._owners, compared))))

    def _owners(self, leaf: Measured) -> frozenset[int]:
        """Return the ids of the entries of which a comparison holds."""
        values = partial(self.values, leaf.metrics, leaf.context, leaf.interval)
        owners: frozenset[int] = self._compared.once(
            ("owners", leaf), lambda: frozenset(self.owners(values()))
        )
        return owners

    def count(self, query: Query) -> int:
        """Return how many documents a query finds."""
        found: Any = self._generation.searcher.search(query, 1, count=True)  # the stubs lack it
        return int(found.count)

    def _tree(self, meaning: Meaning) -> Query:
        match meaning:
            case And(parts):
                return self.all([self._tree(part) for part in parts])
            case Or(parts):
                return any_of([self._tree(part) for part in parts])
            case Not(part):
                refused = [(_MUST, Query.all_query()), (_NOT, self._tree(part))]
                return _unscored(Query.boolean_query(refused))
            case _:
                return self._leaf(meaning)

    def _leaf(self, leaf: MeaningLeaf) -> Query:
        match leaf:
            case Among(field, values):
                return self.term(field, values)
            case Present(field):
                return self.term(schema.HAS, [field])
            case Within(field, interval):
                return self._range(field, interval)
            case Period(field, since, before):
                low = since.timestamp() if since else None
                high = before.timestamp() if before else None
                return self._range(field, Interval(low, high, open_high=True))
            case Measured():
                compared: Query = self._compared.once(
                    leaf, lambda: self.known_as(sorted(self._owners(leaf)))
                )
                return compared
            case Words(tokens, prefix, field):
                return self._words(tokens, prefix, field)

    def term(self, field: str, values: Sequence[str]) -> Query:
        """Return the query for entries with one of the values in a field.

        A single value is looked up as it goes; of a set, all that have one are gathered first: a
        millisecond for the 65,000 documents that are entries.
        """
        if len(values) == 1:
            return _unscored(Query.term_query(self._schema, field, values[0], "basic"))
        return _unscored(Query.term_set_query(self._schema, field, list(values)))

    def all(self, queries: Sequence[Query]) -> Query:
        """Return the query for what all queries find; all of nothing is everything."""
        if not queries:
            return _unscored(Query.all_query())
        return Query.boolean_query([(_MUST, query) for query in queries])

    def _range(self, field: str, interval: Interval) -> Query:
        if interval.low is None and interval.high is None:
            return _unscored(Query.exists_query(field))
        return _unscored(
            Query.range_query(
                self._schema,
                field,
                tantivy.FieldType.Float,
                interval.low,
                interval.high,
                include_lower=interval.low is None or not interval.open_low,
                include_upper=interval.high is None or not interval.open_high,
            )
        )

    def values(
        self, metrics: Sequence[str], contexts: Sequence[Context], interval: Interval
    ) -> Query:
        """Return the query for the measured values of metrics, in contexts and an interval."""
        wanted = [self.term(schema.PART, [schema.VALUE]), self.term("metric", metrics)]
        for context in contexts:
            wanted.append(self.term(schema.context_field(context.name), context.values))
        return self.all([*wanted, self._range(schema.MEASURED, interval)])

    def known_as(self, ids: Sequence[int]) -> Query:
        """Return the query for the entries with these ids."""
        if not ids:
            return Query.empty_query()
        return _unscored(Query.term_set_query(self._schema, schema.ID, list(ids)))

    def owners(self, values: Query) -> list[int]:
        """Return the ids of the entries that measured values are of, one for each value."""
        return [int(owner) for owner in self.column(values, schema.OF)]

    def column(self, query: Query, *names: str) -> list[float]:
        """Return the numbers in a field, or several one after the other, of what a query finds."""
        searcher = self._generation.searcher
        most = max(searcher.num_docs, 1)
        addresses = [at for _, at in searcher.search(query, most, count=False).hits]
        return [
            value or 0 for name in names for value in searcher.fast_field_values(name, addresses)
        ]

    def _words(self, tokens: Sequence[str], prefix: bool, field: str) -> Query:
        if not tokens:
            return _unscored(Query.all_query())
        texts = [each for each in fields().values() if each.kind is FieldKind.TEXT]
        return Query.disjunction_max_query(
            [
                Query.boost_query(self._phrase(each.name, tokens, prefix), each.weight)
                for each in texts
                if field in ("", each.name)
            ],
            0.1,
        )

    def _phrase(self, field: str, tokens: Sequence[str], prefix: bool) -> Query:
        if len(tokens) == 1 and not prefix:
            return Query.term_query(self._schema, field, tokens[0])
        last = f"{re.escape(tokens[-1])}.*"
        if len(tokens) == 1:
            return Query.regex_query(self._schema, field, last)
        if not prefix:
            return Query.phrase_query(self._schema, field, list(tokens))
        patterns = [*map(re.escape, tokens[:-1]), last]
        return Query.regex_phrase_query(self._schema, field, list(patterns))


def any_of(queries: Sequence[Query]) -> Query:
    """Return the query for what any of the queries finds."""
    if not queries:
        return Query.empty_query()
    return Query.boolean_query([(_SHOULD, query) for query in queries])


def none_of(query: Query) -> Query:
    """Return the query for what a query does not find."""
    return _unscored(Query.boolean_query([(_MUST, Query.all_query()), (_NOT, query)]))


def _unscored(query: Query) -> Query:
    """Conditions do not count in the order of relevance."""
    return Query.const_score_query(query, 0.0)
