"""What words mean in a store, in step with it: after a commit only what it touched is read anew."""

from __future__ import annotations

from collections.abc import Callable, Collection

from kgstore.commit.changes import changes, steady
from kgstore.commit.state import Shown
from kgstore.commit.store import Store
from kgstore.search.filter.resolve import Resolver

Forget = Callable[[Collection[str] | None], None]
_FEW = 500
"""Changed subjects up to which names are forgotten one by one."""


class Resolving:
    """The resolver of an open store, for one thread at a time.

    `forget` is called after commits with the subjects that they change, or None if they are many.
    """

    def __init__(self, store: Store, forget: Forget) -> None:
        self._store, self._forget = store, forget
        self._resolver = Resolver(store.view)
        self._of: Shown | None = None

    def now(self) -> Resolver:
        """Return the resolver as of the commit that the view shows."""
        with steady(self._store) as mark:
            before, self._of = self._of, mark
            if before is None or before == mark:
                return self._resolver
            changed = changes(self._store, before, mark)
        if changed is None or len(changed.subjects) > _FEW:
            self._resolver = Resolver(self._store.view)
            self._forget(None)
        else:
            self._resolver.forget(changed.subjects)
            self._forget(changed.subjects)
        return self._resolver
