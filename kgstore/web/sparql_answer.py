"""How the answer to a query reaches the client: as a stream that is whole or visibly broken.

Until the first bytes are there an error is a problem document. Afterwards it ends the connection
without the last chunk, so that no client takes a part for the whole. HTTP/1.0 has no chunks and no
such sign: there the answer is gathered first, and sent with its length. A client that leaves frees
the reader that works for it.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Mapping
from typing import IO, Protocol, TypeVar

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kgstore.errors import KgstoreError

T = TypeVar("T")
_IN_MEMORY = 1 << 20
_PIECE = 1 << 16
_SOON = 0.05
"""Seconds after which a query is worth watching whether its client is still there."""


class Source(Protocol):
    """What is sent: an answer of a reader."""

    def whole(self) -> bytes | None:
        """Return the bytes if all of them are here, or None."""

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield the bytes."""

    async def cancel(self) -> None:
        """Free the reader; again does nothing."""


class Aborted(Exception):
    """An answer broke off after its first bytes were out."""


class Gone(Exception):
    """The client has left."""


class AbortQuietly:
    """Ends an aborted answer without a traceback: the server then closes the connection.

    The application sends no last chunk, and uvicorn says so in one line of its log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        try:
            await self._app(scope, receive, send)
        except (Aborted, Gone):
            return


async def unless_gone(request: Request, work: Awaitable[T]) -> T:
    """Return the outcome of `work`, which is cancelled when the client leaves.

    Raises:
        Gone: the client has left.
    """
    task = asyncio.ensure_future(work)
    leaving: asyncio.Future[None] | None = None
    try:
        await asyncio.wait({task}, timeout=_SOON)
        if not task.done():
            leaving = asyncio.ensure_future(_left(request.receive))
            await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise Gone
        return task.result()
    finally:
        if not task.done() or leaving is not None:
            await _ended(task, *([leaving] if leaving is not None else []))


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _ended(*tasks: asyncio.Future[T] | asyncio.Future[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class Streamed(Response):
    """Sends the chunks of an answer as they come."""

    def __init__(self, answer: Source, headers: Mapping[str, str]) -> None:
        super().__init__(headers=headers)
        del self.headers["content-length"]
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer.

        Raises:
            KgstoreError: it failed before the first byte was sent.
            Aborted: it failed afterwards.
        """
        try:
            if scope["method"] == "HEAD":
                await self._start(send)
                await send({"type": "http.response.body", "body": b""})
            elif (content := self._answer.whole()) is not None:
                self.headers["content-length"] = str(len(content))
                await self._start(send)
                await send({"type": "http.response.body", "body": content})
            elif scope["http_version"] == "1.0":
                await self._whole(send)
            else:
                await unless_gone(Request(scope, receive), self._pump(send))
        finally:
            await self._answer.cancel()

    async def _start(self, send: Send) -> None:
        message = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(message)

    async def _pump(self, send: Send) -> None:
        chunks = self._answer.chunks()
        chunk = await anext(chunks, None)  # an error before this is a problem document
        await self._start(send)
        try:
            while chunk is not None:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                chunk = await anext(chunks, None)
        except KgstoreError as error:
            raise Aborted(str(error)) from error
        await send({"type": "http.response.body", "body": b""})

    async def _whole(self, send: Send) -> None:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as gathered:
            async for chunk in self._answer.chunks():
                gathered.write(chunk)
            await self._send_file(gathered, send)

    async def _send_file(self, file: IO[bytes], send: Send) -> None:
        self.headers["content-length"] = str(file.tell())
        file.seek(0)
        await self._start(send)
        while piece := file.read(_PIECE):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
