"""A filter finds the same through the index and through SPARQL."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kgstore.commit.store import Store
from kgstore.errors import FilterError
from kgstore.search.filter.ast import Filter, Term, Text
from kgstore.search.filter.meaning import Meaning
from kgstore.search.filter.text import write
from kgstore.search.filter.to_sparql import to_sparql
from kgstore.search.find import Finder
from kgstore.search.place import NAME, Sort
from tests.search import herd
from tests.search.filter.filters import PARTS, trees
from tests.search.filter.test_to_sparql import FOUND

_WORDS = st.sampled_from([*herd.WORDS, "v3", "strasse", "σας", "i", "日", "1", "ab", "y"])
_TEXTS = st.builds(Text, _WORDS, st.booleans()) | st.builds(
    Term, st.sampled_from(["name", "description", "about", "words"]), _WORDS, st.booleans()
)
FILTERS: st.SearchStrategy[Filter] = trees(st.sampled_from(PARTS) | _TEXTS, 8)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with herd.store(tmp_path_factory.mktemp("herd") / "store", models=80, seed=1) as made:
        yield made


@pytest.fixture(scope="module")
def finder(store: Store) -> Finder:
    return Finder(store)


def by_index(finder: Finder, meaning: Meaning) -> set[str]:
    return {row.iri for row in finder.rows(meaning, Sort(NAME, False))}


def by_sparql(store: Store, meaning: Meaning) -> set[str]:
    rows = store.view.query(to_sparql(meaning))
    assert isinstance(rows, ox.QuerySolutions)
    return {row["focus"].value for row in rows}


def check(store: Store, finder: Finder, tree: Filter) -> None:
    try:
        meaning = finder.understand(write(tree)).meaning
    except FilterError as error:
        unclear = ("not clear which comparison", "neither letters nor digits")
        assume(not any(reason in str(error) for reason in unclear))
        raise
    assert by_index(finder, meaning) == by_sparql(store, meaning)


@pytest.mark.parametrize("text", FOUND)
def test_what_people_ask(store: Store, finder: Finder, text: str) -> None:
    meaning = finder.understand(text).meaning
    found = by_index(finder, meaning)
    assert found == by_sparql(store, meaning)
    assert found or not FOUND[text]
    assert finder.find(text, limit=0).total >= len(found)


def test_generated_filters(store: Store, finder: Finder) -> None:
    @given(FILTERS)
    @settings(max_examples=150, deadline=None)
    def same(tree: Filter) -> None:
        check(store, finder, tree)

    same()


@pytest.mark.slow
def test_many_generated_filters(store: Store, finder: Finder) -> None:
    @given(FILTERS)
    @settings(max_examples=300, deadline=None)
    def same(tree: Filter) -> None:
        check(store, finder, tree)

    same()
