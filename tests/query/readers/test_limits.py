"""Limits of memory and size, and deaths of readers, with real processes."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from kgstore.commit.store import Store
from kgstore.errors import MemoryExceeded, ReaderDied, ResultTooLarge
from kgstore.query.readers.pool import ReaderPool
from tests.query.readers.world import (
    ENDLESS,
    HOGS,
    MILLIONS,
    POINT,
    POINT_ANSWER,
    ask,
    exists,
    get,
    put,
    until,
    within,
)


@pytest.mark.parametrize("text", HOGS[:2])
def test_a_query_that_takes_too_much_memory_is_ended(store: Store, text: str) -> None:
    async def test(pool: ReaderPool) -> None:
        with pytest.raises(MemoryExceeded, match="more than 100 MB of memory"):
            await get(pool, text)
        assert await get(pool, POINT) == POINT_ANSWER

    within(store, test, query_memory=100)


def test_a_reader_that_has_grown_is_replaced(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        pids = pool.pids
        pairs = "SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 300000"
        assert await get(pool, f"SELECT (COUNT(*) AS ?n) {{ {pairs} }}") == b"n\r\n300000\r\n"
        await get(pool, POINT)
        await until(lambda: not set(pool.pids) & set(pids))

    within(store, test, query_memory=150)


def test_a_query_that_the_engine_dies_of_is_told_of(own: Store) -> None:
    # Oxigraph 0.5 has no total order of values of several kinds, and Rust's sort notices.
    values = [f'"{n * 7919 % 1000}"' for n in range(1000)]
    kinds = ["", "^^<http://www.w3.org/2001/XMLSchema#integer>", "@en"]
    put(
        own,
        "mixed",
        "".join(
            f"<urn:m:{n}> <urn:mixed> {value}{kind} .\n"
            for n, value in enumerate(values)
            for kind in kinds
        ),
    )

    async def test(pool: ReaderPool) -> None:
        with pytest.raises(ReaderDied, match="the engine gave up on the query: user-provided"):
            await ask(pool, "SELECT * { ?s <urn:mixed> ?o } ORDER BY ?o")
        assert await get(pool, POINT) == POINT_ANSWER

    within(own, test)


def test_a_result_is_no_larger_than_results_may_be(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        pids, sizes = pool.pids, []
        answer = await ask(pool, MILLIONS)
        with pytest.raises(ResultTooLarge, match="larger than 1 MB"):
            sizes.extend([len(chunk) async for chunk in answer.chunks()])
        assert sum(sizes) <= 1 << 20
        assert await get(pool, POINT) == POINT_ANSWER
        assert pool.pids == pids

    within(store, test, result_limit=1)


def test_a_reader_that_is_killed_is_replaced(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        for text in (ENDLESS, MILLIONS):
            task = asyncio.create_task(get(pool, text))
            await asyncio.sleep(0.3)
            (pid,) = pool.pids
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(ReaderDied, match="by signal 9"):
                await task
            assert await get(pool, POINT) == POINT_ANSWER
            assert not exists(pid)
        for pid in pool.pids:
            os.kill(pid, signal.SIGKILL)
        await until(lambda: pid not in pool.pids)
        assert await get(pool, POINT) == POINT_ANSWER

    within(store, test)
