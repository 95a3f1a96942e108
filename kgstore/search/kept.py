"""Results kept for as long as one generation of the index is read: those that were used last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class Kept:
    """The `most` results that were used last, for several threads.

    >>> kept = Kept(1)
    >>> kept.once("a", lambda: 1), kept.once("a", lambda: 2), kept.get("b")
    (1, 1, None)
    """

    def __init__(self, most: int) -> None:
        self._most, self._guard = most, Lock()
        self._found: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """Return the result of this key, or None."""
        with self._guard:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, key: Hashable, result: Any) -> None:
        """Keep a result; the one that was not used for longest goes."""
        with self._guard:
            self._found[key] = result
            self._found.move_to_end(key)
            if len(self._found) > self._most:
                self._found.popitem(last=False)

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the result of this key, made where it is not there; two threads may make it."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found
