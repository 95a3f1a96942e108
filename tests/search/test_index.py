"""The index shows what the store shows, whatever happens between the two."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.search.filter.meaning import Among, Words
from kgstore.search.find import Finder
from kgstore.search.index import SearchIndex
from tests.search import toy


def fresh(store: Store) -> dict[str, Any]:
    """Return the contents of an index that is made anew beside the standing one."""
    index = SearchIndex(store)
    index.folder = store.path / "fresh"
    found = toy.state_apart(toy.contents(index.current()))
    shutil.rmtree(index.folder, ignore_errors=True)  # a thread of tantivy's may still write there
    return found


def standing(store: Store, notes: list[str] | None = None) -> dict[str, Any]:
    index = SearchIndex(store, notes.append) if notes is not None else SearchIndex(store)
    return toy.state_apart(toy.contents(index.current()))


def names(finder: Finder, meaning: Any) -> list[str]:
    return sorted(row.iri.rsplit("/", 1)[-1] for row in finder.find(meaning).rows)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("model"), st.integers(0, 9), st.integers(0, 10**6)),
        st.tuples(st.just("delete"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("label"), st.just(0), st.integers(0, 10**6)),
        st.tuples(st.just("parts"), st.integers(0, 9), st.integers(0, 10**6)),
    ),
    min_size=1,
    max_size=6,
)


@given(steps=STEPS)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_brought_up_by_commits_it_is_as_made_anew(
    steps: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with toy.create(tmp_path_factory.mktemp("store") / "s", models=6) as store:
        index = SearchIndex(store)
        index.current()
        for kind, number, seed in steps:
            toy.commit(store, change(kind, number, seed))
            if seed % 3:  # sometimes several commits are caught up at once
                index.current()
        assert toy.state_apart(toy.contents(index.current())) == fresh(store)


def change(kind: str, number: int, seed: int) -> GraphChange:
    if kind == "model":
        return toy.model(f"m{number}", seed)
    if kind == "label":
        return toy.vocabulary(f"label {seed}")
    if kind == "parts":  # somebody else's graph: an evaluation of a model, or of another now
        graph = f"{toy.BASE}/graph/user/ann/{number % 2}"
        lines = toy.evaluation(toy.term("model", f"m{seed % 10}"), 7, random.Random(seed))
        foreign = toy.term("run", str(number % 2))
        text = "\n".join(lines).replace(toy.term("model", f"m{seed % 10}") + "#e7", foreign)
        return GraphChange(graph, text)
    return GraphChange(f"{toy.BASE}/graph/record/toy/model/m{number}", None)


def test_a_commit_is_seen_at_once(tmp_path: Path) -> None:
    with toy.create(tmp_path / "s", models=3) as store:
        finder = Finder(store)
        assert finder.find(Words(("new",))).total == 0
        toy.commit(store, toy.model("new", 1))
        found = finder.find(Words(("new",)))
        assert (found.total, found.commit) == (1, store.head)


def test_a_term_that_changes_is_followed_to_those_that_have_it(tmp_path: Path) -> None:
    with toy.create(tmp_path / "s", models=30) as store:
        finder, vision = Finder(store), Among("task", (toy.term("task", "vision"),))
        before = names(finder, vision)
        lone = GraphChange(f"{toy.BASE}/graph/vocab/toy", toy.triple("urn:a", "urn:p", "b"))
        toy.commit(store, lone)  # detection is no vision any more
        after = names(finder, vision)
        assert set(after) < set(before)
        assert after == names(Finder(store), vision)


@pytest.mark.parametrize("where", ["between", "middle", "built"])
def test_killed_before_the_index_follows_it_follows_later(tmp_path: Path, where: str) -> None:
    """SIGKILL after the store's commit: before the index begins, or in the middle of its own."""
    with toy.create(tmp_path / "s", models=8) as store:
        if where != "built":
            SearchIndex(store).current()
    command = [sys.executable, "-m", "tests.search.killed_worker", str(tmp_path / "s"), where]
    worker = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert worker.returncode == -signal.SIGKILL, worker.stderr
    with Store.open(tmp_path / "s") as store:
        assert Finder(store).find(Words(("killed",))).total == 1
        assert standing(store) == fresh(store)


def test_killed_before_its_commit_counts_it_follows_all_the_same(tmp_path: Path) -> None:
    """All files are written, and `meta.json` still names those of before: they stand in the way."""
    with toy.create(tmp_path / "s", models=8) as store:
        SearchIndex(store).current()
        (generation,) = (store.path / "search").glob("index-*")
        before, known = tmp_path / "before", shutil.ignore_patterns(".managed.json")
        shutil.copytree(generation, before, ignore=known)
        toy.commit(store, toy.model("m1", 5))
        SearchIndex(store).current()
        written = {path.name for path in generation.iterdir()}
        assert written - {path.name for path in before.iterdir()}
        shutil.copytree(before, generation, dirs_exist_ok=True)
        notes: list[str] = []
        assert standing(store, notes) == fresh(store)
        assert not notes  # it was not made anew


@pytest.mark.slow
def test_killed_at_any_time_it_is_as_made_anew(tmp_path: Path) -> None:
    chance, path = random.Random(5), tmp_path / "s"
    toy.create(path, models=30).close()
    for round_ in range(8):
        command = [sys.executable, "-m", "tests.search.killed_worker", str(path), str(round_)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            try:
                process.wait(chance.uniform(0.0, 0.4))
            except subprocess.TimeoutExpired:
                process.kill()
        with Store.open(path) as store:
            assert standing(store) == fresh(store)


@pytest.mark.parametrize("harm", ["cut", "garbled", "no state", "gone", "no such generation"])
def test_a_damaged_index_is_made_anew_with_a_note(tmp_path: Path, harm: str) -> None:
    with toy.create(tmp_path / "s", models=8) as store:
        Finder(store).find("")
        damage(store.path / "search", harm)
        notes: list[str] = []
        assert Finder(store, notes.append).find(Words(("m1",))).total == 1
        assert any("made anew" in note for note in notes)
        assert standing(store) == fresh(store)


def damage(folder: Path, harm: str) -> None:
    (generation,) = folder.glob("index-*")
    if harm == "gone":
        shutil.rmtree(generation)
        return
    if harm == "no such generation":
        (folder / "CURRENT").write_text("index-other\n")
        return
    for file in generation.iterdir():
        if file.name == "meta.json" and harm == "no state":
            file.write_text("{}")
        elif file.suffix in {".term", ".store", ".fast", ".idx"} and harm != "no state":
            content = file.read_bytes()
            file.write_bytes(content[: len(content) // 2] if harm == "cut" else b"x" * 40)


def test_an_index_of_another_store_is_not_taken(tmp_path: Path) -> None:
    with toy.create(tmp_path / "a", models=3) as one:
        SearchIndex(one).current()
    with toy.create(tmp_path / "b", models=5) as other:
        shutil.copytree(tmp_path / "a" / "search", tmp_path / "b" / "search")
        assert standing(other) == fresh(other)


def test_two_readers_share_an_index(tmp_path: Path) -> None:
    toy.create(tmp_path / "s", models=5).close()
    with Store.open(tmp_path / "s") as one, Store.open(tmp_path / "s") as other:
        first, second = Finder(one), Finder(other)
        assert first.find("").total == second.find("").total == 5
        assert first.index.current().shown == second.index.current().shown


def test_a_large_commit_is_followed(tmp_path: Path) -> None:
    with toy.create(tmp_path / "s", models=3) as store:
        index = SearchIndex(store)
        index.current()
        with store.bulk(agent="toy", message="many") as bulk:
            for number in range(700):
                bulk.put(toy.model(f"b{number}", number))
        assert toy.state_apart(toy.contents(index.current())) == fresh(store)


def test_where_the_folder_cannot_be_written_the_index_is_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes: list[str] = []
    with Store.create(tmp_path / "zoo", toy.BASE) as store:
        store.commit([toy.vocabulary(), toy.model("a", 1)], agent="ann", message="one")
        monkeypatch.setattr("kgstore.search.index.may_write", lambda folder: False)
        finder = Finder(store, notes.append)
        assert names(finder, "") == ["a"]
        assert notes == ["indexing the catalogue for search, in memory"]
        store.commit([toy.model("b", 2)], agent="ann", message="two")
        assert names(finder, "") == ["a", "b"]
        assert len(notes) == 1
        assert not finder.index.folder.exists()


def test_a_standing_index_is_read_where_the_folder_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes: list[str] = []
    with Store.create(tmp_path / "zoo", toy.BASE) as store:
        store.commit([toy.vocabulary(), toy.model("a", 1)], agent="ann", message="one")
        standing(store)
        monkeypatch.setattr("kgstore.search.index.may_write", lambda folder: False)
        assert names(Finder(store, notes.append), "") == ["a"]
        assert notes == []
        store.commit([toy.model("b", 2)], agent="ann", message="two")
        assert names(Finder(store, notes.append), "") == ["a", "b"]
        assert notes == ["indexing the catalogue for search, in memory"]
