"""Validation of many graphs, such as a whole store: in batches, in several processes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kgstore.namespaces import RDF_TYPE
from kgstore.pool import batches, work
from kgstore.records.finding import Severity
from kgstore.validate.batch import Types
from kgstore.validate.engine import validate
from kgstore.validate.report import Report
from kgstore.validate.shapes import load_shapes
from kgstore.validate.terms import Statement, Statements, statements

TypesOf = Callable[[Collection[str]], Types]
"""Gives the classes of things by their IRI; those of which nothing is known may be missing."""

_TYPE = ox.NamedNode(RDF_TYPE)


@dataclass(frozen=True, slots=True)
class Part:
    """What one process validates at a time; all of it can be pickled."""

    records: Mapping[str, bytes]
    neighbourhood: Types
    overlay: Path | None
    detail: Severity


def validate_part(part: Part) -> Report:
    """Return the report of one part; the shapes are read once a process."""
    shapes = load_shapes(part.overlay)
    return validate(part.records, part.neighbourhood, shapes=shapes, detail=part.detail)


def validate_graphs(
    graphs: Iterable[tuple[str, Statements]],
    types_of: TypesOf,
    *,
    overlay: Path | None = None,
    detail: Severity = Severity.INFO,
    processes: int = 1,
    size: int = 250,
    progress: Callable[[int], None] = lambda validated: None,
) -> Report:
    """Return the report of `graphs`, given by IRI and content; `progress` gets the number done.

    >>> validate_graphs([("urn:g", b"")], lambda iris: {}).conforms
    True

    Raises:
        SyntaxError: the content of a graph is no N-Triples.
        KgstoreError: a process died.
    """
    report = Report()
    for found in reports(
        graphs, types_of, overlay=overlay, detail=detail, processes=processes, size=size
    ):
        report.add(found)
        progress(len(report.counts))
    return report


def reports(
    graphs: Iterable[tuple[str, Statements]],
    types_of: TypesOf,
    *,
    overlay: Path | None = None,
    detail: Severity = Severity.INFO,
    processes: int = 1,
    size: int = 250,
) -> Iterator[Report]:
    """Yield the reports of `size` graphs each, for whoever does not want to hold all results.

    Raises:
        SyntaxError: the content of a graph is no N-Triples.
        KgstoreError: a process died.
    """
    parts = ([part] for part in _parts(graphs, types_of, overlay, detail, size))
    yield from work(_only, parts, start=_ready, state=overlay, processes=processes)


def _ready(overlay: Path | None) -> None:
    load_shapes(overlay)


def _only(parts: Sequence[Part]) -> Report:
    return validate_part(parts[0])


def _parts(
    graphs: Iterable[tuple[str, Statements]],
    types_of: TypesOf,
    overlay: Path | None,
    detail: Severity,
    size: int,
) -> Iterator[Part]:
    for batch in batches(graphs, size):
        contents = {graph: list(statements(content)) for graph, content in batch}
        outside = {iri for content in contents.values() for iri in untyped(content)}
        records = {graph: _ntriples(content) for graph, content in contents.items()}
        yield Part(records, dict(types_of(outside)), overlay, detail)


def untyped(content: Iterable[Statement]) -> set[str]:
    """Return the IRIs that statements mention without saying what they are.

    >>> sorted(untyped(statements("<urn:a> <urn:p> <urn:b> .")))
    ['urn:a', 'urn:b']
    """
    mentioned: set[str] = set()
    typed: set[str] = set()
    for statement in content:
        if isinstance(statement.subject, ox.NamedNode):
            mentioned.add(statement.subject.value)
        if statement.predicate == _TYPE:
            typed.add(getattr(statement.subject, "value", ""))
        elif isinstance(statement.object, ox.NamedNode):
            mentioned.add(statement.object.value)
    return mentioned - typed


def _ntriples(content: Iterable[Statement]) -> bytes:
    triples = (ox.Triple(s.subject, s.predicate, s.object) for s in content)
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
