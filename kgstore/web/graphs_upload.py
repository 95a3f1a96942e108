"""The graph that a client sends, read strictly: refused whole if anything in it is amiss.

Blank nodes become IRIs that depend on the graph and the text alone, so that the same graph sent
again changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import orjson
import pyoxigraph as ox

from kgstore.errors import RecordError
from kgstore.web.graphs_commit import GENID, named
from kgstore.web.sparql_request import as_text

KINDS: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        "text/turtle": ox.RdfFormat.TURTLE,
        "application/n-triples": ox.RdfFormat.N_TRIPLES,
        "application/ld+json": ox.RdfFormat.JSON_LD,
        "application/rdf+xml": ox.RdfFormat.RDF_XML,
    }
)
"""The formats of a graph that is sent, by media type."""

_BASE = "relative.invalid:/"
"""JSON-LD drops what has a relative IRI without a word; against this base it can be seen."""
_BEFORE_ROOT = re.compile(r"\ufeff|\s+|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->", re.DOTALL)


def read(content: bytes, kind: str, graph: str, base: str) -> list[str]:
    """Return a graph sent as `kind`, as lines of N-Triples without blank nodes.

    >>> read(b"<urn:a> <urn:p> [] .", "text/turtle", "urn:g", "urn:x")[0][:40]
    '<urn:a> <urn:p> <urn:x/.well-known/genid'

    Raises:
        HTTPException: it is not UTF-8.
        RecordError: it is not of that kind, or holds what the store does not take.
    """
    text = as_text(content)
    if "\0" in text:
        raise RecordError("the body holds a NUL character", subject=graph)
    if kind == "application/rdf+xml":
        _refuse_document_type(text, graph)
    is_json = kind == "application/ld+json"
    if is_json:
        _refuse_remote(text, graph)
    label = hashlib.sha256(graph.encode() + b"\n" + content).hexdigest()[:24]
    try:
        quads = list(
            ox.parse(
                content,
                format=KINDS[kind],
                without_named_graphs=True,
                base_iri=_BASE if is_json else None,
            )
        )
    except SyntaxError as error:
        raise RecordError(f"the body is no {KINDS[kind].name}: {_said(error)}") from error
    if is_json:
        _refuse_relative(quads, graph)
    triples = (quad.triple for quad in quads)
    return named(triples, f"{base}{GENID}{label}", graph)


def _said(error: SyntaxError) -> str:
    if error.lineno is None:
        return str(error)
    message = re.sub(r"^Parser error at [^:]*: | \(line \d+\)$", "", str(error.msg))
    return f"line {error.lineno}, column {error.offset or 1}: {message}"


def _refuse_document_type(text: str, graph: str) -> None:
    """Entities are declared in a document type, and a few can stand for gigabytes."""
    at = 0
    while match := _BEFORE_ROOT.match(text, at):
        at = match.end()
    if text[at : at + 9].upper() == "<!DOCTYPE":
        advice = "Leave it out, and write namespaces in full."
        raise RecordError("the RDF/XML has a document type", subject=graph, advice=advice)


def _refuse_remote(text: str, graph: str) -> None:
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise RecordError(f"the body is no JSON: {where}: {error.msg}", subject=graph) from error
    for context in _contexts(document):
        for part in context if isinstance(context, list) else [context]:
            if isinstance(part, str) or (isinstance(part, dict) and "@import" in part):
                raise RecordError(
                    "the JSON-LD has a context elsewhere, and none is fetched",
                    subject=part if isinstance(part, str) else str(part["@import"]),
                    advice="Write the context into the document.",
                )


def _contexts(document: Any) -> Iterator[Any]:
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "@context" in value:
                yield value["@context"]
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _refuse_relative(quads: list[ox.Quad], graph: str) -> None:
    for quad in quads:
        for term in quad.triple:
            if isinstance(term, ox.NamedNode) and term.value.startswith(_BASE):
                relative = term.value.removeprefix(_BASE)
                raise RecordError(f"{relative!r} is a relative IRI", subject=graph)
