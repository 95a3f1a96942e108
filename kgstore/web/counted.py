"""The description of the whole store, counted apart from requests: it looks at every statement.

A count takes about ten seconds for a million statements. So a thread makes it, one at a time; until
it has followed the last commit, requests get the count of an earlier one, which says so.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Final

import pyoxigraph as ox
from fastapi import Request

from kgstore.errors import StoreBusy
from kgstore.publish import void
from kgstore.web.documents import Site, site

_log = logging.getLogger("kgstore.web")
PATIENCE: Final = 15.0
"""Seconds that the first who asks waits."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A description, and after which commit it was made."""

    head: int
    quads: list[ox.Quad]


@dataclass(slots=True)
class Counter:
    """Counts a store again whenever somebody asks and it has changed."""

    latest: Counted | None = None
    running: bool = False
    changed: Condition = field(default_factory=Condition)

    def now(self, here: Site) -> Counted:
        """Return the latest description; where there is none yet, wait for it a while.

        Raises:
            StoreBusy: it takes longer.
        """
        with self.changed:
            stale = self.latest is None or self.latest.head != here.services.store.head
            if stale and not self.running:
                self.running = True
                Thread(target=self._count, args=(here,), name="void", daemon=True).start()
            if self.latest is None:
                self.changed.wait_for(lambda: not self.running, PATIENCE)
            if self.latest is None:
                advice = "Ask again in a minute."
                raise StoreBusy("the store is being counted, statement by statement", advice=advice)
            return self.latest

    def _count(self, here: Site) -> None:
        found = None
        try:
            head = here.services.store.head
            found = Counted(head, void.describe_dataset(here.view, here.library, here.base))
        except (OSError, ValueError) as error:  # the server is being stopped
            _log.warning("the store could not be counted: %s", error)
        with self.changed:
            self.latest, self.running = found or self.latest, False
            self.changed.notify_all()


def counting(request: Request) -> Counted:
    """Return the latest description of the store of the app; raises as `Counter.now`."""
    state = request.app.state
    if not hasattr(state, "void"):
        state.void = Counter()
    found: Counter = state.void
    return found.now(site(request))
