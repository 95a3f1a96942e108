"""Clients that are slow, leave or cancel: a reader waits for them, or is free for others."""

from __future__ import annotations

import asyncio
from functools import partial
from time import perf_counter

import pytest

from kgstore.commit.store import Store
from kgstore.errors import QueryError, QueryTimeout
from kgstore.query.readers.pool import ReaderPool
from tests.query.readers.world import (
    ENDLESS,
    MILLIONS,
    POINT,
    POINT_ANSWER,
    ask,
    exists,
    get,
    processor_time,
    until,
    within,
)


def all_gone(pids: list[int]) -> bool:
    return not any(map(exists, pids))


def test_a_slow_client_makes_the_reader_wait(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        answer = await ask(pool, MILLIONS)
        chunks = answer.chunks()
        first = await anext(chunks)
        await asyncio.sleep(0.3)
        (pid,) = pool.pids
        before = processor_time(pid)
        await asyncio.sleep(0.5)
        assert processor_time(pid) - before <= 2
        assert answer.buffered < 1 << 20
        read = len(first)
        while read < 8 << 20:
            read += len(await anext(chunks))
        await chunks.aclose()

    within(store, test)


def test_who_leaves_frees_the_reader_at_once(store: Store) -> None:
    async def cancel(pool: ReaderPool) -> None:
        answer = await ask(pool, MILLIONS)
        await answer.cancel()
        await answer.cancel()
        with pytest.raises(QueryError, match="cancelled"):
            await anext(answer.chunks())

    async def close(pool: ReaderPool) -> None:
        chunks = (await ask(pool, MILLIONS)).chunks()
        await anext(chunks)
        await chunks.aclose()

    async def abandon(pool: ReaderPool) -> None:
        task = asyncio.create_task(ask(pool, ENDLESS))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def test(pool: ReaderPool) -> None:
        for leave in (cancel, close, abandon):
            pids = pool.pids
            await leave(pool)
            begun = perf_counter()
            assert await get(pool, POINT) == POINT_ANSWER
            assert perf_counter() - begun < 2
            assert not set(pool.pids) & set(pids)
            await until(partial(all_gone, pids))

    within(store, test)


def test_cancelling_a_finished_answer_leaves_its_reader_alone(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        pids = pool.pids
        answer = await ask(pool, POINT)
        other = asyncio.create_task(ask(pool, ENDLESS, timeout=0.5))
        await asyncio.sleep(0.1)
        await answer.cancel()
        assert pool.pids == pids
        with pytest.raises(QueryTimeout):
            await other

    within(store, test)
