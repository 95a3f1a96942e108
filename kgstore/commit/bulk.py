"""A commit of hundreds of thousands of quads, streamed: never all of it in memory.

The patch goes into a segment under a temporary name while a copy of the view is loaded in a thread
beside. Renaming the segment is the moment at which the commit happens; before it a crash leaves the
store as it was, after it the next opening finishes what is left to do.
"""

from __future__ import annotations

from uuid import uuid4

from kgstore.commit.canonical import canonical_ntriples
from kgstore.commit.change import Commit, GraphChange, Row
from kgstore.commit.core import Core
from kgstore.commit.entry import note
from kgstore.commit.ledger import Head
from kgstore.commit.provenance import DOCUMENT_DIGEST, GENERATED_BY, Provenance, same_but_time
from kgstore.commit.rewrite import Progress, Rewrite, silent
from kgstore.commit.stream import EntryStream
from kgstore.commit.tombstone import deleted


class Bulk:
    """What `Store.bulk` lends: it takes graph after graph.

    `commit` is what was committed: None before that, and where nothing changed.
    """

    def __init__(
        self,
        core: Core,
        time: str,
        agent: str,
        message: str,
        source: str = "",
        progress: Progress = silent,
    ) -> None:
        self.commit: Commit | None = None
        self._core, self._progress = core, progress
        self._who = (time, agent, message, source)
        self._provenance = Provenance(core.graphs.base, core.ledger.head.number + 1)
        self._digests = dict(core.view.pairs(DOCUMENT_DIGEST, core.graphs.meta))
        self._deleted = deleted(core.view, core.graphs)
        self._seen: set[str] = set()
        self._inserted = self._removed = 0
        self._stream: EntryStream | None = None
        self._work: Rewrite | None = None

    def unchanged(self, graph: str, document_digest: str) -> bool:
        """Return whether the store had this document for this graph when the bulk commit began."""
        return self._digests.get(graph) == document_digest

    def put(self, change: GraphChange) -> bool:
        """Take a graph's new content in; return whether that changes anything.

        The content is trusted to be N-Triples as a serialiser writes it, without blank nodes; what
        is not fails the whole. A record that was deleted is not taken back.

        Raises:
            RecordError: the content is no N-Triples, or holds a blank node.
            StoreError: the disk is full or fails.
        """
        if change.info is not None and change.info.record in self._deleted:
            return False
        graph = change.graph
        new = _lines(change.content)
        if graph in self._seen and self._work is not None:
            self._work.barrier()
            return self._replace(change, new, self._work.view.lines(graph))
        known = bool(self._core.view.values(graph, GENERATED_BY, self._core.graphs.meta))
        old = self._core.view.lines(graph) if known else []
        return self._replace(change, new, old) if known else self._add(change, new)

    def _add(self, change: GraphChange, new: list[str]) -> bool:
        if change.content is None:
            return False
        work, graph = self._working(), change.graph
        self._seen.add(graph)
        self._inserted += work.add(graph, new)
        work.add(self._core.graphs.meta, self._provenance.of_change(change))
        return True

    def _replace(self, change: GraphChange, new: list[str], old: list[str]) -> bool:
        graph, meta = change.graph, self._core.graphs.meta
        view = self._work.view if self._work and graph in self._seen else self._core.view
        before, after = set(old), set(new)
        told = set(view.lines(meta, graph))
        tells = set(self._provenance.of_change(change))
        if before == after and change.content is not None and same_but_time(told, tells):
            return False
        if not (before or after or told or tells):
            return False
        work = self._working()
        self._seen.add(graph)
        self._removed += len(before - after)
        if after:
            self._inserted += work.add(graph, sorted(after - before))
            work.remove(Row(graph, line) for line in sorted(before - after))
        else:
            work.drop(graph, sorted(before))
        work.add(meta, sorted(tells - told))
        work.remove(Row(meta, line) for line in sorted(told - tells))
        return True

    def _working(self) -> Rewrite:
        if self._work is None or self._stream is None:
            core = self._core
            self._stream = EntryStream(core.ledger, uuid4(), note(*self._who))
            self._work = Rewrite(core, self._stream.write)
        return self._work

    def finish(self) -> None:
        """Commit what was taken in; derive, and put the new view in the old one's place."""
        work, stream = self._work, self._stream
        if work is None or stream is None:
            return
        try:
            time, agent, message, _ = self._who
            work.add_new(self._core.graphs.meta, self._provenance.of_commit(time, agent, message))
            work.derive(self._progress)
            head = stream.seal((self._inserted, self._removed))
            work.complete(head)
            stream.publish()
        except BaseException:
            self.abandon()
            raise
        work.install()
        self.commit = self._committed(head)

    def _committed(self, head: Head) -> Commit:
        counts = (self._inserted, self._removed)
        return Commit(head.number, *self._who, head.digest.hex(), *counts)

    def abandon(self) -> None:
        """Leave the store as it was."""
        if self._work is not None:
            self._work.abandon()
        if self._stream is not None:
            self._stream.abandon()


def _lines(content: str | None) -> list[str]:
    """Split content into lines, none twice; most have none twice, which a set shows quickly."""
    if not content:
        return []
    lines = canonical_ntriples(content).rstrip("\n").split("\n")
    return lines if len(set(lines)) == len(lines) else list(dict.fromkeys(lines))
