"""The answer to one query as it comes from its reader: little in memory, ended at its deadline."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from typing import Final, Protocol

import orjson

from kgstore import errors
from kgstore.errors import KgstoreError, QueryError, QueryTimeout
from kgstore.query.readers.wire import CHUNK, END, FAIL, HEAD

MOST: Final = 256 << 10
"""Bytes that wait for the client before the reader is made to wait."""


class Source(Protocol):
    """Where an answer comes from."""

    def pause(self) -> None:
        """Take no more from the reader for a while."""

    def resume(self) -> None:
        """Take more again."""

    def kill(self) -> None:
        """End the reader and whatever it does."""


class Answer:
    """An answer under way; `head` is the number of the commit that it was read from.

    `form` is select, ask, construct or describe. Read `chunks()` to the end, or `cancel()`.
    """

    def __init__(self, source: Source, head: int, deadline: float, seconds: float) -> None:
        self.head = head
        self.form = ""
        self.media_type = ""
        self._source, self._seconds = source, seconds
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_at(deadline, self._expire)
        self._inbox: deque[bytes] = deque()
        self._size = 0
        self._complete = False
        self._error: KgstoreError | None = None
        self._waiter: asyncio.Future[None] | None = None

    async def begun(self) -> None:
        """Wait until there is something to read, or all of it.

        Raises:
            KgstoreError: the query failed before.
        """
        while not self._inbox and not self._complete:
            self._raise()
            await self._news()
        self._raise()

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield the answer piece by piece; leaving early cancels it.

        Raises:
            QueryTimeout: the deadline passed; what was yielded is a part only, as below.
            ResultTooLarge: there is more than a result may have.
            MemoryExceeded: the query needs more memory than it may have.
            ReaderDied: the reader ended.
        """
        try:
            while True:
                await self.begun()
                if not self._inbox:
                    return
                chunk = self._inbox.popleft()
                self._size -= len(chunk)
                if self._size < MOST and not self._complete:
                    self._source.resume()
                yield chunk
        finally:
            self.drop()

    def whole(self) -> bytes | None:
        """Return the answer if all of it is here; None where more is to come, or it failed.

        Asked once, before `chunks`.
        """
        if not self._complete or self._error is not None:
            return None
        content = b"".join(self._inbox)
        self._inbox.clear()
        self._size = 0
        return content

    async def cancel(self) -> None:
        """End the query, whatever it does: its reader is free for others."""
        self.drop()

    def drop(self) -> None:
        """Do what `cancel` does, without waiting for anything."""
        self._inbox.clear()
        if not self._complete and self._error is None:
            self.fail(QueryError("the query was cancelled", subject="query"))
            self._source.kill()

    def receive(self, kind: bytes, payload: bytes) -> None:
        """Take a frame from the reader."""
        if kind == CHUNK:
            self._inbox.append(payload)
            self._size += len(payload)
            if self._size >= MOST:
                self._source.pause()
        elif kind == HEAD:
            head = orjson.loads(payload)
            self.form, self.media_type = head["form"], head["media_type"]
            return
        elif kind == END:
            self._complete = True
            self._timer.cancel()
        elif kind == FAIL:
            self.fail(_told(orjson.loads(payload)))
        self._wake()

    def fail(self, error: KgstoreError) -> None:
        """Take note that no more will come, and why; the first reason counts."""
        if self._complete or self._error is not None:
            return
        self._error = error
        self._inbox.clear()
        self._timer.cancel()
        self._wake()

    @property
    def buffered(self) -> int:
        """Bytes that are here and not yet read."""
        return self._size

    def _expire(self) -> None:
        message = f"the query took longer than {self._seconds:g} s"
        advice = "Ask for less: more constant terms, fewer joined patterns, LIMIT."
        self.fail(QueryTimeout(message, subject="query", advice=advice))
        self._source.kill()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    async def _news(self) -> None:
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _told(failure: dict[str, str]) -> KgstoreError:
    kind: type[KgstoreError] = getattr(errors, failure["kind"], QueryError)
    return kind(failure["message"], subject=failure["subject"], advice=failure["advice"])
