"""The search of a running server: one finder and one completer over its store."""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock

from fastapi import Request

from kgstore.commit.store import Store
from kgstore.search.filter.complete import Completer, Completion
from kgstore.search.find import Finder
from kgstore.search.resolving import Resolving


class Finding:
    """Finds and completes; for several threads."""

    def __init__(self, store: Store) -> None:
        self._store, self.finder = store, Finder(store)
        self._resolving = Resolving(store, self._forget)
        self._completer: Completer | None = None
        self._guard = Lock()

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
