"""A new view made beside the live one, then put in its place: bulk commits, rebuilding, new rules.

The new view begins as a copy (hard links, a few ms) or empty. The live one serves readers until the
pointer is switched, and a crash before that leaves nothing but a folder to be dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

from kgstore.commit.change import Delta, Row, by_graph, subject_of
from kgstore.commit.core import Core
from kgstore.commit.derived import affected, differences, merged, whole_difference
from kgstore.commit.faults import storage
from kgstore.commit.format import drop
from kgstore.commit.ledger import Head
from kgstore.commit.loader import CHUNK, Journal, Loader
from kgstore.commit.patch import quad
from kgstore.commit.state import head_rows, notes
from kgstore.commit.view import View
from kgstore.errors import StoreError

Progress = Callable[[str, int], None]
"""Told what is being done, and how much of it is done now (a number to add)."""


MANY = 2_000
"""Changed subjects from which deriving everything may be cheaper than asking what they touch."""

LARGE = 50_000
"""Triples of a graph from which dropping it may be cheaper by writing all the rest anew."""
DEARER = 4
"""How many times as long as reading and loading a quad it takes, at least, to remove one."""


def silent(doing: str, done: int) -> None:
    """Tell nobody."""


class Rewrite:
    """A view in the making; `view` is the new one, `core.view` the live one."""

    def __init__(self, core: Core, journal: Journal | None = None, *, empty: bool = False) -> None:
        self._core, self._journal = core, journal
        self._open(empty=empty)
        self._changed: set[str] = set()
        self._losing: set[str] = set()
        self._untouched = not empty

    def _open(self, *, empty: bool) -> None:
        core = self._core
        folder = core.layout.next_view()
        with storage(folder):
            if not empty:
                core.view.copy_to(folder)
            self.view = View(folder, write=True)
        self._loader = Loader(self.view, core.graphs, self._journal)

    def add(self, graph: str, lines: Iterable[str]) -> int:
        """Add canonical lines to a graph; return how many."""
        lines = list(lines)
        self._untouched = False
        if self._core.graphs.contributes(graph):
            self._changed.update(map(subject_of, lines))
        with storage(self.view.folder):
            return self._loader.add(graph, lines)

    def add_new(self, graph: str, lines: Iterable[str]) -> int:
        """Add those lines to a graph that the live view does not have there; return how many."""
        there = self._core.view
        return self.add(
            graph, [line for line in lines if graph not in there.graphs_with([line])[line]]
        )

    def remove(self, rows: Iterable[Row]) -> None:
        """Take quads out of graphs."""
        rows = list(rows)
        self._untouched = False
        self._lose(rows)
        with storage(self.view.folder):
            self._loader.remove(rows)

    def _lose(self, rows: Iterable[Row]) -> None:
        graphs = self._core.graphs
        self._losing.update(subject_of(row.line) for row in rows if graphs.contributes(row.graph))

    def drop(self, graph: str, lines: Sequence[str]) -> None:
        """Take a whole graph out, of which `lines` are all.

        A large one goes by loading all other graphs into an empty view: removing is dear.
        """
        gone = 2 * len(lines)  # in the default graph, too
        rows = [Row(graph, line) for line in lines]
        if len(lines) < LARGE or not self._untouched or len(self.view) > (1 + DEARER) * gone:
            self.remove(rows)
            return
        self._lose(rows)
        self.abandon()
        self._open(empty=True)
        self._untouched = False
        self._note_removed(rows)
        live = self._core.view
        with storage(self.view.folder), closing(Loader(self.view, self._core.graphs)) as loader:
            for other in live.graphs():
                if other != graph:
                    loader.add(other, live.stream(other))
            loader.barrier()

    def _note_removed(self, rows: Sequence[Row]) -> None:
        for start in range(0, len(rows), CHUNK):
            text = "".join(f"D {quad(row)}\n" for row in rows[start : start + CHUNK])
            if self._journal is not None:
                self._journal(text.encode())

    def barrier(self) -> None:
        """Wait until the new view holds all that was given."""
        with storage(self.view.folder):
            self._loader.barrier()

    def derive(self, progress: Progress = silent) -> None:
        """Bring the derived triples to what they should be after the changes made so far."""
        self.barrier()
        core, changed = self._core, self._changed | self._losing
        if len(changed) > max(MANY, len(self.view) // 50):
            self.derive_all(progress)
            return
        before = affected(core.view, core.deriver, self._losing)
        foci = merged([before, affected(self.view, core.deriver, changed)])
        self._give(differences(self.view, core.graphs, core.deriver, foci), progress)

    def derive_all(self, progress: Progress = silent) -> None:
        """Bring all derived triples to what they should be."""
        self.barrier()
        core = self._core
        self._give(whole_difference(self.view, core.graphs, core.deriver), progress)

    def _give(self, deltas: Iterable[tuple[int, Delta]], progress: Progress) -> None:
        with storage(self.view.folder):
            loader = Loader(self.view, self._core.graphs)  # without journal: not for the ledger
            try:
                for done, delta in deltas:
                    for graph, lines in by_graph(delta.added).items():
                        loader.add(graph, lines)
                    loader.remove(delta.removed)
                    progress("derive", done)
                loader.barrier()
            finally:
                loader.close()

    def complete(self, head: Head) -> None:
        """Note that the new view shows `head` in full, and bring it to disk."""
        core = self._core
        self.barrier()
        with storage(self.view.folder):
            rows = head_rows(core.graphs, head, core.deriver.version)
            self.view.apply(notes(self.view, core.graphs), rows)
            self.view.flush()

    def install(self) -> None:
        """Put the new view in the live one's place, durably; the old folder goes if it is free."""
        self._loader.close()
        old = self._core.view.folder
        with self._core.steady:
            self._core.layout.switch(self.view.folder)
            self._core.view.take_over(self.view)
        try:
            # The engine locks its folder until the last result that is read from it is gone.
            View(old, write=True).close()
        except StoreError:
            return  # dropped when the store is next opened for writing
        drop(old)

    def abandon(self) -> None:
        """Throw the new view away."""
        self._loader.close()
        self.view.close()
        drop(self.view.folder)
