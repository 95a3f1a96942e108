"""The facade: committing, provenance, deleting, and triples that several graphs share."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgstore.commit import rewrite
from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.errors import (
    IriError,
    NotFound,
    RecordError,
    Refused,
    StoreBusy,
    StoreError,
    StoreExists,
    StoreFormatError,
    StoreMissing,
)
from kgstore.namespaces import MZ, PREFIXES
from tests.commit.toy import (
    BASE,
    ToyDeriver,
    assert_sound,
    assert_verified,
    change,
    create,
    graph,
    iri,
    reopen,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_a_commit_is_there_after_reopening(path: Path) -> None:
    with create(path) as store:
        commit = store.commit([change("a", 1)], agent="Ann Lee", message="first", source="toy")
        assert commit is not None
        assert (commit.number, commit.inserted, commit.deleted) == (1, 7, 0)
    with reopen(path, write=False) as store:
        assert store.log() == [commit]
        assert store.head == 1
        assert_sound(store)
    assert_verified(path)


def test_the_meta_graph_says_who_wrote_a_graph_when(path: Path) -> None:
    with create(path) as store:
        store.commit([change("a", 1)], agent="Ann Lee", message='why "so"')
        meta, told = store.meta_graph, store.view.values
        [activity] = told(graph("a"), PREFIXES["prov"] + "wasGeneratedBy", meta)
        assert activity == f"{BASE}/commit/1"
        assert told(graph("a"), MZ + "recordOf", meta) == [iri("a")]
        assert told(activity, MZ + "commitMessage", meta) == ['why "so"']
        [agent] = told(activity, PREFIXES["prov"] + "wasAssociatedWith", meta)
        assert agent == f"{BASE}/id/agent/user/Ann%20Lee"
        assert not told(graph("a"), MZ + "recordOf"), "the meta graph is not in the default graph"


def test_the_same_again_makes_no_commit(path: Path) -> None:
    with create(path) as store:
        assert store.commit([change("a", 1)], agent="a", message="m") is not None
        assert store.commit([change("a", 1)], agent="a", message="m") is None
        with store.bulk(agent="a", message="m") as bulk:
            assert bulk.unchanged(graph("a"), "a-1")
            assert not bulk.put(change("a", 1))
        assert bulk.commit is None
        assert store.head == 1


def test_a_shared_triple_stays_until_its_last_graph_goes(path: Path) -> None:
    line = "<urn:data:1> <urn:p> <urn:shared> ."
    with create(path) as store:
        store.commit([change("a", 1), change("b", 1)], agent="a", message="two")
        store.commit([GraphChange(graph("a"), None)], agent="a", message="one less")
        assert line in store.view.lines("")
        store.commit([GraphChange(graph("b"), None)], agent="a", message="none left")
        assert line not in store.view.lines("")
        assert_sound(store)


def test_what_is_no_ntriples_is_refused_and_changes_nothing(path: Path) -> None:
    with create(path) as store:
        bad = GraphChange(graph("a"), "<urn:a> <urn:p> _:b .\n")
        with pytest.raises(RecordError):
            store.commit([change("b", 1), bad], agent="a", message="m")
        for content in ("<urn:a> <urn:p> _:b .\n", "_:b <urn:p> <urn:a> .\n", "nonsense\n"):
            with pytest.raises(RecordError):
                put_both(store, GraphChange(graph("a"), content))
        assert store.head == 0
        assert_sound(store)
    assert_verified(path)


def put_both(store: Store, other: GraphChange) -> None:
    with store.bulk(agent="a", message="m") as bulk:
        bulk.put(change("b", 1))
        bulk.put(other)


def test_a_deleted_record_leaves_a_tombstone_and_does_not_come_back(path: Path) -> None:
    label = f'<{iri("a")}> <{PREFIXES["rdfs"]}label> "Alpha" .\n<{iri("a")}> a <urn:T> .\n'
    label = label.replace(" a <urn:T>", f" <{PREFIXES['rdf']}type> <urn:T>")
    with create(path) as store:
        change_ = change("a", 1)
        store.commit([GraphChange(graph("a"), label, change_.info)], agent="a", message="m")
        commit = store.delete(iri("a"), reason="duplicate", agent="a", replaced_by=iri("b"))
        assert commit is not None
        assert commit.deleted == 2
        found = store.tombstone(iri("a"))
        assert found is not None
        assert (found.types, found.labels) == (("urn:T",), ("Alpha",))
        assert (found.reason, found.replaced_by) == ("duplicate", (iri("b"),))
        with pytest.raises(Refused):
            store.commit([change_], agent="a", message="back")
        with store.bulk(agent="a", message="back") as bulk:
            assert not bulk.put(change_)
        with pytest.raises(NotFound):
            store.delete(iri("a"), reason="again", agent="a")
        assert_sound(store)
    assert_verified(path)


def test_a_takedown_keeps_no_label(path: Path) -> None:
    content = f'<{iri("a")}> <{PREFIXES["rdfs"]}label> "Alpha" .\n'
    with create(path) as store:
        store.commit(
            [GraphChange(graph("a"), content, change("a", 1).info)], agent="a", message="m"
        )
        store.delete(iri("a"), reason="takedown", agent="a")
        found = store.tombstone(iri("a"))
        assert found is not None
        assert found.labels == ()


def test_a_bulk_commit_replaces_removes_and_adds(path: Path) -> None:
    with create(path) as store:
        store.commit([change(name, 1) for name in "abc"], agent="a", message="three")
        with store.bulk(agent="a", message="bulk") as bulk:
            assert bulk.put(change("a", 2))
            assert bulk.put(GraphChange(graph("b"), None))
            assert bulk.put(change("d", 1))
            assert bulk.put(change("d", 4)), "the last content of a graph counts"
            assert not bulk.put(GraphChange(graph("none"), None))
        assert bulk.commit is not None
        assert bulk.commit.number == store.head == 2
        assert set(store.view.lines(graph("d"))) == set(change("d", 4).content.splitlines())  # type: ignore[union-attr]
        assert not store.view.lines(graph("b"))
        assert_sound(store)
        store.commit([change("e", 1)], agent="a", message="on top")
    with reopen(path) as store:
        assert_sound(store)
        assert [c.number for c in store.log()] == [1, 2, 3]
    assert_verified(path)


@pytest.mark.parametrize("large", [1, 1_000_000])
def test_a_dropped_graph_leaves_what_others_say_however_it_is_removed(
    path: Path, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewrite, "LARGE", large)
    monkeypatch.setattr(rewrite, "DEARER", 1_000)
    with create(path) as store:
        store.commit([change(name, 1) for name in "abc"], agent="a", message="three")
        with store.bulk(agent="a", message="drop") as bulk:
            assert bulk.put(GraphChange(graph("b"), None))
            assert bulk.put(change("b", 1)), "and back again"
            assert bulk.put(GraphChange(graph("b"), None))
            assert bulk.put(change("d", 1))
        assert "<urn:data:1> <urn:p> <urn:shared> ." in store.view.lines("")
        assert_sound(store)
    with reopen(path) as store:
        assert_sound(store)
    assert_verified(path)


def test_an_exception_in_a_bulk_commit_leaves_the_store_as_it_was(path: Path) -> None:
    def fail(store: Store) -> None:
        with store.bulk(agent="a", message="m") as bulk:
            bulk.put(change("a", 1))
            raise RuntimeError

    with create(path) as store:
        with pytest.raises(RuntimeError):
            fail(store)
        assert store.head == 0
        assert not list(store.path.glob("ledger/*.tmp"))
        assert len(list(store.path.glob("view-*"))) == 1


def test_nothing_else_is_committed_within_a_bulk_commit(path: Path) -> None:
    with create(path) as store:
        with store.bulk(agent="a", message="m") as bulk:
            bulk.put(change("a", 1))
            with pytest.raises(StoreError, match="under way"):
                store.commit([change("b", 1)], agent="a", message="m")
        assert store.commit([change("b", 1)], agent="a", message="m") is not None
        assert_sound(store)


def test_results_that_are_being_read_survive_a_bulk_commit(path: Path) -> None:
    with create(path) as store:
        store.commit([change("a", 1, size=50)], agent="a", message="m")
        standing = store.view.triples(graph("a"))
        next(standing)
        with store.bulk(agent="a", message="m") as bulk:
            bulk.put(change("b", 1))
        assert len(list(standing)) == 53
        assert len(list(store.path.glob("view-*"))) == 2, "the folder is in use"
    with reopen(path) as store:
        assert len(list(store.path.glob("view-*"))) == 1


def test_a_large_commit_goes_the_bulk_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgstore.commit.store._LARGE", 10)
    with create(path) as store:
        assert store.commit([change("a", 1)], agent="a", message="m") is not None
        assert list(store.path.glob("ledger/*.bulk"))


def test_other_rules_derive_everything_anew(path: Path) -> None:
    class Other(ToyDeriver):
        version = "toy 2"

        def derive(self, view, foci):  # type: ignore[no-untyped-def]
            return (found for found in super().derive(view, foci) if found[0] == "typed")

    with create(path) as store:
        store.commit([change("a", 1), change("b", 1)], agent="a", message="m")
        assert store.view.lines(f"{BASE}/graph/derived/peer")
    with Store.open(path, deriver=Other()) as store:
        assert not store.view.lines(f"{BASE}/graph/derived/peer")
    with Store.open(path, write=True) as store:  # no rules at hand: what is derived stays
        assert store.view.lines(f"{BASE}/graph/derived/typed")
        store.commit([change("c", 1)], agent="a", message="m")
    with reopen(path, write=False) as store:
        assert_sound(store)


def test_readers_share_and_a_writer_is_alone(path: Path) -> None:
    create(path).close()
    with reopen(path, write=False), reopen(path, write=False) as reader:
        with pytest.raises(StoreBusy):
            reopen(path)
        with pytest.raises(StoreError, match="reading only"):
            reader.commit([change("a", 1)], agent="a", message="m")


def test_wrong_places_are_told_in_one_line(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="does not exist"):
        reopen(path)
    path.mkdir()
    (path / "something").touch()
    with pytest.raises(StoreMissing, match="is not a store"):
        reopen(path)
    with pytest.raises(StoreExists, match="not an empty folder"):
        create(path)
    with pytest.raises(IriError):
        Store.create(tmp_path / "x", "urn:no")
    create(tmp_path / "y").close()
    with pytest.raises(StoreExists, match="already"):
        create(tmp_path / "y")


def test_a_newer_format_is_refused_and_an_older_one_brought_up(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with create(path) as store:
        store.commit([change("a", 1)], agent="a", message="m")
    for module in ("format", "opening"):
        monkeypatch.setattr(f"kgstore.commit.{module}.FORMAT", 2)
    with reopen(path, write=False) as store:
        assert store.format.format == 2
        assert_sound(store)
    monkeypatch.undo()
    with pytest.raises(StoreFormatError) as caught:
        reopen(path)
    assert caught.value.advice


def test_a_store_may_be_used_from_many_threads(path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with create(path) as store, ThreadPoolExecutor(4) as pool:
        tasks = [
            pool.submit(store.commit, [change(name, 1)], agent=name, message="m")
            for name in "abcdefgh"
        ]
        assert sorted(t.result().number for t in tasks) == list(range(1, 9))  # type: ignore[union-attr]
        assert_sound(store)
