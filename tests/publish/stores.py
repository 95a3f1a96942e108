"""Small stores for the tests of profiles: what they export from, without ledger and import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from kgstore.commit.view import View
from kgstore.prepare import to_prepared
from kgstore.publish.profiles import Source
from kgstore.records.iri import Minter
from kgstore.records.record import Record
from kgstore.sparql.library import Library
from tests.queries.fixture import BASE, known


def source_of(folder: Path, graphs: Iterable[tuple[str, str]], *, merged: bool = True) -> Source:
    """Return a source whose view holds graphs, given as (IRI, N-Triples); `merged` as facts too."""
    view = View(folder, write=True)
    view.load(ox.serialize(_quads(graphs, merged=merged), format=ox.RdfFormat.N_QUADS) or b"")
    return Source(view, BASE, Library.packaged())


def _quads(graphs: Iterable[tuple[str, str]], *, merged: bool) -> Iterator[ox.Quad]:
    for iri, text in graphs:
        name = ox.NamedNode(iri)
        for found in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES):
            subject, predicate, value = found.triple
            yield ox.Quad(subject, predicate, value, name)
            if merged:
                yield ox.Quad(subject, predicate, value)


def with_knowledge(source: Source) -> Source:
    """Return the source with the packaged knowledge added to its view."""
    assert isinstance(source.view, View)
    source.view.load(ox.serialize(known(), format=ox.RdfFormat.N_QUADS) or b"")
    return source


def source_of_records(folder: Path, records: Sequence[Record]) -> Source:
    """Return a source with the records and the packaged knowledge."""
    source = with_knowledge(source_of(folder, []))
    add_records(source, records)
    return source


def add_records(source: Source, records: Sequence[Record]) -> None:
    """Add records to a source, each as a graph of its own and as facts."""
    assert isinstance(source.view, View)
    texts = [(p.graph, p.text) for p in to_prepared(records, Minter(BASE))]
    source.view.load(ox.serialize(_quads(texts, merged=True), format=ox.RdfFormat.N_QUADS) or b"")
