"""The worker's half of an import: items become records, records become checked, canonical RDF.

This runs in processes of its own, one batch of items at a time, and needs no store: what it reads
(context, vocabularies, shapes) is read once a process. A record leaves here as text that can be
appended to the ledger as it is, with everything that is known to be wrong with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kgstore.commit.canonical import canonical_lines
from kgstore.importers.base import ImportContext, Item
from kgstore.importers.registry import importer_named
from kgstore.knowledge import vocabulary_files
from kgstore.namespaces import RDF_TYPE
from kgstore.records.check import Checked, check
from kgstore.records.context import packaged_context
from kgstore.records.finding import Finding, Severity
from kgstore.records.iri import Minter
from kgstore.records.loss import FateCounts
from kgstore.records.raw import PackedRaw, pack
from kgstore.records.rdf import to_ntriples
from kgstore.records.record import Document, Record
from kgstore.records.vocabulary import Vocabulary
from kgstore.validate.engine import validate
from kgstore.validate.report import Counts
from kgstore.validate.shapes import load_shapes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record as RDF: the N-Triples of its graph, in the store's canonical form, sorted.

    `digest` is the SHA-256 of that text; `outside` are the IRIs of other records that it points at
    without saying what they are; `item` is the fingerprint of the item that it was read from.
    """

    graph: str
    iri: str
    kind: str
    source: str
    native_id: str
    revision: str
    file: str
    document: Document
    text: str
    digest: str
    raw: PackedRaw
    findings: tuple[Finding, ...]
    fates: FateCounts
    outside: tuple[str, ...] = ()
    counts: Counts = field(default_factory=Counts)
    item: str = ""


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker process knows: which importer it works for, for which store.

    Built once a process from picklable parts.
    """

    importer: str
    base: str
    overlay: Path
    shared: Any = None
    validating: bool = True

    def context(self) -> ImportContext:
        """Return what the importer's `records` is given."""
        vocabulary = Vocabulary.load(vocabulary_files(self.overlay))
        return ImportContext(Minter(self.base), vocabulary, self.shared)


_worker: Worker | None = None
_context: ImportContext | None = None


def start(worker: Worker) -> None:
    """Make this process a worker; the initializer of the pool."""
    global _worker, _context
    _worker, _context = worker, worker.context()


def prepare(items: Sequence[tuple[str, Item]]) -> list[Prepared]:
    """Return the records of `items`, in their order, in the process that `start` was called in.

    Each item comes with its fingerprint (kgstore.unchanged), which its records carry.
    """
    if _worker is None or _context is None:
        raise RuntimeError("prepare() needs start() first, in the same process")
    importer = importer_named(_worker.importer)
    read = [(key, r) for key, item in items for r in importer.records(item, _context)]
    prepared = to_prepared([record for _, record in read], _context.minter)
    keys = {_name(record): key for key, record in reversed(read)}  # the first of two counts
    prepared = [replace(p, item=keys[_name(p)]) for p in prepared]
    if not _worker.validating:
        return prepared
    return validated(prepared, _context.vocabulary.types, _worker.overlay)


def _name(record: Record | Prepared) -> tuple[str, str, str]:
    return record.kind, record.source, record.native_id


def to_prepared(records: Sequence[Record], minter: Minter) -> list[Prepared]:
    """Return each record as checked, canonical RDF; of two with one IRI the first counts.

    A document that does not say its source gets the one that its record has.
    """
    context = packaged_context()
    named: dict[str, Record] = {}
    for record in records:
        graph = minter.graph(record.kind, record.source, record.native_id)
        known = named.setdefault(graph, record)
        if known is not record:
            named[graph] = replace(
                known, findings=(*known.findings, repeated(record.file, known.iri))
            )
    checked = {
        graph: check({"source": _source(record, minter)} | record.document, context)
        for graph, record in named.items()
    }
    lines = to_ntriples(checked, context)
    return [
        _prepared(graph, record, checked[graph], canonical_lines(lines[graph]))
        for graph, record in named.items()
    ]


def _source(record: Record, minter: Minter) -> Document:
    return {"id": minter.source(record.source), "type": "Source", "name": record.source}


def repeated(file: str, iri: str) -> Finding:
    """Return the finding that a record was in the source twice.

    >>> repeated("a.json", "urn:m").severity.value
    'Warning'
    """
    reason = "the same record was read before in this import; the first one is kept"
    return Finding(Severity.WARNING, file, "", reason, iri)


def _prepared(graph: str, record: Record, checked: Checked, lines: tuple[str, ...]) -> Prepared:
    text = "".join(line + "\n" for line in lines)
    problems = (
        Finding(Severity.WARNING, record.file, path, f"{reason}; left out", record.iri)
        for path, reason in checked.problems
    )
    return Prepared(
        graph=graph,
        iri=record.iri,
        kind=record.kind,
        source=record.source,
        native_id=record.native_id,
        revision=record.revision,
        file=record.file,
        document=checked.document,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        raw=pack(record.raw),
        findings=(*record.findings, *problems),
        fates=record.fates,
        outside=_outside(text, graph.partition("/graph/")[0]),
    )


def _outside(text: str, base: str) -> tuple[str, ...]:
    """Return the records that a text points at without saying what they are.

    Source systems are left out: every record names its own, and the store knows what they are.
    """
    here = re.escape(base)
    pointed_at = set(re.findall(rf" <({here}/id/(?!source/)[^>]*)> \.$", text, re.MULTILINE))
    typed = re.findall(rf"^<([^>]*)> <{re.escape(RDF_TYPE)}> ", text, re.MULTILINE)
    return tuple(sorted(pointed_at.difference(typed)))


def validated(
    prepared: Sequence[Prepared], neighbourhood: Mapping[str, Collection[str]], overlay: Path
) -> list[Prepared]:
    """Return the records with the counts of what SHACL says of them, and their violations.

    `neighbourhood` gives the classes of things outside the records; shapes of the `overlay` folder
    count too.
    """
    report = validate(
        {p.graph: p.text for p in prepared},
        neighbourhood,
        shapes=load_shapes(overlay),
        detail=Severity.VIOLATION,
    )
    found: dict[str, list[Finding]] = {}
    for result in report.results:
        found.setdefault(result.record, []).append(result.as_finding())
    return [
        replace(
            p,
            counts=report.counts[p.graph],
            findings=p.findings + tuple(replace(f, file=p.file) for f in found.get(p.graph, ())),
        )
        for p in prepared
    ]
