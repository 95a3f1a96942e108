"""What one client may ask of the server: so many bytes, so many requests, not too slowly.

Bodies are counted as they arrive; nothing is kept of one that grows too large (413) or comes too
slowly (408). Requests are counted for each client, by token or else by address: each has a bucket
of a minute's requests, which fills again evenly (429, RFC 6585 section 4).
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kgstore.web import problem
from kgstore.web.access import OPEN
from kgstore.web.services import Services

BODY_PAUSE = 20.0
"""Seconds that a body may take, besides those for its bytes."""
BODY_RATE = 10_000
"""The least bytes a second at which a body must come."""
_MEGABYTE = 1_000_000
_CLIENTS = 10_000


class BodyLimit:
    """Ends requests whose body is larger than `body_limit`, or comes too slowly."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app, self._most = app, services.settings.body_limit * _MEGABYTE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `receive` that counts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced) > self._most:
            answer = problem.problem(413, self._title(), headers={"Connection": "close"})
            await answer(scope, receive, send)
            return
        got, whole, start = 0, False, time.monotonic()

        async def counted() -> Message:
            nonlocal got, whole
            if whole:  # what comes now says that the client has left; for that one may wait
                return await receive()
            due = start + BODY_PAUSE + got / BODY_RATE
            try:
                async with asyncio.timeout(due - time.monotonic()):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, "The body comes too slowly", _CLOSE) from None
            got += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if got > self._most:
                raise HTTPException(413, self._title(), _CLOSE)
            return message

        await self._app(scope, counted, send)

    def _title(self) -> str:
        return f"The body is larger than {self._most // _MEGABYTE} MB"


_CLOSE = {"Connection": "close"}


class Buckets:
    """How many requests each client has left; `rate` a minute, by a clock in seconds.

    >>> buckets = Buckets(2, clock=lambda: 0.0)
    >>> [buckets.wait("ann") for _ in range(3)], buckets.wait("bob")
    ([0.0, 0.0, 30.0], 0.0)
    """

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Take one request from a client's bucket: 0, or the seconds until there is one."""
        now = self._clock()
        left, since = self._left.pop(client, (float(self._rate), now))
        left = min(self._rate, left + (now - since) * self._rate / 60)
        taken = left >= 1
        self._left[client] = (left - taken, now)
        if len(self._left) > _CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if taken else (1 - left) * 60 / self._rate


class RateLimit:
    """Answers 429 to a client who asks too often; who watches the server's health may."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app, rate = app, services.settings.rate_limit
        self._buckets = Buckets(rate) if rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it."""
        if self._buckets is None or scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        if seconds := self._buckets.wait(client_of(scope)):
            advice = {"Retry-After": str(math.ceil(seconds))}
            answer = problem.problem(429, "Too many requests", headers=advice)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def client_of(scope: Scope) -> str:
    """Return who sends a request: the agent of a sound token, or else the address."""
    caller = scope.get("state", {}).get("caller")
    if caller is not None and caller.name:
        return f"agent {caller.name}"
    return str(scope["client"][0]) if scope.get("client") else "unknown"
