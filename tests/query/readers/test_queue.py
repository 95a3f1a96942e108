"""How many at once: the queue and its order, who leaves it, runaways, closing."""

from __future__ import annotations

import asyncio
from time import perf_counter

import pytest

from kgstore.commit.store import Store
from kgstore.errors import Busy, QueryTimeout, ReaderDied
from kgstore.query.readers.pool import ReaderPool
from tests.query.readers.world import ENDLESS, POINT, POINT_ANSWER, ask, get, within


def test_the_queue_is_bounded_and_in_order(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        runaway = asyncio.create_task(ask(pool, ENDLESS, timeout=1.0))
        await asyncio.sleep(0.1)
        waiting = [asyncio.create_task(get(pool, POINT)) for _ in range(2)]
        short = asyncio.create_task(get(pool, POINT, timeout=0.3))
        await asyncio.sleep(0.05)
        assert (pool.busy, pool.queued) == (1, 3)
        with pytest.raises(Busy, match="3 queries wait") as refused:
            await ask(pool, POINT)
        assert refused.value.waiting == 3
        with pytest.raises(Busy, match="no reader became free in time"):
            await short
        with pytest.raises(QueryTimeout):
            await runaway
        assert await asyncio.gather(*waiting) == [POINT_ANSWER] * 2
        assert (pool.busy, pool.queued) == (0, 0)

    within(store, test, queue=3)


def test_one_who_leaves_the_queue_takes_no_reader_with_him(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        runaway = asyncio.create_task(ask(pool, ENDLESS, timeout=0.5))
        await asyncio.sleep(0.1)
        waiting = asyncio.create_task(get(pool, POINT))
        await asyncio.sleep(0.1)
        waiting.cancel()
        with pytest.raises(QueryTimeout):
            await runaway
        assert pool.queued == 0
        assert await get(pool, POINT) == POINT_ANSWER

    within(store, test)


def test_runaway_queries_leave_the_last_reader_to_others(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        runaways = [asyncio.create_task(ask(pool, ENDLESS, timeout=1.5)) for _ in range(2)]
        await asyncio.sleep(0.2)
        begun = perf_counter()
        for _ in range(20):
            assert await get(pool, POINT) == POINT_ANSWER
        assert perf_counter() - begun < 1.0
        for runaway in runaways:
            with pytest.raises(QueryTimeout):
                await runaway

    within(store, test, readers=3)


def test_closing_ends_what_is_under_way(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        working = asyncio.create_task(ask(pool, ENDLESS))
        await asyncio.sleep(0.2)
        waiting = asyncio.create_task(ask(pool, POINT))
        await asyncio.sleep(0.05)
        await pool.close()
        with pytest.raises(ReaderDied):
            await working
        with pytest.raises(Busy, match="closing"):
            await waiting
        with pytest.raises(Busy, match="closing"):
            await ask(pool, POINT)

    within(store, test)
