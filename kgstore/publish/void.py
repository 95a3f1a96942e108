"""The data set described: VoID (https://www.w3.org/TR/void/) and its example queries.

What is counted is counted by the queries in queries/export/void/. Clients that help to write SPARQL
read the partitions, the prefixes and the `sh:SPARQLExecutable`s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from kgstore.commit.contribution import Graphs
from kgstore.commit.view import View
from kgstore.errors import QueryError
from kgstore.namespaces import PREFIXES, RDF_TYPE, XSD, expand
from kgstore.publish.describe import bracketed, name
from kgstore.query.prologue import with_prefixes
from kgstore.query.run import run
from kgstore.sparql.header import Query, Value
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import bind

VOID: Final = "http://rdfs.org/ns/void#"
_SH, _RDFS, _DCTERMS = PREFIXES["sh"], PREFIXES["rdfs"], PREFIXES["dcterms"]
_KNOWLEDGE: Final = ("tbox", "vocab", "kb", "links", "sssom")
_FORMATS: Final = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_EXAMPLES: Final = frozenset({"cq", "quality"})
_EXECUTABLES: Final = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}
TITLE: Final = "What is known of machine-learning models"


def describe_dataset(view: View, library: Library, base: str) -> list[ox.Quad]:
    """Return the description of a store's data, without blank nodes.

    It looks at every statement once or twice: seconds for a million.
    """
    found = [
        *_head(base),
        *_counted(view, library, base),
        *_prefixes(base),
        *examples(library, base),
    ]
    return sorted(set(found), key=lambda quad: (name(quad.subject), quad.predicate.value))


def store_iri(base: str) -> str:
    """Return the IRI of all that a store holds, as a data set.

    >>> store_iri("https://e.org")
    'https://e.org/void#store'
    """
    return f"{base}/void#store"


def records_iri(base: str) -> str:
    """Return the IRI of what records say, as a data set."""
    return f"{base}/void#records"


def _head(base: str) -> Iterator[ox.Quad]:
    whole, records = store_iri(base), records_iri(base)
    document = f"{base}/void"
    yield link(document, RDF_TYPE, VOID + "DatasetDescription")
    yield link(document, expand("foaf:primaryTopic"), whole)
    yield text(document, _DCTERMS + "title", "Description of the data set", "en")
    for dataset, title in ((whole, TITLE), (records, "What sources say of models and data")):
        yield link(dataset, RDF_TYPE, VOID + "Dataset")
        yield text(dataset, _DCTERMS + "title", title, "en")
        yield link(dataset, VOID + "sparqlEndpoint", f"{base}/sparql")
    yield link(whole, expand("foaf:homepage"), f"{base}/")
    yield link(whole, VOID + "subset", records)
    yield link(whole, VOID + "dataDump", f"{base}/data?default")
    yield text(records, VOID + "uriSpace", f"{base}/id/")
    for form in _FORMATS:
        yield link(whole, VOID + "feature", f"http://www.w3.org/ns/formats/{form}")


def _counted(view: View, library: Library, base: str) -> Iterator[ox.Quad]:
    whole, records, meta = store_iri(base), records_iri(base), Graphs(base).meta
    space: dict[str, Value] = {"dataset": records, "space": f"{base}/id/"}
    yield from asked(view, library, "void_size", {"dataset": whole})
    terms: dict[str, None] = {}
    for query in ("void_totals", "void_classes", "void_properties", "void_class_properties"):
        for quad in asked(view, library, query, space):
            if quad.predicate.value in {VOID + "class", VOID + "property"}:
                terms[name(quad.object)] = None
            yield quad
    told: dict[str, Value] = {"dataset": records, "terms": bracketed(sorted(filter(None, terms)))}
    yield from asked(view, library, "void_vocabularies", told)
    for query in ("void_sources", "void_examples"):
        yield from asked(view, library, query, {"dataset": records, "meta": meta})
    graphs = sorted(graph for graph in view.graphs() if graph.startswith(_knowledge(base)))
    links = [graph for graph in graphs if graph.startswith(f"{base}/graph/links/")]
    yield from asked(view, library, "void_graphs", {"dataset": whole, "graphs": graphs})
    yield from asked(view, library, "void_linksets", {"dataset": whole, "graphs": links})


def _knowledge(base: str) -> tuple[str, ...]:
    """Return how the IRIs of graphs begin that are packaged or a user's overlay."""
    return tuple(f"{base}/graph/{kind}/" for kind in _KNOWLEDGE)


def asked(view: View, library: Library, query: str, given: dict[str, Value]) -> Iterator[ox.Quad]:
    """Yield what a named CONSTRUCT gives."""
    results = run(view, library.query(query), given)
    if not isinstance(results, ox.QueryTriples):
        raise QueryError(f"{query} must be a CONSTRUCT", subject=query)
    for triple in results:
        yield ox.Quad(triple.subject, triple.predicate, triple.object)


def _prefixes(base: str) -> Iterator[ox.Quad]:
    """Yield the prefixes as `sh:declare` (SHACL section 5.2.1)."""
    declared = f"{base}/void#prefixes"
    yield link(declared, RDF_TYPE, expand("owl:Ontology"))
    for prefix, namespace in PREFIXES.items():
        one = f"{base}/void#prefix-{prefix}"
        yield link(declared, _SH + "declare", one)
        yield link(one, RDF_TYPE, _SH + "PrefixDeclaration")
        yield text(one, _SH + "prefix", prefix)
        typed = ox.Literal(namespace, datatype=ox.NamedNode(XSD + "anyURI"))
        yield ox.Quad(ox.NamedNode(one), ox.NamedNode(_SH + "namespace"), typed)


def examples(library: Library, base: str) -> Iterator[ox.Quad]:
    """Yield the questions of the library as `sh:SPARQLExecutable`s, runnable as they stand."""
    for query in library:
        if query.folder in _EXAMPLES and query.form in _EXECUTABLES:
            yield from _example(query, base)


def _example(query: Query, base: str) -> Iterator[ox.Quad]:
    subject = f"{base}/void#query-{query.name}"
    kind, predicate = _EXECUTABLES[query.form]
    for one in ("SPARQLExecutable", kind):
        yield link(subject, RDF_TYPE, _SH + one)
    told = ". ".join(part for part in (query.summary, query.rests_on) if part)
    yield text(subject, _RDFS + "label", query.name)
    yield text(subject, _RDFS + "comment", told, "en")
    yield link(subject, _SH + "prefixes", f"{base}/void#prefixes")
    yield text(subject, _SH + predicate, runnable(query))
    for schema in ("http://schema.org/", "https://schema.org/"):
        yield link(subject, schema + "target", f"{base}/sparql")
    for tag in query.tags:
        yield text(subject, expand("schema:keywords"), tag)


def runnable(query: Query, given: Mapping[str, Value] | None = None) -> str:
    r"""Return the text of a query with `given`, and else defaults, in the place of its parameters.

    >>> from kgstore.sparql.header import parse
    >>> runnable(parse("#+ summary: x\nASK { ?s a mz:MLModel }")).splitlines()[-1]
    'ASK { ?s a mz:MLModel }'
    """
    lines = bind(query, given).splitlines()
    return with_prefixes("\n".join(line for line in lines if not line.startswith("#+")).strip())


def link(subject: str, predicate: str, target: str) -> ox.Quad:
    """Return a statement whose object is an IRI."""
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))


def text(subject: str, predicate: str, value: str, language: str = "") -> ox.Quad:
    """Return a statement whose object is text."""
    literal = ox.Literal(value, language=language) if language else ox.Literal(value)
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), literal)
