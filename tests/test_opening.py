"""Opening a store brings its knowledge up to the files' state, and touches nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kgstore.commit.change import GraphChange, GraphInfo
from kgstore.commit.store import Store
from kgstore.opening import create, synchronise
from kgstore.settings import Settings

BASE = "https://models.example.org"
LINE = "<urn:a> <urn:p> <urn:b> ."


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(store=tmp_path_factory.mktemp("opening") / "store", base=BASE, agent="tester")


@pytest.fixture(scope="module")
def store(settings: Settings) -> Iterator[Store]:
    with create(settings) as made:
        yield made


def put(store: Store, graph: str) -> None:
    change = GraphChange(f"{BASE}/graph/{graph}", LINE, GraphInfo(document_digest="0"))
    store.commit([change], agent="tester", message="a test")


@pytest.mark.parametrize("graph", ["kb/loaded/wordnet", "sssom/made/lexical", "links/made/lexical"])
def test_what_no_file_holds_stays(store: Store, settings: Settings, graph: str) -> None:
    put(store, graph)
    assert not synchronise(store, settings)
    assert store.view.lines(f"{BASE}/graph/{graph}") == [LINE]


@pytest.mark.parametrize("graph", ["kb/gone", "sssom/gone", "links/gone"])
def test_graphs_whose_files_are_gone_leave(store: Store, settings: Settings, graph: str) -> None:
    put(store, graph)
    assert synchronise(store, settings)
    assert store.view.lines(f"{BASE}/graph/{graph}") == []
