"""How connections are held: none may keep others waiting, and each must send its request in time.

uvicorn times a connection only between requests. Here the head of a request (request line and
headers) has HEAD_PAUSE seconds and HEAD_SIZE bytes too, so that connections that say nothing, or a
byte now and then, go away by themselves; see kgstore.web.limits for bodies.
"""

from __future__ import annotations

import asyncio
import resource
import socket
from collections.abc import Callable

from fastapi import FastAPI
from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_PAUSE = 15.0
HEAD_SIZE = 128 * 1024
"""Bytes; a query in an address may be long."""
_SPARE_FILES = 200
_FILES = 65_536


class TimedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with a limit of time and size on the head of a request."""

    _timer: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request (uvicorn narrows the type as well)."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take data in, and see whether the head of a request is still under way."""
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()
            return
        self._head += len(data)
        if self._head > HEAD_SIZE:
            self.send_400_response("The request line and headers are too long.")
        elif self._timer is None:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._timer = self.loop.call_later(HEAD_PAUSE, self._give_up)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._head = None, 0

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class StoppableServer(Server):
    """uvicorn's server; it calls `stopping` first of all when it is told to stop."""

    def __init__(self, config: Config, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the requests under way end, and stop."""
        self._stopping()
        await super().shutdown(sockets)


def configured(app: FastAPI) -> Config:
    """Return how uvicorn is to serve the app: on given sockets, with our own log and limits.

    As many connections are taken as there are files to open for them; above that a request is
    answered 503 at once.
    """
    return Config(
        app,
        http=TimedProtocol,
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
        limit_concurrency=max(_more_files() - _SPARE_FILES, 100),
        backlog=2048,
    )


def _more_files() -> int:
    """Raise the number of files that this process may open; return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return _FILES if soft == resource.RLIM_INFINITY else soft
