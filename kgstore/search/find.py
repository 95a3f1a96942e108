"""Finding: a filter, an order, facets and a page of results, always of one commit of the store."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock

import orjson
import tantivy

from kgstore.commit.store import Store
from kgstore.errors import ParameterError
from kgstore.namespaces import PREFIXES
from kgstore.search import cursor as cursors
from kgstore.search import schema
from kgstore.search.counting import Passes
from kgstore.search.facets import Facets, field_of
from kgstore.search.fields import Field, FieldKind, fields
from kgstore.search.filter.meaning import Meaning
from kgstore.search.filter.notes import Note
from kgstore.search.filter.parse import parse
from kgstore.search.filter.resolve import Resolved
from kgstore.search.folder import Generation, is_damage
from kgstore.search.found import Found, Row
from kgstore.search.index import SearchIndex, Tell, silent
from kgstore.search.order import Ranking
from kgstore.search.place import METRIC, Hit, Sort
from kgstore.search.ranges import Ranges
from kgstore.search.resolving import Resolving
from kgstore.search.sorting import read_sort
from kgstore.search.spelling import corrected
from kgstore.search.to_index import Compiler
from kgstore.search.wording import Wording

MOST = 1000
"""Rows of a page at most."""
_LABELS = (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label")


class Finder:
    """Finds models and datasets in an open store; several threads may ask one finder.

    `tell` and `elsewhere` are those of its index.
    """

    def __init__(
        self, store: Store, tell: Tell = silent, elsewhere: Callable[[], None] | None = None
    ) -> None:
        self._store, self.index = store, SearchIndex(store, tell, elsewhere)
        self._resolving = Resolving(store, self._forget)
        self._known: dict[str, str] = {}
        self._guard = Lock()
        self._wording: Wording | None = None

    def understand(self, text: str) -> Resolved:
        """Return what a filter means.

        Raises:
            FilterError: it cannot be read, or a word of it is unknown.
        """
        tree = parse(text)
        with self._guard:
            return self._resolving.now().resolve(tree)

    def wording(self) -> Wording:
        """Return how values are written in filters, as of the commit that the view shows."""
        with self._guard:
            resolver = self._resolving.now()
            self._wording = self._wording or Wording(resolver.names, self._guard)
            return self._wording

    def order(
        self, meaning: Meaning, sort: str, on_dataset: str = "", up: bool | None = None
    ) -> Sort:
        """Return the order of what a filter finds that `sort` names; see `find`.

        Raises:
            ParameterError: there is no such field, metric or dataset.
        """
        with self._guard:
            resolver = self._resolving.now()
            return read_sort(sort, on_dataset, meaning, resolver, self._store.view, up)

    def find(
        self,
        expression: str | Meaning,
        *,
        sort: str | Sort = "",
        on_dataset: str = "",
        up: bool | None = None,
        facets: Iterable[str] = (),
        histograms: Iterable[str] = (),
        values: Mapping[str, Collection[str]] | None = None,
        lacking: Iterable[str] = (),
        limit: int = 20,
        cursor: str | None = None,
    ) -> Found:
        """Return a page of what a filter finds, with counts of facets and histograms.

        `sort` is a field, a metric (as measured on `on_dataset`), "name" or "relevance"; "" is
        relevance where the filter has words, else downloads. `up` puts the least first. Of
        `histograms`, metrics count by the values that they would be sorted by. `values` are those
        of facets to count whatever their rank, `lacking` facets of which to count what has none.

        Raises:
            FilterError: the filter cannot be read, or a word of it is unknown.
            ParameterError: an unknown order, facet or histogram, or a cursor of another search.
            StoreBusy: the index is being made elsewhere.
        """
        if not 0 <= limit <= MOST:
            raise ParameterError(f"a page has at most {MOST} rows", subject=str(limit))
        meaning, notes = self._meaning(expression)
        if isinstance(sort, str):
            sort = self.order(meaning, sort, on_dataset, up)
        after = cursors.read(cursor, meaning, sort) if cursor else None
        ranges = self._ranges(histograms, on_dataset, meaning)
        asked = _Asked(list(facets), ranges, limit, after, values or {}, list(lacking))
        return dataclasses.replace(self._sound(meaning, sort, asked), notes=notes)

    def rows(self, meaning: Meaning, sort: Sort, limit: int | None = None) -> Iterator[Row]:
        """Yield every row that a filter finds, or the first `limit`, all of one commit."""
        generation = self.index.current()
        compiler = Compiler(generation)
        most = max(generation.searcher.num_docs, 1)
        wanted = most if limit is None else min(limit, most)
        hits = Ranking(generation, compiler).page(compiler.query(meaning), sort, wanted, None)
        yield from (_row(generation, hit) for hit in hits)

    def _meaning(self, expression: str | Meaning) -> tuple[Meaning, tuple[Note, ...]]:
        if isinstance(expression, str):
            resolved = self.understand(expression)
            return resolved.meaning, resolved.notes
        return expression, ()

    def _ranges(
        self, names: Iterable[str], on_dataset: str, meaning: Meaning
    ) -> dict[str, Field | Sort]:
        """Return what histograms are asked of: fields by their own names, metrics as they came."""
        found: dict[str, Field | Sort] = {}
        for name in names:
            try:
                field = field_of(name, _NUMBERS)
                found[field.name] = field
            except ParameterError:
                order = self.order(meaning, name, on_dataset)
                if order.by != METRIC:
                    raise
                found[name] = order
        return found

    def _forget(self, subjects: Collection[str] | None) -> None:
        self._wording = None
        for subject in list(self._known) if subjects is None else subjects:
            self._known.pop(subject, None)

    def _sound(self, meaning: Meaning, sort: Sort, asked: _Asked) -> Found:
        """Answer; where the index turns out to be damaged, make it anew and answer then."""
        try:
            return self._answer(self.index.current(), meaning, sort, asked)
        except (OSError, ValueError) as error:
            if not is_damage(error):
                raise
            self.index.discard(str(error))
            return self._answer(self.index.current(), meaning, sort, asked)

    def _answer(self, generation: Generation, meaning: Meaning, sort: Sort, asked: _Asked) -> Found:
        limit, after = asked.limit, asked.after
        compiler = Compiler(generation)
        ranking = Ranking(generation, compiler)
        ask = partial(asked.ask, Passes(generation, compiler), ranking, compiler)
        (counted, ranges), spelling = ask(meaning), dict[str, str]()
        if counted.total() == 0 and after is None:
            meaning, spelling = corrected(meaning, generation)
            counted, ranges = ask(meaning)
        hits = ranking.page(
            compiler.query(meaning), sort, limit + 1, after.place if after else None
        )
        rows = tuple(_row(generation, hit) for hit in hits[:limit])
        facets = counted.top()
        commit = generation.shown.number
        return Found(
            rows=rows,
            total=counted.total(),
            meaning=meaning,
            sort=sort,
            commit=commit,
            cursor=cursors.following(hits, limit, meaning, sort, commit, after),
            moved=after is not None and after.commit != commit,
            facets=facets,
            histograms=ranges.histograms(),
            labels=self._labels(rows, [bucket.value for f in facets.values() for bucket in f]),
            spelling=spelling,
            counts=counted.counts(),
            lacking=counted.lacking(),
        )

    def _labels(self, rows: Sequence[Row], values: Iterable[str]) -> dict[str, str]:
        """Return the names of the terms in rows and facets."""
        terms = dict.fromkeys(values)
        for row in rows:
            for name, found in row.values.items():
                if fields()[name].scheme and fields()[name].kind in _WITH_TERMS:
                    terms |= dict.fromkeys(found)
        return {term: label for term in terms if (label := self._label(term))}

    def _label(self, term: str) -> str:
        if term not in self._known:
            is_iri = "://" in term or term.startswith("urn:")
            found = [self._store.view.values(term, p) for p in _LABELS] if is_iri else []
            self._known[term] = min(next(filter(None, found), [""]))
        return self._known[term]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a filter besides its total."""

    facets: list[str]
    ranges: dict[str, Field | Sort]
    limit: int
    after: cursors.Cursor | None
    values: Mapping[str, Collection[str]]
    lacking: list[str]

    def ask(
        self, passes: Passes, ranking: Ranking, compiler: Compiler, meaning: Meaning
    ) -> tuple[Facets, Ranges]:
        """Ask for all that is counted of what a filter finds."""
        facets = Facets(passes, meaning, self.facets, self.values, self.lacking)
        return facets, Ranges(passes, ranking, compiler, meaning, self.ranges)


_NUMBERS = (FieldKind.NUMBER, FieldKind.DATE)
_WITH_TERMS = (FieldKind.TERM, FieldKind.METRIC)


def _row(generation: Generation, hit: Hit) -> Row:
    told = orjson.loads(_stored(generation.searcher, hit.address))
    return Row(told.pop("iri"), told.pop("name"), hit.value, told)


def _stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> bytes:
    return bytes(searcher.doc(address)[schema.STORED][0])
