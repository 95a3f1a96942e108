"""A small store for reader processes, queries that never end, and what a process has open."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.query.readers.answer import Answer
from kgstore.query.readers.pool import ReaderPool
from kgstore.settings import Settings

T = TypeVar("T")
BASE = "https://example.org"
SIZE = 3000
POINT = "SELECT ?o { <urn:s:7> <urn:p> ?o }"
POINT_ANSWER = b"o\r\nvalue 7\r\n"
EVERYTHING = "SELECT * { ?s ?p ?o }"
MILLIONS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOGS = [
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f",
    "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?all) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = <urn:none>) } OFFSET 1",
]


def graph(name: str) -> str:
    return f"{BASE}/graph/user/ann/{name}"


def put(store: Store, name: str, content: str) -> None:
    assert store.commit([GraphChange(graph(name), content)], agent="ann", message="test")


def created(path: Path) -> Store:
    store = Store.create(path, BASE)
    put(store, "all", "".join(f'<urn:s:{n}> <urn:p> "value {n}" .\n' for n in range(SIZE)))
    return store


@asynccontextmanager
async def opened(store: Store, **settings: Any) -> AsyncIterator[ReaderPool]:
    pool = ReaderPool(store, Settings(**{"readers": 1, **settings}))
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


def within(store: Store, test: Callable[[ReaderPool], Awaitable[T]], **settings: Any) -> T:
    """Run a test in an event loop of its own, over a pool."""

    async def run() -> T:
        async with opened(store, **settings) as pool:
            return await test(pool)

    return asyncio.run(run())


async def ask(pool: ReaderPool, text: str, **options: Any) -> Answer:
    return await pool.run(text, **{"results": "csv", "graph": "ntriples", **options})


async def read(answer: Answer, pause: float = 0.0) -> bytes:
    chunks = []
    async for chunk in answer.chunks():
        chunks.append(chunk)
        await asyncio.sleep(pause)
    return b"".join(chunks)


async def get(pool: ReaderPool, text: str, **options: Any) -> bytes:
    return await read(await ask(pool, text, **options))


async def until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something holds, or fail."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.01)


def start_slowly(patch: pytest.MonkeyPatch, seconds: float) -> None:
    """Make it take a while to start a process, as on a busy machine."""
    start = subprocess.Popen

    def slow(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        time.sleep(seconds)
        return start(*arguments, **options)

    patch.setattr(subprocess, "Popen", slow)


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def processor_time(pid: int) -> int:
    """Ticks that a process has worked."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def open_files(pid: int) -> list[str]:
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(os.readlink(link))
        except OSError:
            continue
    return found


def checkpoints(store: Store) -> set[str]:
    return {path.name for path in (store.path / "checkpoints").iterdir()}
