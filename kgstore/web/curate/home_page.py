"""The page `/curate`: who you are, and what waits for somebody's decision."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from fastapi import APIRouter, Request, Response

from kgstore.identity.rules import KINDS
from kgstore.link.denials import LINK_THRESHOLD
from kgstore.web.curate.answering import METHODS, respond
from kgstore.web.curate.identity_pages import candidates
from kgstore.web.curate.term_pages import unknown
from kgstore.web.curate.validation_pages import checking
from kgstore.web.documents import DocumentRoute, Site, site
from kgstore.web.pages_about import rows

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
_COMMITS: Final = 12
_JOBS: Final = 5
_QUICK: Final = 0.1


@dataclass(slots=True)
class Counts:
    """Numbers that take a while: after a commit the last ones are shown while they are counted."""

    kept: dict[str, int] = field(default_factory=dict)
    head: int = -1
    seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, here: Site) -> dict[str, int]:
        """Return the numbers; they may be those of an earlier commit, which `head` says."""
        if self.head != here.services.store.head:
            if not self.kept or self.seconds < _QUICK:
                self._count(here)
            else:
                threading.Thread(target=self._count, args=(here,), daemon=True).start()
        return self.kept

    def _count(self, here: Site) -> None:
        if not self._lock.acquire(blocking=not self.kept):
            return  # somebody is counting
        try:
            if self.head != (head := here.services.store.head):
                begun = time.monotonic()
                self.kept = {name: count(here) for name, count in _COUNTED.items()}
                self.head, self.seconds = head, time.monotonic() - begun
        finally:
            self._lock.release()


def _proposed(here: Site) -> int:
    asked = rows(here.view, here.library, "links", status="proposed", below=LINK_THRESHOLD)
    return sum(1 for _ in asked)


_COUNTED: Final[dict[str, Callable[[Site], int]]] = {
    "words": lambda here: len(unknown(here)),
    "links": _proposed,
    "pairs": lambda here: sum(len(candidates(here, kind)) for kind in KINDS),
}


def _counts(request: Request) -> Counts:
    state = request.app.state
    if not hasattr(state, "curation_counts"):
        state.curation_counts = Counts()
    found: Counts = state.curation_counts
    return found


@router.api_route("/curate", methods=METHODS)
def curation(request: Request) -> Response:
    """Answer with what waits, what was done last, and how one takes part."""
    here, counted = site(request), _counts(request)
    store = here.services.store
    return respond(
        request,
        "home.html",
        "Curate",
        counts=counted.of(here),
        counted=counted.head,
        quarantined=len(store.quarantine),
        commits=store.log(max(0, store.head - _COMMITS))[::-1],
        jobs=list(request.app.state.jobs)[:_JOBS],
        validated=checking(request).last(),
    )
