"""The whole way through kgstore: from a source's files to committed, derived, queryable RDF.

    importer -> records -> check -> canonical RDF -> validate -> commit (ledger, view, derive)

The first half runs in worker processes (`kgstore.prepare`), the second here, where the store is:
a record that is as it was is skipped, one that breaks a shape waits in quarantine, the rest goes
into one commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kgstore.commit.store import Store
from kgstore.import_report import ImportReport
from kgstore.importers.base import Importer, Scan
from kgstore.pool import batches, work
from kgstore.prepare import Worker, prepare, start
from kgstore.records.raw import RawStore
from kgstore.settings import Settings
from kgstore.triage import Triage

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
    progress: Progress = lambda read: None,
) -> ImportReport:
    """Import `paths` as one commit and return what became of every record.

    `progress` is called with the number of records read so far; `keep_existing` leaves records
    that the store has already as they are.

    Raises:
        ImportFailed: nothing below the paths is of this source.
    """
    report = ImportReport(importer.name, dry_run=dry_run)
    scan = Scan(paths, report.findings)
    worker = Worker(importer.name, store.base, store.overlay, importer.prepare(scan), validating)
    parts = batches(importer.scan(scan), settings.batch)
    done = work(prepare, parts, start=start, state=worker, processes=settings.workers)
    triage = Triage(store, report, keep_existing=keep_existing, progress=progress)
    if dry_run:
        for prepared in done:
            list(triage.changes(prepared))
        return report
    message = f"import {importer.name}"
    with (
        RawStore(store.raw_path) as raws,
        store.bulk(agent=settings.agent, message=message, source=importer.name) as bulk,
        raws.adding() as add,  # durable before the commit that refers to them
    ):
        for prepared in done:
            add(p.raw for p in prepared)
            for change in triage.changes(prepared):
                triage.note(change, taken=bulk.put(change))
    triage.settle()
    return report
