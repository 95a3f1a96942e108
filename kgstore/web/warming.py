"""Pages asked for before somebody does, so that nobody waits for what is made once for a state.

Much that pages show is counted once for each state of the store and kept: the concepts of all
links, the figures of curation, the names that filters understand. The server asks itself for those
pages when it has started, and again when writing has come to rest. It does so behind all layers:
neither log nor figures nor limits know of it, and a private store answers it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Final
from urllib.parse import quote

import httpx
from fastapi import FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import Receive, Scope, Send

from kgstore.search.fields import fields
from kgstore.web.services import Services

_log = logging.getLogger("kgstore.warming")
PLACES: Final = (
    "/",
    "/find",
    "/concepts",
    "/catalog",
    "/curate",
    "/ask",
    "/ask/cq04",
    "/ontology",
    "/vocabulary/dataset",
    "/vocabulary/dataset/COCO",
)
_REST: Final = 10.0
"""Seconds without a write after which writing has come to rest."""
_AGAIN: Final = 1.0
"""Seconds until a page is asked for again that is being made, as while the index is."""
_SELDOM: Final = 60.0
"""What they grow to: what cannot be made at all is begun anew by each request for it."""


def places() -> list[str]:
    """Return the addresses that are asked for; a filter for each field has its names read.

    >>> [place for place in places() if "task" in place]
    ['/api/v1/find?limit=0&filter=task%3Aobject-detection']
    """
    examples = dict.fromkeys(field.example for field in fields().values())
    return [*PLACES, *(f"/api/v1/find?limit=0&filter={quote(one)}" for one in examples)]


def begin(app: FastAPI, services: Services) -> asyncio.Task[None]:
    """Begin to ask an app for its pages, unless the settings say no; cancel the task at the end."""
    warming = Warming(app, places() if services.settings.warm else [])
    services.after_writes.append(warming.written)
    return asyncio.create_task(warming.run())


class Warming:
    """Asks an app for some of its pages; `run` goes on until it is cancelled."""

    def __init__(self, app: FastAPI, asked: Iterable[str], rest: float = _REST) -> None:
        self._app, self._places, self._rest = app, list(asked), rest
        routes = AsyncExitStackMiddleware(app.router)  # as FastAPI puts its own stack together
        self._routes = ExceptionMiddleware(routes, handlers=app.exception_handlers)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._written = asyncio.Event()

    def written(self) -> None:
        """Take note of a write; any thread may call it."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._written.set)

    async def run(self) -> None:
        """Ask for every page now, and again each time that writing has come to rest."""
        self._loop = asyncio.get_running_loop()
        transport = httpx.ASGITransport(self._behind_all_layers, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            while True:
                await self._ask(client)
                await self._until_rest()

    async def _ask(self, client: httpx.AsyncClient) -> None:
        for place in self._places:
            wait = _AGAIN
            while (status := await self._status(client, place)) == httpx.codes.SERVICE_UNAVAILABLE:
                await asyncio.sleep(wait)
                wait = min(2 * wait, _SELDOM)
            if status >= httpx.codes.INTERNAL_SERVER_ERROR:
                _log.warning("%s answered %s when it was asked for beforehand", place, status)

    async def _status(self, client: httpx.AsyncClient, place: str) -> int:
        headers = {"Accept": "text/html,*/*;q=0.5"}
        return (await client.get(place, headers=headers, timeout=None)).status_code

    async def _until_rest(self) -> None:
        await self._written.wait()
        while self._written.is_set():
            self._written.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._written.wait(), self._rest)

    async def _behind_all_layers(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self._app
        await self._routes(scope, receive, send)
