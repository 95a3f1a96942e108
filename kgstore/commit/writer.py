"""Small commits: planned as a difference, appended to the ledger, brought into the view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import RLock
from uuid import uuid4

from kgstore.commit.appender import Appender
from kgstore.commit.bulk import Bulk
from kgstore.commit.canonical import normalised
from kgstore.commit.change import Commit, Delta, GraphChange, Row
from kgstore.commit.core import Core
from kgstore.commit.entry import note
from kgstore.commit.faults import storage
from kgstore.commit.patch import written
from kgstore.commit.provenance import Provenance, same_but_time
from kgstore.commit.recovery import bring_up
from kgstore.commit.rewrite import Progress
from kgstore.errors import StoreError


class Writer:
    """Writes to one open store, one commit at a time."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._appender = Appender(core.ledger)
        self._guard = RLock()
        self._unsure = self._lent = False

    @contextmanager
    def turn(self) -> Iterator[Writer]:
        """Wait for one's turn; what an interrupted commit left undone is done first."""
        with self._guard, storage(self._core.layout.root):
            self._make_sure()
            yield self

    @contextmanager
    def bulk(
        self, time: str, agent: str, message: str, source: str, progress: Progress
    ) -> Iterator[Bulk]:
        """Lend a bulk commit; all others wait until it is over."""
        with self._guard:
            with storage(self._core.layout.root):
                self._make_sure()
                self._appender.close()
                bulk = Bulk(self._core, time, agent, message, source, progress)
            self._lent = True
            try:
                yield bulk
            except BaseException:
                bulk.abandon()
                raise
            finally:
                self._lent = False
            self._unsure = True
            with storage(self._core.layout.root):
                bulk.finish()
            self._unsure = False

    def _make_sure(self) -> None:
        root = self._core.layout.root
        if self._lent:
            advice = "Put the change into the bulk commit, or make it afterwards."
            message = "a bulk commit is under way in this very thread"
            raise StoreError(message, subject=str(root), advice=advice)
        if self._unsure:
            self._appender.close()
            self._core.ledger.refresh()
            bring_up(self._core)
            self._unsure = False

    def close(self) -> None:
        """Let go of the ledger."""
        self._appender.close()

    def commit(
        self,
        changes: Iterable[GraphChange],
        time: str,
        agent: str,
        message: str,
        source: str,
        more: Delta | None = None,
    ) -> Commit | None:
        """Make the changes, and those of `more`, in one commit; None where nothing changes."""
        core, number = self._core, self._core.ledger.head.number + 1
        provenance = Provenance(core.graphs.base, number)
        delta = self._planned(changes, provenance)
        if more is not None:
            delta.removed |= more.removed
            delta.added |= more.added
        if not delta:
            return None
        counts = self._count(delta.added), self._count(delta.removed)
        delta.added |= self._missing(provenance.of_commit(time, agent, message))
        self._write(delta, note(time, agent, message, source), counts)
        digest = core.ledger.head.digest.hex()
        return Commit(number, time, agent, message, source, digest, *counts)

    def _planned(self, changes: Iterable[GraphChange], provenance: Provenance) -> Delta:
        delta, view, meta = Delta(), self._core.view, self._core.graphs.meta
        # The last change of a graph counts, as if they were made one after another.
        for change in {change.graph: change for change in changes}.values():
            graph, content = change.graph, change.content
            old = view.lines(graph)
            new = normalised(content, graph) if content is not None else ()
            told, tells = view.lines(meta, graph), provenance.of_change(change)
            same = set(old) == set(new) and content is not None and bool(told)
            if not (same and same_but_time(told, tells)):
                delta.replace(graph, old, new)
                delta.replace(meta, told, tells)
        return delta

    def _missing(self, lines: Iterable[str]) -> set[Row]:
        meta = self._core.graphs.meta
        lines = list(lines)
        there = self._core.view.graphs_with(lines)
        return {Row(meta, line) for line in lines if meta not in there.get(line, ())}

    def _count(self, rows: Iterable[Row]) -> int:
        return sum(row.graph != self._core.graphs.meta for row in rows)

    def _write(self, delta: Delta, about: bytes, counts: tuple[int, int]) -> None:
        core, identity = self._core, uuid4()
        patch = written(delta, identity, core.ledger.head.identity)
        # From here on an interruption leaves it open whether the commit happened: the next turn
        # looks at what is there, as an opening does.
        self._unsure = True
        head = self._appender.append(identity, patch, about, counts)
        with core.steady:
            try:
                before = core.change(delta)
            except Exception:
                self._appender.undo()  # the view took nothing of it
                self._unsure = False
                raise
            core.settle(delta, before, head)
        self._unsure = False
