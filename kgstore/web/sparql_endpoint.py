"""An address of a protocol: which methods it has, and what OPTIONS says of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.types import Receive, Scope, Send

Handler = Callable[[Request], Awaitable[Response]]


class Endpoint:
    """The address `path`; `handlers` by method, `takes` the kinds of body it accepts by POST."""

    def __init__(self, path: str, handlers: Mapping[str, Handler], *, takes: str = "") -> None:
        self.path = path
        self._handlers = handlers
        self._headers = {"Allow": ", ".join([*handlers, "OPTIONS"])}
        self._headers |= {"Accept-Post": takes} if takes else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises:
            HTTPException: 405 where the method is none of ours.
        """
        scope["route"] = self  # by its path the request is counted, as FastAPI's own routes are
        request = Request(scope, receive, send)
        if request.method == "OPTIONS":
            response = Response(status_code=204, headers=self._headers)
        elif request.method not in self._handlers:
            what = f"{request.method} is not possible here"
            raise HTTPException(405, what, self._headers)
        else:
            response = await self._handlers[request.method](request)
        await response(scope, receive, send)


def add(router: APIRouter, endpoint: Endpoint) -> None:
    """Let a router answer the endpoint's path, whatever the method."""
    router.add_route(endpoint.path, endpoint, methods=[], include_in_schema=False)  # type: ignore[arg-type] # Starlette takes ASGI applications too
