"""The store: what the rest of kgstore opens, reads and commits to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from kgstore.commit import archive, opening, purge, tombstone
from kgstore.commit.bulk import Bulk
from kgstore.commit.change import Commit, GraphChange
from kgstore.commit.deriver import Deriver
from kgstore.commit.faults import storage
from kgstore.commit.format import Format
from kgstore.commit.provenance import now
from kgstore.commit.quarantine import Quarantine
from kgstore.commit.rewrite import Progress, silent
from kgstore.commit.tombstone import Tombstone
from kgstore.commit.view import View
from kgstore.commit.writer import Writer
from kgstore.errors import StoreError
from kgstore.records.iri import Minter

_LARGE = 8 << 20  # characters of content from which a commit goes the way of bulk commits


class Store:
    """An open store, made by `create` or `open`; a context manager.

    >>> from tempfile import TemporaryDirectory
    >>> folder = TemporaryDirectory()
    >>> with Store.create(Path(folder.name) / "s", "https://example.org") as store:
    ...     graph = "https://example.org/graph/user/ann/1"
    ...     change = GraphChange(graph, "<urn:a> <urn:p> <urn:b> .")
    ...     commit = store.commit([change], agent="ann", message="the first")
    ...     store.view.lines("")
    ['<urn:a> <urn:p> <urn:b> .']
    >>> folder.cleanup()
    """

    def __init__(self, opened: opening.Opened) -> None:
        self._opened = opened
        self._core = opened.core
        self._writer = Writer(opened.core) if opened.lock.write else None
        self.quarantine = Quarantine(opened.core.layout.quarantine)
        """The refused records."""

    @classmethod
    def create(
        cls,
        path: Path,
        base_iri: str,
        *,
        deriver: Deriver | None = None,
        versions: Mapping[str, str] | None = None,
    ) -> Store:
        """Make an empty store and return it, open for writing.

        `versions` says what it is made with (kgstore, ontology).

        Raises:
            StoreExists: there is one already, or a folder with other things in it.
            IriError: the base is no absolute http(s) IRI without a slash at its end.
        """
        opening.create(path, base_iri, versions or {})
        return cls.open(path, write=True, deriver=deriver)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        write: bool = False,
        deriver: Deriver | None = None,
        wait: float = 0.0,
        progress: Progress = silent,
    ) -> Store:
        """Return the store at `path`: open to one writer or to many readers.

        What a crash left undone is done first, and all is derived anew if the rules have changed
        since. `wait` is how many seconds to wait for others.

        Raises:
            StoreMissing: there is no store.
            StoreBusy: another process holds it; the message says which.
            StoreFormatError: a newer kgstore wrote it.
            LedgerDamaged: an acknowledged commit is missing.
        """
        return cls(opening.open_store(path, write, deriver, wait, progress))

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; again does nothing."""
        if self._writer is not None:
            self._writer.close()
        self._opened.close()

    @property
    def path(self) -> Path:
        """The store's folder."""
        return self._core.layout.root

    @property
    def base(self) -> str:
        """The base IRI, without a slash at its end."""
        return self._core.graphs.base

    @property
    def format(self) -> Format:
        """Format version, time of making, and the versions it was made with."""
        return self._opened.format

    @property
    def minter(self) -> Minter:
        """Mints the store's IRIs."""
        return Minter(self.base)

    @property
    def view(self) -> View:
        """What is asked; the same object for as long as the store is open."""
        return self._core.view

    @property
    def meta_graph(self) -> str:
        """The IRI of the graph of provenance."""
        return self._core.graphs.meta

    @property
    def overlay(self) -> Path:
        """The folder of the user's own vocabulary terms, links and queries."""
        return self._core.layout.overlay

    @property
    def raw_path(self) -> Path:
        """The file of raw records."""
        return self._core.layout.raw

    @property
    def writable(self) -> bool:
        """Whether the store is open for writing."""
        return self._writer is not None

    @property
    def head(self) -> int:
        """The number of the last commit, or 0."""
        return self._core.ledger.head.number

    def log(self, after: int = 0) -> list[Commit]:
        """Return the commits after number `after`, oldest first."""
        with storage(self._core.ledger.folder):
            return [entry.header.commit for entry in self._core.ledger.entries(after)]

    def commit(
        self, changes: Iterable[GraphChange], *, agent: str, message: str, source: str = ""
    ) -> Commit | None:
        """Make the changes in one commit, durably; return it, or None where nothing changes.

        Raises:
            RecordError: a content is no N-Triples, or holds a blank node.
            Refused: a change would bring back a deleted record.
            StoreError: the disk is full or fails; nothing is changed.
        """
        changes = tuple(changes)
        if sum(len(change.content or "") for change in changes) > _LARGE:
            with self.bulk(agent=agent, message=message, source=source) as bulk:
                for change in changes:
                    bulk.put(change)
            return bulk.commit
        with self._writable().turn() as writer:
            tombstone.refuse_deleted(self.view, self._core.graphs, changes)
            return writer.commit(changes, now(), agent, message, source)

    def bulk(
        self, *, agent: str, message: str, source: str = "", progress: Progress = silent
    ) -> AbstractContextManager[Bulk]:
        """Lend a commit that takes any number of changes; leaving the `with` block commits.

        An exception in the block leaves the store as it was.
        """
        return self._writable().bulk(now(), agent, message, source, progress)

    def delete(
        self, iri: str, *, reason: str, agent: str, message: str = "", replaced_by: str = ""
    ) -> Commit | None:
        """Remove a record, leaving a tombstone.

        `reason` is a word: upstream-gone, licence, takedown (keeps no label), duplicate.

        Raises:
            NotFound: no record of the store is about `iri`.
        """
        with self._writable().turn() as writer:
            view, graphs, time = self.view, self._core.graphs, now()
            change = GraphChange(tombstone.graph_of(view, graphs, iri), None)
            grave = tombstone.burial(view, graphs, iri, time, reason, replaced_by)
            return writer.commit([change], time, agent, message or f"delete {iri}", "", grave)

    def tombstone(self, iri: str) -> Tombstone | None:
        """Return what is still known of a deleted thing; None if it was not deleted."""
        return tombstone.read(self.view, self._core.graphs, iri)

    def purge(
        self, iri: str, *, agent: str, drop_raw: Callable[[str], None], message: str = ""
    ) -> purge.Purged:
        """Erase a deleted record from the whole ledger.

        `drop_raw` is called with the digest of every raw record of it that no other record shares.

        Raises:
            NotFound: the record was not deleted before.
        """
        with self._writable().turn() as writer:
            who = now(), agent, message or f"purge {iri}"
            return purge.purge(self._core, writer, iri, who, drop_raw)

    def backup(self, target: Path) -> None:
        """Copy the whole store to `target`, which must not exist; readers may go on.

        Raises:
            StoreExists: there is something at `target`.
        """
        with self._writer.turn() if self._writer is not None else nullcontext():
            archive.backup(self._core, target)

    def checkpoint(self, folder: Path) -> int:
        """Copy the view, whole commits only, by hard links; return the last commit that it has.

        Every acknowledged commit is in it; a bulk commit under way is not waited for.
        """
        if self._writer is not None and self._core.shown < self.head:
            with self._writer.turn():
                pass  # a commit is about to end, or was interrupted and is made whole
        with self._core.steady, storage(folder):
            self.view.copy_to(folder)
            return self._core.shown

    def _writable(self) -> Writer:
        if self._writer is None:
            raise StoreError(
                f"the store {self.path} is open for reading only",
                subject=str(self.path),
                advice="Open it with write=True.",
            )
        return self._writer
