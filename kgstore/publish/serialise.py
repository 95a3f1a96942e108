"""RDF out, in every format that Oxigraph writes, as a stream.

Triple formats (Turtle, N-Triples, RDF/XML) hold one graph, quad formats (TriG, N-Quads, JSON-LD)
keep the named graphs apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import IO, Any, Final

import pyoxigraph as ox

from kgstore.errors import UnknownFormat
from kgstore.namespaces import PREFIXES, compact

FORMATS: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "nquads": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdfxml": ox.RdfFormat.RDF_XML,
    }
)
MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {name: rdf_format.media_type for name, rdf_format in FORMATS.items()}
)
QUAD_FORMATS: Final = frozenset({"nquads", "trig", "jsonld"})


def format_named(name: str) -> ox.RdfFormat:
    """Return the RDF format of that name.

    >>> format_named("turtle").name
    'Turtle'

    Raises:
        UnknownFormat: there is no such format; the advice lists those there are.
    """
    try:
        return FORMATS[name]
    except KeyError:
        raise UnknownFormat(
            f"there is no RDF format {name!r}",
            subject=name,
            advice=f"Formats: {', '.join(FORMATS)}.",
        ) from None


def write(
    quads: Iterable[ox.Quad],
    output: IO[bytes],
    format_name: str,
    prefixes: Mapping[str, str] = PREFIXES,
) -> None:
    r"""Write `quads` to `output`; a triple format drops the graph names and merges the graphs.

    >>> import io
    >>> out = io.BytesIO()
    >>> quad = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"))
    >>> write([quad], out, "ntriples"); out.getvalue()
    b'<urn:a> <urn:b> "c" .\n'
    """
    rdf_format = format_named(format_name)
    if format_name in QUAD_FORMATS:
        ox.serialize(quads, output, format=rdf_format, prefixes=dict(prefixes))
    else:
        triples = (quad.triple for quad in quads)
        ox.serialize(triples, output, format=rdf_format, prefixes=dict(prefixes))


def used_prefixes(
    quads: Iterable[ox.Quad], prefixes: Mapping[str, str] = PREFIXES
) -> dict[str, str]:
    """Return those of `prefixes` that some IRI of `quads` begins with.

    >>> quad = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode(PREFIXES["mz"] + "task"), ox.Literal(1))
    >>> sorted(used_prefixes([quad]))
    ['mz', 'xsd']
    """
    iris = set()
    for quad in quads:
        for term in quad:
            if isinstance(term, ox.NamedNode):
                iris.add(term.value)
            elif isinstance(term, ox.Literal):
                iris.add(term.datatype.value)
    found = {compact(iri).partition(":")[0] for iri in iris}
    return {prefix: iri for prefix, iri in prefixes.items() if prefix in found}


def rebase(quads: Iterable[ox.Quad], base: str, new_base: str) -> Iterator[ox.Quad]:
    """Yield `quads` with every IRI below `base` moved below `new_base`; literals stay.

    >>> quad = ox.Quad(ox.NamedNode("http://a/id/x"), ox.NamedNode("urn:p"), ox.Literal("http://a/"))
    >>> next(rebase([quad], "http://a", "https://b")).subject
    <NamedNode value=https://b/id/x>
    """

    def moved(term: Any) -> Any:
        if isinstance(term, ox.NamedNode) and term.value.startswith(base + "/"):
            return ox.NamedNode(new_base + term.value[len(base) :])
        return term

    for quad in quads:
        yield ox.Quad(
            moved(quad.subject), moved(quad.predicate), moved(quad.object), moved(quad.graph_name)
        )
