"""The search of a running server: one finder and one completer over its store."""

from __future__ import annotations

from threading import Lock

from fastapi import Request

from kgstore.commit.store import Store
from kgstore.search.filter.complete import Completer, Completion
from kgstore.search.filter.resolve import Resolver
from kgstore.search.find import Finder


class Finding:
    """Finds and completes; for several threads."""

    def __init__(self, store: Store) -> None:
        self._store, self.finder = store, Finder(store)
        self._resolver = Resolver(store.view)
        self._completer = Completer(store.view, self._resolver)
        self._of, self._guard = store.head, Lock()

    def complete(self, text: str, position: int | None) -> Completion:
        """Return what can stand at a place of a filter.

        Raises:
            FilterError: there is no such place.
        """
        with self._guard:
            if self._of != self._store.head:
                self._of = self._store.head
                self._resolver.names.forget()
                self._completer.forget()
            return self._completer.complete(text, position)


def finding(request: Request) -> Finding:
    """Return the search of the app that a request came to; a FastAPI dependency."""
    found: Finding = request.app.state.finding
    return found
