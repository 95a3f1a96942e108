"""The open parts of a store that commits, bulk commits and recovery all work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import RLock

from kgstore.commit.change import Delta
from kgstore.commit.contribution import Graphs, consequences
from kgstore.commit.derived import affected, difference, merged
from kgstore.commit.deriver import Deriver, Foci
from kgstore.commit.format import Layout
from kgstore.commit.ledger import Head, Ledger
from kgstore.commit.state import head_rows, notes, pending, pending_rows, shown
from kgstore.commit.view import View


@dataclass(slots=True)
class Core:
    """A store's parts; `view` and `ledger` stay the same objects while the store is open.

    `steady` is held while the view shows half of a commit or changes its folder: whoever copies
    the view holds it too. A bulk commit holds it at its very end only.
    """

    layout: Layout
    graphs: Graphs
    view: View
    ledger: Ledger
    deriver: Deriver
    steady: RLock = field(default_factory=RLock)

    @property
    def shown(self) -> int:
        """The number of the last commit that the view shows in full."""
        return shown(self.view, self.graphs).number

    def change(self, delta: Delta) -> Foci:
        """Bring the view to what a commit says, all at once; return the foci it touched before.

        The first of the two updates of a commit, see kgstore.commit.state.
        """
        view, graphs = self.view, self.graphs
        touched = affected(view, self.deriver, self._subjects(delta, losing=True))
        before = merged([touched, pending(view, graphs)])
        lost, gained = consequences(view, graphs, delta.removed, delta.added)
        noted = pending_rows(graphs, before)
        view.apply(delta.removed | lost, delta.added | gained | noted)
        return before

    def settle(self, delta: Delta, before: Foci, head: Head) -> None:
        """Bring the derived triples to what they should be after `change`, and note the head."""
        view, graphs, deriver = self.view, self.graphs, self.deriver
        touched = affected(view, deriver, self._subjects(delta))
        derived = difference(view, graphs, deriver, merged([before, touched]))
        lost, gained = consequences(view, graphs, derived.removed, derived.added)
        old, new = notes(view, graphs), head_rows(graphs, head, deriver.version)
        view.apply(derived.removed | lost | old, derived.added | gained | new)

    def _subjects(self, delta: Delta, *, losing: bool = False) -> set[str]:
        contributing = Delta(
            {row for row in delta.removed if self.graphs.contributes(row.graph)},
            {row for row in delta.added if self.graphs.contributes(row.graph)},
        )
        return contributing.subjects(losing=losing)
