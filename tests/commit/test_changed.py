"""The commits of a graph, through the index of graphs and without it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kgstore.commit.format import Layout
from kgstore.commit.history import history
from tests.commit.toy import change, create, graph, iri


def numbers(path: Path, name: str) -> list[int]:
    return [commit.number for commit in history(path, graph(name))]


def test_each_graph_has_the_commits_that_changed_it(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with create(path) as store:
        store.commit([change("a", 1), change("b", 1)], agent="a", message="m")
        assert (numbers(path, "a"), numbers(path, "c")) == ([1], [])
        with store.bulk(agent="a", message="m") as bulk:
            for name in "bc":
                bulk.put(change(name, 2, size=2000))
        store.delete(iri("a"), reason="licence", agent="a")
    assert (numbers(path, "a"), numbers(path, "b"), numbers(path, "c")) == ([1, 3], [1, 2], [2])


def test_the_index_of_another_ledger_is_emptied(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for path, name in ((one, "a"), (other, "b")):
        with create(path) as store:
            store.commit([change(name, 1)], agent="a", message="m")
    assert numbers(one, "a") == [1]
    Layout(one).changed.rename(Layout(other).changed)
    assert (numbers(other, "a"), numbers(other, "b")) == ([], [1])


@pytest.mark.parametrize("content", [b"no database, but as long as the head of one " * 9, b""])
def test_without_a_sound_index_the_ledger_is_searched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store"
    with create(path) as store:
        store.commit([change("a", 1)], agent="a", message="m")
        store.commit([change("b", 1)], agent="a", message="m")
        store.commit([change("a", 2)], agent="a", message="m")
    Layout(path).changed.write_bytes(content)
    assert numbers(path, "a") == [1, 3]


def test_an_index_that_was_interrupted_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with create(path) as store:
        store.commit([change("a", 1)], agent="a", message="m")
    numbers(path, "a")
    left = sqlite3.connect(Layout(path).changed, isolation_level=None)
    left.execute("BEGIN IMMEDIATE")
    left.execute("DELETE FROM changed")
    left.close()  # as a process that is killed: its transaction is no more
    assert numbers(path, "a") == [1]


def test_a_purge_takes_the_index_away(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with create(path) as store:
        store.commit([change("a", 1), change("b", 1)], agent="a", message="m")
        store.delete(iri("a"), reason="licence", agent="a")
        assert numbers(path, "a") == [1, 2]
        store.purge(iri("a"), agent="a", drop_raw=lambda _: None)
        assert not Layout(path).changed.exists()
        assert (numbers(path, "a"), numbers(path, "b")) == ([], [1])
