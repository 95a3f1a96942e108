"""The whole way through kgstore: from a source's files to committed, derived, queryable RDF.

    importer -> records -> check -> canonical RDF -> validate -> commit (ledger, view, derive)

The first half runs in worker processes (`kgstore.prepare`), the second here, where the store is:
a record that is as it was is skipped, one that breaks a shape waits in quarantine, the rest goes
into one commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from kgstore.commit.store import Store
from kgstore.import_report import ImportReport
from kgstore.importers.base import Importer, Scan
from kgstore.pool import batches, work
from kgstore.prepare import Prepared, Worker, prepare, start
from kgstore.records.raw import RawStore
from kgstore.settings import Settings
from kgstore.triage import Triage
from kgstore.unchanged import KnownItems

Progress = Callable[[int], None]


def import_source(
    store: Store,
    importer: Importer,
    paths: Sequence[Path],
    settings: Settings,
    *,
    dry_run: bool = False,
    keep_existing: bool = False,
    validating: bool = True,
    again: bool = False,
    progress: Progress = lambda read: None,
) -> ImportReport:
    """Import `paths` as one commit and return what became of every record.

    `progress` is called with the number of records read so far; `keep_existing` leaves records
    that the store has already as they are; items that the store has whole are not read, unless
    `again`.

    Raises:
        ImportFailed: nothing below the paths is of this source.
    """
    report = ImportReport(importer.name, dry_run=dry_run)
    scan = Scan(paths, report.findings)
    worker = Worker(importer.name, store.base, store.overlay, importer.prepare(scan), validating)
    triage = Triage(store, report, keep_existing=keep_existing, progress=progress)
    with closing(KnownItems(store, importer, worker)) as known:
        items = ((known.fingerprint(item), item) for item in importer.scan(scan))
        if not (again or dry_run):
            items = (pair for pair in items if not triage.pass_over(known.outcomes(pair[0])))
        parts = batches(items, settings.batch)
        done = work(prepare, parts, start=start, state=worker, processes=settings.workers)
        if dry_run:
            for prepared in done:
                list(triage.changes(prepared))
            return report
        _commit(store, done, triage, settings.agent, importer.name)
        known.add(triage.whole())
    return report


def _commit(
    store: Store, done: Iterator[list[Prepared]], triage: Triage, agent: str, source: str
) -> None:
    with (
        RawStore(store.raw_path) as raws,
        store.bulk(agent=agent, message=f"import {source}", source=source) as bulk,
        raws.adding() as add,  # durable before the commit that refers to them
    ):
        for prepared in done:
            add(p.raw for p in prepared)
            for change in triage.changes(prepared):
                triage.note(change, taken=bulk.put(change))
    triage.settle()
