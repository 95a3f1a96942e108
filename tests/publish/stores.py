"""Small stores for the tests of profiles: what they export from, without ledger and import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    quads: list[ox.Quad] = []
    for iri, text in graphs:
        name = ox.NamedNode(iri)
        for found in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES):
            subject, predicate, value = found.triple
            quads.append(ox.Quad(subject, predicate, value, name))
            if merged:
                quads.append(ox.Quad(subject, predicate, value))
    view.load(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    return Source(view, BASE, Library.packaged())


def with_knowledge(source: Source) -> Source:
    """Return the source with the packaged knowledge added to its view."""
    assert isinstance(source.view, View)
    source.view.load(ox.serialize(known(), format=ox.RdfFormat.N_QUADS) or b"")
    return source


def source_of_records(folder: Path, records: Sequence[Record]) -> Source:
    """Return a source with the records and the packaged knowledge."""
    prepared = to_prepared(records, Minter(BASE))
    return with_knowledge(source_of(folder, [(p.graph, p.text) for p in prepared]))
