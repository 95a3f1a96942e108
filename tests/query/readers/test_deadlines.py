"""Deadlines, with real processes: each query is ended at its own, whatever its reader does."""

from __future__ import annotations

import asyncio
from time import perf_counter

import pytest

from kgstore.commit.store import Store
from kgstore.errors import Busy, QueryTimeout
from kgstore.query.readers.pool import ReaderPool
from tests.query.readers.world import (
    ENDLESS,
    MILLIONS,
    POINT,
    POINT_ANSWER,
    ask,
    get,
    read,
    start_slowly,
    within,
)

SLOW = [
    ENDLESS,
    "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?f && ?f = ?i && ?a != ?d) }",
    'SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(?c, ?f), "(x+x+)+y")) }',
    "CONSTRUCT { ?a ?b ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(?c, ?i) = '') }",
]


@pytest.mark.parametrize("text", SLOW)
@pytest.mark.parametrize("seconds", [0.5, 1.5])
def test_a_query_is_ended_at_its_deadline(store: Store, text: str, seconds: float) -> None:
    async def test(pool: ReaderPool) -> None:
        begun = perf_counter()
        with pytest.raises(QueryTimeout, match=f"longer than {seconds:g} s"):
            await ask(pool, text, timeout=seconds)
        assert seconds <= perf_counter() - begun < 1.1 * seconds
        assert await get(pool, POINT) == POINT_ANSWER

    within(store, test)


def test_the_deadline_is_a_setting(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        with pytest.raises(QueryTimeout, match=r"longer than 0\.4 s"):
            await ask(pool, ENDLESS)

    within(store, test, query_timeout=0.4)


async def ended_in_time(pool: ReaderPool) -> None:
    async def one(seconds: float) -> float:
        begun = perf_counter()
        with pytest.raises((QueryTimeout, Busy)):
            await ask(pool, ENDLESS, timeout=seconds)
        return perf_counter() - begun

    asked = [0.6, 0.8, 1.0, 1.2, 1.4]
    took = await asyncio.gather(*(one(seconds) for seconds in asked))
    assert all(a <= t < 1.1 * a for a, t in zip(asked, took, strict=True)), took


def test_all_queries_at_once_are_ended_at_their_deadlines(store: Store) -> None:
    within(store, ended_in_time, readers=2)


def test_deadlines_hold_while_another_reader_takes_long_to_start(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_slowly(monkeypatch, 0.3)
    within(store, ended_in_time, readers=2)


def test_a_deadline_after_the_first_byte_is_told_by_chunks(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        begun = perf_counter()
        answer = await ask(pool, MILLIONS, timeout=1.0)
        assert perf_counter() - begun < 0.5
        with pytest.raises(QueryTimeout):
            await read(answer, pause=0.01)
        assert 1.0 <= perf_counter() - begun < 1.1

    within(store, test)
