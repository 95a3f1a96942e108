"""Deleted records: what the meta graph keeps of a thing after its record graph is gone.

IRI, former type, label, time and reason stay, and what took its place; so a deleted IRI can be
answered for (HTTP 410), and is never used again. After a takedown the label goes too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgstore.commit.change import Delta, GraphChange, Row
from kgstore.commit.contribution import Graphs
from kgstore.commit.provenance import PROV, RDFS, RECORD_OF, statement
from kgstore.commit.view import View
from kgstore.errors import NotFound, Refused
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE

TOMBSTONE = MZ + "Tombstone"
TAKEDOWN = "takedown"
_REASON, _REPLACED = MZ + "invalidationReason", PREFIXES["dcterms"] + "isReplacedBy"
_INVALIDATED, _LABEL = PROV + "invalidatedAtTime", RDFS + "label"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is still known of a deleted thing; `time` is an `xsd:dateTime`."""

    iri: str
    types: tuple[str, ...]
    labels: tuple[str, ...]
    time: str
    reason: str
    replaced_by: tuple[str, ...] = ()


def deleted(view: View, graphs: Graphs) -> frozenset[str]:
    """Return the IRIs of all deleted things."""
    return frozenset(iri for iri, _ in view.pairs(_INVALIDATED, graphs.meta))


def read(view: View, graphs: Graphs, iri: str) -> Tombstone | None:
    """Return the tombstone of a thing, or None if it was not deleted."""
    meta = graphs.meta
    time = view.values(iri, _INVALIDATED, meta)
    if not time:
        return None
    types = (found for found in view.values(iri, RDF_TYPE, meta) if found != TOMBSTONE)
    return Tombstone(
        iri,
        tuple(sorted(types)),
        tuple(sorted(view.values(iri, _LABEL, meta))),
        time[0],
        (view.values(iri, _REASON, meta) or [""])[0],
        tuple(sorted(view.values(iri, _REPLACED, meta))),
    )


def graph_of(view: View, graphs: Graphs, iri: str) -> str:
    """Return the record graph that describes a thing.

    Raises:
        NotFound: no record of the store is about it.
    """
    wanted = iri.partition("#")[0]
    found = view.subjects_with(RECORD_OF, wanted, graphs.meta)
    if not found:
        advice = "`kgstore log` shows what was deleted before."
        raise NotFound(f"the store has no record of {iri}", subject=iri, advice=advice)
    return found[0]


def burial(
    view: View, graphs: Graphs, iri: str, time: str, reason: str, replaced_by: str = ""
) -> Delta:
    """Return the change of the meta graph that puts up the tombstone of a thing.

    The graph's own description goes with the graph, see `Store.commit`.
    """
    graph = graph_of(view, graphs, iri)
    lines = [
        statement(iri, RDF_TYPE, TOMBSTONE),
        statement(iri, _INVALIDATED, time, "dateTime"),
        statement(iri, _REASON, reason, "string"),
    ]
    lines += [statement(iri, RDF_TYPE, found) for found in view.values(iri, RDF_TYPE, graph)]
    if reason != TAKEDOWN:
        labels = view.values(iri, _LABEL, graph)
        lines += [statement(iri, _LABEL, label, "string") for label in labels]
    if replaced_by:
        lines.append(statement(iri, _REPLACED, replaced_by))
    return Delta(added={Row(graphs.meta, line) for line in lines})


def label_rows(view: View, graphs: Graphs, iri: str) -> set[Row]:
    """Return the rows of the tombstone that repeat a label."""
    return {
        Row(graphs.meta, line)
        for line in view.lines(graphs.meta, iri)
        if line.startswith(f"<{iri}> <{_LABEL}> ")
    }


def refuse_deleted(view: View, graphs: Graphs, changes: Iterable[GraphChange]) -> None:
    """Return if none of the changes brings back a record that was deleted.

    Raises:
        Refused: one does.
    """
    for change in changes:
        iri = change.info.record if change.info is not None else ""
        if iri and (found := read(view, graphs, iri)) is not None:
            message = f"{iri} was deleted ({found.reason}), and IRIs are not used again"
            raise Refused(message, [], subject=iri)
