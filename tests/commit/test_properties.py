"""Whatever is put, replaced and deleted, in whatever order: the store says what the ledger says."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from kgstore.commit import rewrite
from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.commit.upkeep import rebuild
from tests.commit.toy import (
    ToyDeriver,
    assert_sound,
    assert_verified,
    change,
    create,
    graph,
    iri,
    quads,
    reopen,
)

names = st.sampled_from("abcd")
put = st.builds(change, names, st.integers(0, 6), st.integers(0, 3))
gone = st.builds(lambda name: GraphChange(graph(name), None), names)
some = st.lists(st.one_of(put, put, gone), min_size=1, max_size=5)
actions = st.lists(
    st.one_of(
        st.tuples(st.just("commit"), some),
        st.tuples(st.just("bulk"), some),
        st.tuples(st.just("delete"), st.sampled_from("cd")),
        st.tuples(st.just("reopen"), st.none()),
    ),
    max_size=10,
)


@settings(max_examples=30, deadline=None)
@given(actions, st.sampled_from([1, rewrite.LARGE]))
def test_the_store_is_sound_after_anything(plan: list[tuple[str, Any]], large: int) -> None:
    anew = patch.multiple(rewrite, LARGE=large, DEARER=1_000_000)
    with TemporaryDirectory() as folder, anew:
        path = Path(folder) / "store"
        store = create(path)
        expected: dict[str, set[str]] = {}
        for what, given_ in plan:
            store = act(store, what, given_, expected)
        assert_sound(store)
        found = {name: lines for name, lines in quads(store.view).items() if "/record/" in name}
        assert found == {name: lines for name, lines in expected.items() if lines}
        before = quads(store.view)
        store.close()
        assert_verified(path)
        rebuild(path, ToyDeriver())
        with reopen(path, write=False) as store:
            assert quads(store.view) == before


def act(store: Store, what: str, given_: Any, expected: dict[str, set[str]]) -> Store:
    if what == "reopen":
        store.close()
        return reopen(store.path)
    if what == "delete":
        if store.view.lines(graph(given_)):
            store.delete(iri(given_), reason="duplicate", agent="a")
            expected.pop(graph(given_))
        return store
    allowed = [c for c in given_ if store.tombstone(_record(c)) is None]
    if what == "commit":
        store.commit(allowed, agent="a", message="m")
    else:
        with store.bulk(agent="a", message="m") as bulk:
            for one in given_:
                bulk.put(one)
    for one in allowed:
        expected[one.graph] = set((one.content or "").splitlines())
    return store


def _record(change_: GraphChange) -> str:
    return change_.info.record if change_.info else "urn:none"
