"""One record, taken whole or not at all: the way of the API, where somebody waits for the answer.

An import keeps of a record what is sound and puts what breaks a shape into quarantine. Here a value
that has no form in the store refuses the record as much as a violation does, and nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kgstore.commit.change import Commit, GraphChange, GraphInfo
from kgstore.commit.store import Store
from kgstore.namespaces import MZ
from kgstore.prepare import Prepared, to_prepared
from kgstore.records.finding import Finding, Severity
from kgstore.records.iri import Minter
from kgstore.records.raw import RawStore
from kgstore.records.record import Record
from kgstore.validate.engine import validate
from kgstore.validate.report import Counts, Report, Result
from kgstore.validate.shapes import load_shapes

_LEFT_OUT = "; left out"


@dataclass(frozen=True, slots=True)
class Examined:
    """A record as RDF, and what is wrong with it."""

    prepared: Prepared
    report: Report


def examine(store: Store, record: Record, detail: Severity = Severity.WARNING) -> Examined:
    """Return the record as it would be committed, with the report of everything wrong with it.

    The shapes see the record and, of the store, the types of what it points at.
    """
    (prepared,) = to_prepared([record], Minter(store.base))
    found = validate(
        {prepared.graph: prepared.text},
        store.view.types(prepared.outside),
        shapes=load_shapes(store.overlay),
        detail=detail,
    )
    counts = found.counts[prepared.graph]
    lost = [_lost(finding) for finding in prepared.findings]
    report = Report({record.iri: counts}, [replace(r, record=record.iri) for r in found.results])
    report.add(Report({record.iri: Counts(violations=len(lost))}, lost))
    return Examined(replace(prepared, counts=counts), report)


def _lost(finding: Finding) -> Result:
    place = f"{finding.path}: " if finding.path else ""
    message = place + finding.reason.removesuffix(_LEFT_OUT)
    return Result(Severity.VIOLATION, finding.record, finding.record, "", message)


def accept(store: Store, examined: Examined, *, agent: str, message: str) -> Commit | None:
    """Commit a record that conforms; return the commit, or None where the store says it already.

    Raises:
        Refused: the record was deleted before.
        StoreError: the disk is full or fails; nothing is changed.
    """
    prepared = examined.prepared
    info = GraphInfo(
        record=prepared.iri,
        source=store.minter.source(prepared.source),
        revision=prepared.revision,
        raw_digest=prepared.raw.digest,
        document_digest=prepared.digest,
        retrieved_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        warnings=prepared.counts.warnings,
        infos=prepared.counts.infos,
    )
    if digest_of(store, prepared.graph) == prepared.digest:
        return None
    with RawStore(store.raw_path) as raws, raws.adding() as add:
        add([prepared.raw])
    change = GraphChange(prepared.graph, prepared.text, info)
    commit = store.commit([change], agent=agent, message=message, source=prepared.source)
    store.quarantine.settle([prepared.iri])
    return commit


def digest_of(store: Store, graph: str) -> str:
    """Return the digest of a record graph as it stands, or "" if there is none."""
    return (store.view.values(graph, MZ + "documentDigest", store.meta_graph) or [""])[0]
