"""The search of a server: its index is made apart from the requests, and follows the writes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgstore.commit.store import Store
from kgstore.errors import StoreBusy
from kgstore.web import problem
from kgstore.web.finding import Finding
from tests.search import toy


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "zoo", toy.BASE) as made:
        changes = [toy.vocabulary(), *(toy.model(f"m{n}", n) for n in range(5))]
        made.commit(changes, agent="ann", message="the first")
        yield made


def test_a_search_does_not_make_the_index_but_has_it_made(store: Store) -> None:
    finding = Finding(store)
    with pytest.raises(StoreBusy, match="is being made") as busy:
        finding.finder.find("")
    answer = problem.of_error(busy.value)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "SPARQL" in busy.value.advice
    finding.start()
    try:
        assert total(finding) == 5
    finally:
        finding.stop()


def test_it_follows_writes_without_being_asked(store: Store) -> None:
    finding = Finding(store)
    finding.start()
    try:
        assert total(finding) == 5
        store.commit([toy.model("new", 1)], agent="ann", message="one more")
        finding.wake()
        until = time.monotonic() + 20
        while shown(finding) != store.head and time.monotonic() < until:
            time.sleep(0.05)
        assert shown(finding) == store.head
    finally:
        finding.stop()


def test_explaining_and_completing_need_no_index(store: Store) -> None:
    finding = Finding(store)
    meaning = finding.finder.understand("size<20MB").meaning
    assert finding.finder.order(meaning, "size").by == "size"
    assert finding.complete("siz", None).proposals


def test_one_that_is_stopped_makes_nothing(store: Store) -> None:
    finding = Finding(store)
    finding.stop()
    with pytest.raises(StoreBusy, match="no longer"):
        finding.finder.index.made()


def total(finding: Finding) -> int:
    """Return how many models there are, once the index is there."""
    until = time.monotonic() + 20
    while True:
        try:
            return finding.finder.find("").total
        except StoreBusy:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def shown(finding: Finding) -> int:
    """Return the commit that the index on disk shows."""
    found = finding.finder.index._opened()
    return -1 if found is None else found.shown.number
