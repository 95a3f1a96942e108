"""What was made of one graph, kept for as long as no commit changes that graph.

Reading ten thousand mapping records takes half a second. A commit that brings a model, or a
curator's decision about one link, leaves them as they were; so they are read once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from kgstore.commit.provenance import GENERATED_BY
from kgstore.commit.store import Store

T = TypeVar("T")
_KEPT: Final[WeakKeyDictionary[Store, dict[tuple[str, str], tuple[object, Any]]]] = (
    WeakKeyDictionary()
)
_LOCK: Final = threading.Lock()


def of_graph(store: Store, name: str, graph: str, make: Callable[[], T]) -> T:
    """Return what `make` makes of a graph under a name; made anew when a commit has changed it."""
    state = store.view.values(graph, GENERATED_BY, store.meta_graph)
    with _LOCK:
        kept = _KEPT.setdefault(store, {})
        if kept.get((name, graph), (None,))[0] != state:
            kept[name, graph] = state, make()
        found: T = kept[name, graph][1]
        return found
