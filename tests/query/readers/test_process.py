"""Nothing is left behind: no process, file, descriptor or zombie, however it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kgstore.commit.store import Store
from kgstore.errors import QueryError, ReaderDied
from kgstore.query.readers.pool import ReaderPool
from kgstore.settings import Settings
from tests.query.readers.world import (
    ENDLESS,
    MILLIONS,
    POINT,
    POINT_ANSWER,
    ask,
    checkpoints,
    created,
    exists,
    get,
    open_files,
    start_slowly,
    until,
    within,
)


def children() -> set[int]:
    """The processes that this one started, zombies included."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.add(int(path.parent.name))
    return found


def test_a_thousand_queries_leave_nothing_behind(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        await get(pool, POINT)
        (pid,) = pool.pids
        here, there = len(open_files(os.getpid())), len(open_files(pid))
        for number in range(1000):
            text = POINT if number % 10 else "SELECT * { no SPARQL }"
            try:
                await get(pool, text)
            except QueryError:
                assert text != POINT
        assert pool.pids == [pid]
        assert len(open_files(os.getpid())) <= here  # fewer, where what other tests left is closed
        assert len(open_files(pid)) == there
        assert checkpoints(store) == {"1"}

    within(store, lambda pool: get(pool, POINT))  # the engine opens files for the first checkpoint
    before = len(open_files(os.getpid())), children()
    within(store, test)
    assert len(open_files(os.getpid())) <= before[0]
    assert children() == before[1]
    assert not (store.path / "checkpoints").exists()


def test_ended_readers_leave_no_zombie_and_no_file(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        here = len(open_files(os.getpid()))
        for _ in range(10):
            answer = await ask(pool, MILLIONS)
            await answer.cancel()
        await get(pool, POINT)
        await until(lambda: len(children() - before) == 1)
        await until(lambda: len(open_files(os.getpid())) == here)

    before = children()
    within(store, test)
    assert children() == before


def test_a_reader_ends_with_a_server_that_is_killed(tmp_path: Path) -> None:
    created(tmp_path / "s").close()
    script = Path(__file__).with_name("killed_server.py")
    server = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "s"), ENDLESS], stdout=subprocess.PIPE
    )
    with server:
        assert server.stdout is not None
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert len(pids) == 2
        time.sleep(0.3)
        server.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while any(map(exists, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(exists, pids))
    with Store.open(tmp_path / "s", write=True) as store:
        within(store, lambda pool: get(pool, POINT))


def test_a_reader_that_cannot_start_is_told_of(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    async def test() -> None:
        pool = ReaderPool(store, Settings(readers=2))
        with pytest.raises(ReaderDied, match="did not start"):
            await pool.start()

    before = children()
    asyncio.run(test())
    assert children() == before


def test_who_leaves_while_readers_start_leaves_no_process(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_slowly(monkeypatch, 0.3)

    async def test() -> None:
        pool = ReaderPool(store, Settings(readers=2))
        starting = asyncio.create_task(pool.start())
        await asyncio.sleep(0.1)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        assert children() == before
        await pool.close()

    before = children()
    asyncio.run(test())


def test_readers_that_cannot_start_again_are_tried_until_they_do(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def test(pool: ReaderPool) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(sys, "executable", "/bin/false")
            os.kill(pool.pids[0], signal.SIGKILL)
            await until(lambda: "did not start" in caplog.text)
        assert await get(pool, POINT) == POINT_ANSWER

    within(store, test)
