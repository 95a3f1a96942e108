"""The dump profile: every named graph of the store, under a description of itself in VoID.

The default graph of a store is the union of most of these graphs, so it is not written; what a dump
has there is the description. The number of triples stands at the end, where it is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType

import pyoxigraph as ox

from kgstore.errors import QueryError
from kgstore.namespaces import PREFIXES
from kgstore.publish import native
from kgstore.publish.profiles.base import Exported, Source
from kgstore.publish.serialise import MEDIA_TYPES
from kgstore.query.run import run

_STATE = "/graph/state"
_TRIPLES = ox.NamedNode(PREFIXES["void"] + "triples")


class DumpProfile:
    """All graphs: what records and users said, the knowledge, the links, the derived, the notes."""

    name = "dump"
    title = "Dump with VoID"
    iri = PREFIXES["void"]
    classes = ()
    formats = MappingProxyType({f: MEDIA_TYPES[f] for f in ("trig", "nquads", "jsonld")})
    prefixes = PREFIXES

    def export(self, source: Source, iris: Iterable[str] | None = None) -> Exported:
        """Return everything, or what the native profile has of some resources.

        Raises:
            NotFound: nothing is known of one of the resources.
            QueryError: the query that describes the dump is unsound.
        """
        if iris is None:
            quads = _everything(source)
        else:
            quads = native.of_resources(source.view, source.base, iris)
        return Exported(_described(source, quads))


def _described(source: Source, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    dump = ox.NamedNode(f"{source.base}/void#dump")
    header = run(source.view, source.library.query("dump_header"), {"dump": str(dump)})
    if not isinstance(header, ox.QueryTriples):
        raise QueryError("dump_header is not a CONSTRUCT query", subject="dump_header")
    number = 1
    for triple in header:
        number += 1
        yield ox.Quad(triple.subject, triple.predicate, triple.object)
    for quad in quads:
        number += 1
        yield quad
    yield ox.Quad(dump, _TRIPLES, ox.Literal(number))


def _everything(source: Source) -> Iterator[ox.Quad]:
    for graph in sorted(source.view.graphs()):
        if not graph.endswith(_STATE):
            name = ox.NamedNode(graph)
            for triple in source.view.triples(graph):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, name)


profile = DumpProfile()
