"""The search of a running server: one finder and one completer over its store."""

from __future__ import annotations

import logging
from collections.abc import Collection
from threading import Event, Lock, Thread

from fastapi import Request

from kgstore.commit.store import Store
from kgstore.errors import KgstoreError
from kgstore.search.filter.complete import Completer, Completion
from kgstore.search.find import Finder
from kgstore.search.resolving import Resolving

_log = logging.getLogger("kgstore.search")
_PATIENCE = 10.0
"""Seconds that the end of the server waits for the thread."""


class Finding:
    """Finds and completes; for several threads.

    From `start` to `stop` a thread of its own keeps the index in step: it makes it as a whole where
    that must be, while searches are busy, and takes every commit in when `wake` tells of it.
    """

    def __init__(self, store: Store) -> None:
        self._wanted, self._stopping = Event(), False
        self._store, self.finder = store, Finder(store, elsewhere=self.wake)
        self._resolving = Resolving(store, self._forget)
        self._completer: Completer | None = None
        self._guard = Lock()
        self._thread = Thread(target=self._follow, name="search", daemon=True)

    def start(self) -> None:
        """Begin to keep the index in step."""
        self._wanted.set()
        self._thread.start()

    def wake(self) -> None:
        """Have the index brought up soon, without waiting for it."""
        self._wanted.set()

    def stop(self) -> None:
        """Make the index no more; what is not done is left to the next start."""
        self._stopping = True
        self.finder.index.stop()
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)

    def _follow(self) -> None:
        while self._wanted.wait() and not self._stopping:
            self._wanted.clear()
            try:
                self.finder.index.made()
                self.finder.find(
                    "", limit=0
                )  # reads the grammar and the fields, which takes a while
            except (KgstoreError, OSError, ValueError) as error:
                if not self._stopping:
                    _log.warning("the search index cannot be brought up: %s", error)

    def complete(self, text: str, position: int | None) -> Completion:
        """Return what can stand at a place of a filter.

        Raises:
            FilterError: there is no such place.
        """
        with self._guard:
            resolver = self._resolving.now()
            if self._completer is None:
                self._completer = Completer(self._store.view, resolver)
            return self._completer.complete(text, position)

    def _forget(self, _subjects: Collection[str] | None) -> None:
        self._completer = None  # it has counted what has changed


def finding(request: Request) -> Finding:
    """Return the search of the app that a request came to; a FastAPI dependency."""
    found: Finding = request.app.state.finding
    return found
