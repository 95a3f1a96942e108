"""After a commit words mean what they mean then, and only what it touched is read anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.errors import FilterError
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, VOCABULARY
from kgstore.search.filter.parse import parse
from kgstore.search.filter.resolve import leaves
from kgstore.search.find import Finder
from kgstore.search.resolving import Resolving
from tests.search import toy

TASK, SKOS = VOCABULARY + "task", PREFIXES["skos"]


def term_of_task(name: str, label: str) -> GraphChange:
    iri = f"{TASK}/{name}"
    lines = [
        toy.triple(iri, SKOS + "inScheme", TASK),
        toy.triple(iri, SKOS + "prefLabel", label),
        toy.triple(iri, RDF_TYPE, MZ + "TaskType"),
    ]
    return GraphChange(f"{toy.BASE}/graph/vocab/{name}", "\n".join(lines))


def said(store: Store, *changes: GraphChange) -> None:
    store.commit(changes, agent="ann", message="said")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "zoo", toy.BASE) as made:
        said(made, toy.vocabulary(), toy.model("a", 1), term_of_task("seeing", "seeing things"))
        yield made


def meant(resolving: Resolving, text: str) -> list[str]:
    found = resolving.now().resolve(parse(f"task:{text}")).meaning
    return [value for leaf in leaves(found) for value in getattr(leaf, "values", ())][1:]


def test_a_new_name_is_known_and_one_that_has_gone_is_not(store: Store) -> None:
    resolving = Resolving(store, lambda subjects: None)
    assert meant(resolving, "seeing-things") == [f"{TASK}/seeing"]
    said(store, term_of_task("hearing", "hearing things"))
    assert meant(resolving, "hearing-things") == [f"{TASK}/hearing"]
    said(store, GraphChange(f"{toy.BASE}/graph/vocab/hearing", None))
    with pytest.raises(FilterError, match="hearing"):
        meant(resolving, "hearing-things")


def test_a_commit_of_a_model_leaves_the_vocabularies_read(store: Store) -> None:
    told: list[Collection[str] | None] = []
    resolving = Resolving(store, told.append)
    meant(resolving, "seeing-things")
    resolver, read = resolving.now(), resolving.now().names.vocabulary("task")
    said(store, toy.model("b", 2))
    assert resolving.now() is resolver
    assert resolver.names.vocabulary("task") is read
    assert told
    assert toy.term("model", "b") in (told[0] or ())


def test_after_a_large_commit_all_is_read_anew(store: Store) -> None:
    told: list[Collection[str] | None] = []
    resolving = Resolving(store, told.append)
    resolver = resolving.now()
    said(store, *(toy.model(f"m{number}", number) for number in range(600)))
    assert resolving.now() is not resolver
    assert told == [None]


def test_a_page_names_terms_as_they_are_called_now(store: Store) -> None:
    finder = Finder(store)
    lines = [
        toy.triple(toy.term("model", "z"), RDF_TYPE, MZ + "MLModel"),
        toy.triple(toy.term("model", "z"), MZ + "task", f"{TASK}/seeing"),
    ]
    said(store, GraphChange(f"{toy.BASE}/graph/record/toy/model/z", "\n".join(lines)))
    assert finder.find("task:seeing-things").labels[f"{TASK}/seeing"] == "seeing things"
    said(store, term_of_task("seeing", "sight"))
    assert finder.find("task:sight").labels[f"{TASK}/seeing"] == "sight"
