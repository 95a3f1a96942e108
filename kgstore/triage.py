"""Which way a prepared record goes: skipped as unchanged, into quarantine, into the commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from kgstore.commit.change import GraphChange, GraphInfo
from kgstore.commit.quarantine import Refusal
from kgstore.commit.store import Store
from kgstore.import_report import ImportReport
from kgstore.namespaces import MZ
from kgstore.prepare import Prepared, repeated, validated
from kgstore.records.finding import Finding, Severity
from kgstore.records.iri import Minter
from kgstore.unchanged import Outcome


class Triage:
    """Sorts the records of one import and counts them in its report.

    `keep_existing` leaves every record that the store has already as it is.
    """

    def __init__(
        self,
        store: Store,
        report: ImportReport,
        *,
        keep_existing: bool = False,
        progress: Callable[[int], None] = lambda read: None,
    ) -> None:
        self._store, self._report = store, report
        self._keep_existing, self._progress = keep_existing, progress
        self._minter = Minter(store.base)
        self._time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._seen: dict[str, str] = {}  # the item that each graph came from
        self._accepted: list[str] = []
        self._incomplete: set[str] = set()  # items of which a record did not come in
        self._outcomes: defaultdict[str, list[Outcome]] = defaultdict(list)

    def pass_over(self, outcomes: Sequence[Outcome]) -> bool:
        """Count the records of an item that the store has whole; return whether there are any."""
        self._seen.update((outcome.graph, "") for outcome in outcomes)
        self._report.counts.read += len(outcomes)
        self._report.counts.unchanged += len(outcomes)
        self._report.counts.unread += len(outcomes)
        return bool(outcomes)

    def changes(self, prepared: Sequence[Prepared]) -> Iterator[GraphChange]:
        """Yield the changes that the records make; those that break a shape go into quarantine."""
        for record in prepared:
            change = self._change(self._with_neighbourhood(record))
            if change is not None:
                yield change
        self._progress(self._report.counts.read)

    def note(self, change: GraphChange, *, taken: bool) -> None:
        """Count a change that the store did not take: its record was deleted, and stays so."""
        if not taken:
            self._report.counts.committed -= 1
            self._report.counts.kept += 1
            iri = change.info.record if change.info else change.graph
            self._incomplete.add(self._seen[change.graph])
            reason = "the record was deleted from this store, and is not taken back"
            self._report.findings.append(Finding(Severity.INFO, "", "", reason, iri))

    def settle(self) -> None:
        """Take out of quarantine what was refused before and is accepted now, once committed."""
        self._store.quarantine.settle(self._accepted)

    def whole(self) -> dict[str, list[Outcome]]:
        """Return what each item became, by its fingerprint, if all its records came in."""
        every = self._outcomes.items()
        return {item: found for item, found in every if item not in self._incomplete}

    def _change(self, record: Prepared) -> GraphChange | None:
        report, counts = self._report, self._report.counts
        counts.read += 1
        report.losses.add(record.fates)
        report.findings.extend(record.findings)
        if record.graph in self._seen:
            report.findings.append(repeated(record.file, record.iri))
            return None
        self._seen[record.graph] = record.item
        self._outcomes[record.item].append(Outcome(record.graph, record.digest, record.raw.digest))
        if any(finding.severity is Severity.VIOLATION for finding in record.findings):
            counts.quarantined += 1
            self._incomplete.add(record.item)
            self._refuse(record)
            return None
        if self._keep_existing and self._known(record, "documentDigest"):
            counts.kept += 1
            self._incomplete.add(record.item)
            return None
        self._accepted.append(record.iri)
        counts.warnings += record.counts.warnings
        counts.infos += record.counts.infos
        if self._is_unchanged(record):
            counts.unchanged += 1
            return None
        counts.committed += 1
        return GraphChange(record.graph, record.text, self._info(record))

    def _with_neighbourhood(self, record: Prepared) -> Prepared:
        types = self._store.view.types(record.outside) if record.outside else {}
        return validated([record], types, self._store.overlay)[0] if types else record

    def _is_unchanged(self, record: Prepared) -> bool:
        same_facts = self._known(record, "documentDigest") == [record.digest]
        return same_facts and self._known(record, "rawDigest") == [record.raw.digest]

    def _known(self, record: Prepared, name: str) -> list[str]:
        return self._store.view.values(record.graph, MZ + name, self._store.meta_graph)

    def _info(self, record: Prepared) -> GraphInfo:
        return GraphInfo(
            record=record.iri,
            source=self._minter.source(record.source),
            revision=record.revision,
            raw_digest=record.raw.digest,
            document_digest=record.digest,
            retrieved_at=self._time,
            warnings=record.counts.warnings,
            infos=record.counts.infos,
        )

    def _refuse(self, record: Prepared) -> None:
        if not self._report.dry_run:
            self._store.quarantine.put([refusal(record, self._time)])


def refusal(record: Prepared, time: str) -> Refusal:
    """Return a refused record in the form in which quarantine keeps it."""
    return Refusal(
        iri=record.iri,
        kind=record.kind,
        source=record.source,
        native_id=record.native_id,
        document=record.document,
        findings=record.findings,
        raw_digest=record.raw.digest,
        file=record.file,
        since=time,
        revision=record.revision,
    )
