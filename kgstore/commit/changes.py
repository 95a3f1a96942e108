"""What has changed in a store since a commit, for whoever keeps something in step with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from kgstore.commit.change import subject_of
from kgstore.commit.entry import FIRST
from kgstore.commit.patch import rows
from kgstore.commit.state import Shown, shown
from kgstore.commit.store import Store
from kgstore.commit.view import View

_MOST = 8 << 20
"""Bytes of patch text that are read; beyond, there is no saying what few things have changed."""


@dataclass(slots=True)
class Changes:
    """The subjects whose triples in the default graph may have changed.

    `cut` maps the predicates of removed triples to the IRIs that those triples pointed at.
    """

    subjects: set[str] = field(default_factory=set)
    cut: dict[str, set[str]] = field(default_factory=dict)


@contextmanager
def steady(store: Store) -> Iterator[Shown]:
    """Hold the view still between two commits; give the number and digest of the one it shows."""
    core = store._core
    with core.steady:
        yield shown(core.view, core.graphs)


def changes(store: Store, after: Shown, until: Shown) -> Changes | None:
    """Return what the commits after `after` up to `until` change; None if too much, or unknown.

    It is unknown where the ledger has no such commit as `after`.
    """
    core, found, size = store._core, Changes(), 0
    digest = FIRST.hex() if after.number == 0 else ""
    for entry in core.ledger.entries(after=max(after.number - 1, 0)):
        if entry.header.number <= after.number:
            digest = entry.header.digest.hex()
            continue
        if entry.header.number > until.number or digest != after.digest:
            break
        size += entry.header.raw_length
        if size > _MOST:
            return None
        for comes, row in rows(entry.lines()):
            if core.graphs.contributes(row.graph):
                _note(found, row.line, comes)
    return found if digest == after.digest else None


def _note(found: Changes, line: str, comes: bool) -> None:
    found.subjects.add(subject_of(line))
    if not comes:
        (triple,) = ox.parse(line.encode(), format=ox.RdfFormat.N_TRIPLES)
        if isinstance(triple.object, ox.NamedNode):
            found.cut.setdefault(triple.predicate.value, set()).add(triple.object.value)


@contextmanager
def still(store: Store, folder: Path) -> Iterator[tuple[View, Shown]]:
    """Give a view that nobody changes, and the commit that it shows; others may go on writing.

    Where the store is open for writing it is a checkpoint, made below `folder`.
    """
    core = store._core
    if store._writer is None:
        yield store.view, shown(core.view, core.graphs)
        return
    with TemporaryDirectory(dir=folder, prefix="checkpoint-") as place:
        store.checkpoint(Path(place) / "view")
        view = View(Path(place) / "view", write=False)
        try:
            yield view, shown(view, core.graphs)
        finally:
            view.close()
