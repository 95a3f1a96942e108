"""Every request gets an id, is counted, and leaves a line of JSON in the access log.

The log holds path and route, not the query string: a query may hold what is nobody's business.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kgstore.web.metrics import Figures

_RUN, _NUMBERS = uuid4().hex[:16], count(1)
"""What names a request: this run of the server, and its number in it."""
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
UNMATCHED = "(none)"
"""The path under which requests are counted that no route took."""


class Watch:
    """Counts requests in `figures`, and gives `log` a dictionary for each; None logs nothing."""

    def __init__(
        self, app: ASGIApp, figures: Figures, log: Callable[[dict[str, Any]], None] | None
    ) -> None:
        self._app, self._figures, self._log = app, figures, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note how it ended; status 499 means that the client left."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        identity = given if _ID.fullmatch(given) else f"{_RUN}{next(_NUMBERS):016x}"
        status, size, start = 499, 0, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = identity
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            status = 500 if status == 499 else status  # the answer comes from further out
            raise
        finally:
            seconds = time.perf_counter() - start
            path = getattr(scope.get("route"), "path", UNMATCHED)
            self._figures.add(scope["method"], path, status, seconds)
            if self._log is not None:
                self._log(_entry(scope, identity, path, status, size, seconds))


def _entry(
    scope: Scope, identity: str, route: str, status: int, size: int, seconds: float
) -> dict[str, Any]:
    caller = scope.get("state", {}).get("caller")
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request": identity,
        "client": scope["client"][0] if scope.get("client") else None,
        "agent": caller.name or None if caller else None,
        "method": scope["method"],
        "path": scope["path"],
        "route": route,
        "status": status,
        "bytes": size,
        "seconds": round(seconds, 6),
    }


def to_standard_error(entry: dict[str, Any]) -> None:
    """Write one entry of the access log as a line of JSON."""
    sys.stderr.buffer.write(orjson.dumps(entry) + b"\n")
    sys.stderr.buffer.flush()
