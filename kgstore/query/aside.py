"""A user's own queries off the server, in a process aside.

The engine ends its whole process on some sound queries (an ORDER BY over values of mixed kinds, a
very deep expression). Aside, that is one clear error for the user, not the end of the program.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from threading import Thread
from typing import IO, Any, Final, TypeVar

from kgstore.commit.store import Store
from kgstore.query.readers.pool import ReaderPool
from kgstore.settings import Settings

T = TypeVar("T")
Begin = Callable[[str], IO[bytes]]
_PATIENCE: Final = 7 * 86400.0
"""Seconds: a user who waits for a query ends it by Ctrl+C."""


class Aside:
    """A reader process over `store`, for one query at a time; to be closed.

    Its event loop has a thread of its own: a notebook's thread has one already.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="aside", daemon=True)
        self._thread.start()
        self._pool: ReaderPool | None = None
        try:
            self._pool = self._wait(_started(store, settings.with_(readers=1)))
        except BaseException:
            self.close()
            raise

    def answer(
        self, text: str, begin: Begin, *, results: str = "json", graph: str = "turtle"
    ) -> None:
        """Write the answer to a SPARQL text to what `begin` returns when told the query's form.

        `results` and `graph` are the formats of rows and of triples; the form is select, ask,
        construct or describe. What `begin` raises ends the query.

        Raises:
            QueryError: it is not SPARQL, calls another host, fails, or needs too much memory.
            ReaderDied: the engine ended its process.
        """
        if self._pool is None:
            raise ValueError("it is closed")
        self._wait(_answered(self._pool, text, begin, results, graph))

    def close(self) -> None:
        """End the process; again does nothing."""
        if self._loop.is_closed():
            return
        if self._pool is not None:
            self._wait(self._pool.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        outcome = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return outcome.result()
        except BaseException:
            outcome.cancel()  # by Ctrl+C, perhaps: the reader is to stop too
            raise


async def _started(store: Store, settings: Settings) -> ReaderPool:
    pool = ReaderPool(store, settings)
    await pool.start()
    return pool


async def _answered(pool: ReaderPool, text: str, begin: Begin, results: str, graph: str) -> None:
    answer = await pool.run(text, results=results, graph=graph, timeout=_PATIENCE)
    try:
        output = begin(answer.form)
        async for chunk in answer.chunks():
            output.write(chunk)
    finally:
        await answer.cancel()
