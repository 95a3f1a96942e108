"""Checkpoints: what is acknowledged is seen; few are made; none is removed that a reader has."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from time import perf_counter

import pytest

from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.errors import QueryError
from kgstore.query.readers.pool import ReaderPool
from tests.query.readers.world import (
    BASE,
    MILLIONS,
    POINT,
    POINT_ANSWER,
    ask,
    checkpoints,
    created,
    get,
    graph,
    open_files,
    opened,
    put,
    until,
    within,
)

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <urn:new> ?o }"


def has_none_of(pid: int, folder: str) -> bool:
    return not any(folder in name for name in open_files(pid))


def add(store: Store, number: int) -> None:
    put(store, "new", "".join(f"<urn:s> <urn:new> <urn:{n}> .\n" for n in range(number)))


def test_a_read_sees_every_acknowledged_write(own: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        assert await get(pool, COUNT) == b"n\r\n0\r\n"
        for number in range(1, 6):
            await asyncio.to_thread(add, own, number)
            found = await asyncio.gather(*(ask(pool, COUNT) for _ in range(4)))
            assert {answer.head for answer in found} == {own.head}
            for answer in found:
                assert b"".join([c async for c in answer.chunks()]) == f"n\r\n{number}\r\n".encode()

    within(own, test, readers=2)


def test_at_most_two_checkpoints_a_second(own: Store) -> None:
    made: list[tuple[float, Path]] = []
    plain = own.checkpoint

    def counted(folder: Path) -> int:
        made.append((perf_counter(), folder))
        return plain(folder)

    async def test(pool: ReaderPool) -> None:
        end = perf_counter() + 3
        number = 0
        while perf_counter() < end:
            number += 1
            await asyncio.to_thread(add, own, number)
            assert await get(pool, COUNT) == f"n\r\n{number}\r\n".encode()
        times = [time for time, _ in made]
        assert 5 <= len(times) <= 8
        assert all(c - a > 0.95 for a, c in zip(times, times[2:], strict=False))

    own.checkpoint = counted  # type: ignore[method-assign]  # to count the calls
    within(own, test)


def test_no_checkpoint_is_made_where_nothing_was_written(own: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        assert checkpoints(own) == set()
        for _ in range(5):
            await get(pool, POINT)
        assert checkpoints(own) == {"1"}

    within(own, test)


def test_a_checkpoint_stays_for_as_long_as_a_reader_has_it(own: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        chunks = (await ask(pool, MILLIONS)).chunks()
        await anext(chunks)
        for number in range(1, 5):
            add(own, number)
            assert await get(pool, COUNT) == f"n\r\n{number}\r\n".encode()
            assert {"1", str(number + 1)} <= checkpoints(own)
        await until(lambda: checkpoints(own) == {"1", "5"})
        for _ in range(20):
            assert await anext(chunks)
        await chunks.aclose()
        await until(lambda: checkpoints(own) == {"5"})

    within(own, test, readers=2)


def test_idle_readers_move_to_the_newest_checkpoint(own: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        await asyncio.gather(*(get(pool, POINT) for _ in range(3)))
        for _ in range(3):
            # the parser that explains it keeps references to what was read
            with pytest.raises(QueryError):
                await get(pool, "SELECT * { no SPARQL }")
        add(own, 1)
        assert await get(pool, COUNT) == b"n\r\n1\r\n"
        await until(lambda: checkpoints(own) == {"2"})
        for pid in pool.pids:
            await until(partial(has_none_of, pid, "/checkpoints/1/"))
        assert await get(pool, COUNT) == b"n\r\n1\r\n"

    within(own, test, readers=3)


def test_a_bulk_commit_under_way_is_not_waited_for(own: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        add(own, 1)
        with own.bulk(agent="ann", message="much") as bulk:
            text = "".join(f"<urn:s> <urn:new> <urn:{n}> .\n" for n in range(5000))
            bulk.put(GraphChange(graph("bulk"), text))
            # made anew while the bulk commit goes on: it shows what was there before it
            assert await asyncio.wait_for(get(pool, COUNT), 2) == b"n\r\n1\r\n"
        assert await get(pool, COUNT) == b"n\r\n5000\r\n"

    within(own, test)


def test_readers_see_whole_commits_only(own: Store) -> None:
    text = "SELECT ?a { GRAPH ?g { ?s <urn:new> ?o } }"

    async def test(pool: ReaderPool) -> None:
        def write() -> None:
            for number in range(150):
                changes = [
                    GraphChange(graph(f"pair-{side}"), f"<urn:s> <urn:new> <urn:{number}> .\n")
                    for side in "ab"
                ]
                own.commit(changes, agent="ann", message="pair")

        pairs = "SELECT ?o (COUNT(*) AS ?n) { GRAPH ?g { ?s <urn:new> ?o } } GROUP BY ?o"
        writing = asyncio.create_task(asyncio.to_thread(write))
        seen = set()
        while not writing.done():
            rows = (await get(pool, pairs)).decode().split()[1:]
            assert all(row.endswith(",2") for row in rows), rows
            assert len(rows) <= 1
            seen.update(rows)
        await writing
        assert (await get(pool, pairs)).decode().split()[1:] == ["urn:149,2"]
        assert await get(pool, text)

    within(own, test)


def test_leftovers_of_a_killed_server_go_at_the_start(own: Store) -> None:
    leftover = own.path / "checkpoints" / "17"
    leftover.mkdir(parents=True)
    (leftover / "file").write_text("left")

    async def test(pool: ReaderPool) -> None:
        assert checkpoints(own) == set()
        await get(pool, POINT)

    within(own, test)
    assert not (own.path / "checkpoints").exists()


def test_a_store_open_for_reading_is_read_as_it_is(tmp_path: Path) -> None:
    created(tmp_path / "s").close()

    async def test() -> None:
        with Store.open(tmp_path / "s") as first, Store.open(tmp_path / "s") as second:
            async with opened(first, readers=2) as pool, opened(second) as other:
                for each in (pool, other):
                    assert await get(each, POINT) == POINT_ANSWER
            assert not (tmp_path / "s" / "checkpoints").exists()
            assert len(first.view) == len(second.view) > 0

    asyncio.run(test())
    with Store.open(tmp_path / "s", write=True) as store:
        assert store.base == BASE


def test_a_checkpoint_that_cannot_be_made_is_told_of(own: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        folder = own.path / "checkpoints"
        folder.rmdir()
        folder.write_text("in the way")
        with pytest.raises(OSError, match="cannot be used"):
            await get(pool, POINT)
        folder.unlink()
        folder.mkdir()
        assert await get(pool, POINT) == POINT_ANSWER

    within(own, test)
