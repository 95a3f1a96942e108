"""A store in a folder of this machine: its records read, written, imported, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from kgstore import intake
from kgstore.client.answers import (
    Progress,
    Reason,
    Receipt,
    RecordDocument,
    changed_meanwhile,
    existing,
    silent,
)
from kgstore.client.linking import Linked, Steps, Target, linked_of, no_steps
from kgstore.client.local_reviewing import LocalReviewing
from kgstore.commit import upkeep
from kgstore.commit.change import Commit
from kgstore.commit.history import history
from kgstore.commit.store import Store
from kgstore.commit.tombstone import Tombstone
from kgstore.errors import NotFound, Refused
from kgstore.import_report import ImportReport
from kgstore.namespaces import MZ
from kgstore.publish.native import record_graph
from kgstore.records.context import packaged_context
from kgstore.records.document import document_of
from kgstore.records.finding import Severity
from kgstore.records.iri import Minter
from kgstore.records.raw import RawStore
from kgstore.validate.report import Report


class LocalKnowledge(LocalReviewing):
    """A store in a folder; see `Knowledge` for what its methods do.

    >>> from tempfile import TemporaryDirectory
    >>> from kgstore.opening import create
    >>> from kgstore.settings import Settings
    >>> with TemporaryDirectory() as folder:
    ...     settings = Settings(store=Path(folder) / "zoo", base="https://models.example.org")
    ...     create(settings).close()
    ...     with LocalKnowledge(settings) as knowledge:
    ...         knowledge.ask("ASK { mzt:object-detection a mz:TaskType }")
    True
    """

    def __repr__(self) -> str:
        return f"LocalKnowledge({self.address!r})"

    def get(self, iri: str) -> RecordDocument:
        """Return a record as its JSON-LD document; `put` takes it back."""
        found = _look(self._reading(), self.iri(iri))
        if found is None:
            raise NotFound(f"there is no record {self.iri(iri)}", subject=iri)
        return found

    def raw(self, iri: str) -> bytes:
        """Return the source's own record, byte for byte."""
        store = self._reading()
        graph = record_graph(store.base, self.iri(iri))
        digests = store.view.values(graph, MZ + "rawDigest", store.meta_graph) if graph else []
        if not digests:
            raise NotFound(
                f"{iri} is not a record of this store",
                subject=iri,
                advice="Give the IRI of a model or dataset that was imported.",
            )
        with RawStore(store.raw_path) as raws:
            return raws.get(digests[0]).content

    def put(
        self, record: Mapping[str, Any], *, version: str = "", overwrite: bool = False
    ) -> Receipt:
        """Write a record, whole or not at all; without an `id` it gets one from type and name."""
        from kgstore.accept import accept, examine  # pySHACL loads slowly

        store, agent = self._writing(), self._settings.agent
        document = _named(record, store.minter, agent)
        iri = document["id"]
        old = _look(store, iri)
        seen = version or getattr(record, "version", "")
        if old is not None and old.version != seen and not (overwrite and "id" in record):
            raise changed_meanwhile(iri)
        examined = examine(store, intake.record_of(document, store.minter))
        if not examined.report.conforms:
            number = examined.report.total.violations
            message = f"{number} violation{'' if number == 1 else 's'}; nothing was kept"
            raise Refused(message, examined.report.results, subject="record")
        verb = "create" if old is None else "change"
        commit = accept(store, examined, agent=agent, message=f"{verb} {iri}")
        now = _version(store, store.minter.graph_of(iri))
        if commit is None:
            return Receipt(iri, "unchanged", now)
        return Receipt(iri, "created" if old is None else "changed", now)

    def delete(
        self,
        iri: str,
        reason: Reason = "upstream-gone",
        *,
        message: str = "",
        replaced_by: str = "",
    ) -> Tombstone:
        """Delete a record; return what stays known of it."""
        store, subject = self._writing(), self.iri(iri)
        store.delete(
            subject,
            reason=reason,
            agent=self._settings.agent,
            message=message,
            replaced_by=self.iri(replaced_by) if replaced_by else "",
        )
        grave = store.tombstone(subject)
        if grave is None:
            raise NotFound(f"{subject} was not deleted", subject=subject)
        return grave

    def import_(
        self,
        source: str,
        paths: Path | str | Sequence[Path | str],
        *,
        dry_run: bool = False,
        again: bool = False,
        progress: Progress = silent,
    ) -> ImportReport:
        """Import files and folders of this machine; return what became of every record."""
        from kgstore.importers.registry import importer_named
        from kgstore.pipeline import import_source  # pySHACL loads slowly

        importer, found = importer_named(source), existing(paths)
        return import_source(
            self._writing(),
            importer,
            found,
            self._settings,
            dry_run=dry_run,
            again=again,
            progress=progress,
        )

    def link(
        self,
        schemas: Sequence[str] = (),
        to: Target = "wordnet",
        *,
        again: bool = False,
        dry_run: bool = False,
        progress: Steps = no_steps,
    ) -> Linked:
        """Link the classes of label schemas (all, if none is named) to concepts."""
        from kgstore.link.run import link_store  # the linker's lexicon loads slowly
        from kgstore.link.told import as_json, lexicon_of

        store = self._writing()
        report = link_store(
            store,
            self._settings,
            lexicon_of(store, to),
            [self.iri(text) for text in schemas],
            again=again,
            dry_run=dry_run,
            progress=progress,
        )
        return linked_of(as_json(report))

    def validate(
        self, what: Mapping[str, Any] | str, *, severity: Severity = Severity.WARNING
    ) -> Report:
        """Return what is wrong with a record: a document, or the IRI of a record of the store."""
        from kgstore.accept import examine

        store = self._reading()
        document = _named(self.get(what) if isinstance(what, str) else what, store.minter, "nobody")
        return examine(store, intake.record_of(document, store.minter), severity).report

    def history(self, iri: str) -> list[Commit]:
        """Return the commits that changed a record, the newest first."""
        graph = Minter(self.base).graph_of(self.iri(iri))
        return history(self._settings.store, graph)[::-1]

    def log(self, limit: int = 20) -> list[Commit]:
        """Return the newest commits, the newest first; 0 gives all."""
        return list(islice(reversed(upkeep.log(self._settings.store)), limit or None))


def _named(record: Mapping[str, Any], minter: Minter, agent: str) -> dict[str, Any]:
    value = dict(record)
    intake.refuse_unsound(value)
    return intake.named(intake.document(value, minter), minter, agent)


def _look(store: Store, iri: str) -> RecordDocument | None:
    """Return a record, or None if there never was one.

    Raises:
        NotFound: it was deleted.
    """
    graph = record_graph(store.base, iri)
    if graph and (version := _version(store, graph)):
        found = document_of(iri, store.view.triples(graph), packaged_context())
        return RecordDocument(found, version)
    if (grave := store.tombstone(iri)) is not None:
        message = f"It was deleted ({grave.reason}), and its IRI is not used again"
        raise NotFound(message, subject=iri)
    return None


def _version(store: Store, graph: str) -> str:
    return (store.view.values(graph, MZ + "documentDigest", store.meta_graph) or [""])[0]
