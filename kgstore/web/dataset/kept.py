"""What is costly to read of large datasets, and the same for everybody, is read once a commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from kgstore.web.documents import Site

T = TypeVar("T")
_COSTLY: Final = 100
"""From this many rows on, what was read is kept."""


def kept(here: Site, what: str, cost: int, read: Callable[[], T]) -> T:
    """Return what `read` returns, kept until the next commit where `cost` rows are many.

    What is cheap is not kept: there are ten thousand datasets, and some hundred large ones.
    """
    return here.once(what, read) if cost > _COSTLY else read()
