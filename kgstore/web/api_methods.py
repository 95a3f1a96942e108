"""The methods of the API's resources as HTTP has it: `Allow` names all of them, HEAD goes with GET.

FastAPI has a route for each method, and answers 405 with the method of the first alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OURS = ("/api/", "/health", "/ready", "/metrics")


class Methods:
    """Answers HEAD as GET without a body, and completes `Allow` (RFC 9110 sections 9.3.2, 10.2.1).

    The server leaves out the body of an answer to HEAD by itself.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[APIRoute]) -> None:
        self._app, self._routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        ours = scope["type"] == "http" and scope["path"].startswith(_OURS)
        methods = self._methods(scope["path"]) if ours else set()
        if not methods:
            await self._app(scope, receive, send)
            return

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 405:
                MutableHeaders(scope=message)["Allow"] = ", ".join(sorted(methods))
            await send(message)

        inner = scope
        if scope["method"] == "HEAD" and "HEAD" in methods:
            inner = {**scope, "method": "GET"}
        await self._app(inner, receive, completed)
        if "route" in inner:
            scope["route"] = inner["route"]

    def _methods(self, path: str) -> set[str]:
        found: set[str] = set()
        for route in self._routes:
            if route.path_regex.match(path):
                found |= route.methods or set()
        return found | {"HEAD"} if "GET" in found else found
