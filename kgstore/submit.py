"""A few records submitted at once: one small commit, or quarantine.

The way of `kgstore quarantine retry`, and of whoever writes records one by one. The shapes see the
record and, of the store, the types of what it points at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kgstore.commit.quarantine import Refusal
from kgstore.commit.store import Store
from kgstore.errors import NotFound
from kgstore.import_report import ImportReport
from kgstore.prepare import Prepared, to_prepared, validated
from kgstore.records.iri import Minter
from kgstore.records.raw import RawStore
from kgstore.records.record import Raw, Record
from kgstore.settings import Settings
from kgstore.triage import Triage


def submit(
    store: Store, records: Sequence[Record], settings: Settings, *, message: str, source: str = ""
) -> ImportReport:
    """Commit records, durably; those that break a shape go into quarantine instead."""
    report = ImportReport(source or "submission")
    triage = Triage(store, report)
    prepared = _with_neighbourhood(store, to_prepared(records, Minter(store.base)))
    changes = list(triage.changes(prepared))
    with RawStore(store.raw_path) as raws, raws.adding() as add:
        add(p.raw for p in prepared)
    if changes:
        store.commit(changes, agent=settings.agent, message=message, source=source)
    triage.settle()
    return report


def _with_neighbourhood(store: Store, prepared: Sequence[Prepared]) -> list[Prepared]:
    outside = {iri for one in prepared for iri in one.outside}
    return validated(prepared, store.view.types(outside), store.overlay)


def resubmit(
    store: Store,
    refusals: Sequence[Refusal],
    settings: Settings,
    *,
    document: dict[str, Any] | None = None,
) -> int:
    """Submit refused records again, as they were or with `document` in the place of theirs.

    Returns how many passed. What is refused again stays in quarantine, with the new reasons.
    """
    with RawStore(store.raw_path) as raws:
        records = [_record(refusal, raws, document) for refusal in refusals]
    report = submit(store, records, settings, message="accept from quarantine")
    return report.counts.committed + report.counts.unchanged


def _record(refusal: Refusal, raws: RawStore, document: dict[str, Any] | None) -> Record:
    try:
        raw = raws.get(refusal.raw_digest)
    except NotFound:
        raw = Raw(b"")
    return Record(
        refusal.kind,
        refusal.source,
        refusal.native_id,
        {**(document or refusal.document), "id": refusal.iri},
        raw,
        refusal.file,
        refusal.revision,
    )
