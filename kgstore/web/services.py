"""What every request handler is given: the store, its readers and who may do what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from fastapi import Request

from kgstore.commit.store import Store
from kgstore.errors import StoreBusy
from kgstore.settings import Settings
from kgstore.sparql.library import Library

if TYPE_CHECKING:
    from kgstore.query.readers.pool import ReaderPool
    from kgstore.web.tokens import TokenStore

T = TypeVar("T")
PATIENCE = 20.0
"""Seconds that a write waits for its turn."""


def _writer() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="writer")


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of a running server; `readonly` means that nothing can be written."""

    store: Store
    settings: Settings
    library: Library
    readers: ReaderPool
    tokens: TokenStore
    readonly: bool = False
    writer: ThreadPoolExecutor = field(default_factory=_writer)
    after_writes: list[Callable[[], None]] = field(default_factory=list)
    """What is called, soon done, after each write."""

    async def write(self, function: Callable[[], T], *, patience: float | None = PATIENCE) -> T:
        """Return what `function` returns, run on the one thread that writes, in its turn.

        Raises:
            StoreBusy: its turn did not come within `patience` seconds, as while an import runs;
                it will not be run.
        """
        turn = self.writer.submit(self._written, function)
        outcome = asyncio.wrap_future(turn)
        await asyncio.wait({outcome}, timeout=patience)
        if not outcome.done() and turn.cancel():
            advice = "Try again when it has ended."
            raise StoreBusy("the server is busy with another write", advice=advice)
        return await outcome

    def _written(self, function: Callable[[], T]) -> T:
        try:
            return function()
        finally:
            for tell in self.after_writes:
                tell()


def services(request: Request) -> Services:
    """Return the services of the app that a request came to; a FastAPI dependency."""
    found: Services = request.app.state.services
    return found
