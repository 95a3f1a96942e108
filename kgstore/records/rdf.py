"""Checked records as RDF: one parse for a whole batch, because reading a context is the dear part.

Each record becomes the N-Triples text of its own named graph. The count of triples is compared with
the count of values that went in; where they differ the values are tried one by one, and those that
Oxigraph does not take are reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
import pyoxigraph as ox

from kgstore.records.check import Checked, leaves
from kgstore.records.context import Context


def to_ntriples(batch: Mapping[str, Checked], context: Context) -> dict[str, list[str]]:
    """Return the N-Triples lines (without line ends, no line twice) of each graph IRI in `batch`.

    A value that the parser did not take is added to the record's `problems`.

    >>> from kgstore.records.check import check
    >>> from kgstore.records.context import packaged_context
    >>> found = check({"id": "urn:m", "name": "tiny"}, packaged_context())
    >>> to_ntriples({"urn:g": found}, packaged_context())
    {'urn:g': ['<urn:m> <http://www.w3.org/2000/01/rdf-schema#label> "tiny" .']}
    """
    documents = {graph: checked.document for graph, checked in batch.items()}
    lines: dict[str, list[str]] = {graph: [] for graph in batch}
    for quad in _quads(documents, context):
        statement, _, graph = quad.rpartition(" <")
        lines[graph[:-3]].append(statement + " .")
    for graph, checked in batch.items():
        if len(lines[graph]) != checked.facts:
            _report_losses(graph, checked, context)
        lines[graph] = list(dict.fromkeys(lines[graph]))
    return lines


def ntriples(triples: Iterable[ox.Triple]) -> str:
    r"""Return triples as N-Triples text.

    >>> ntriples([ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("b"))])
    '<urn:a> <urn:p> "b" .\n'
    """
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _quads(documents: Mapping[str, dict[str, Any]], context: Context) -> Sequence[str]:
    graphs = [{"id": graph, "@graph": [document]} for graph, document in documents.items()]
    text = orjson.dumps({"@context": context.document, "@graph": graphs})
    quads = ox.parse(text, format=ox.RdfFormat.JSON_LD)
    serialised = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return serialised.decode().split("\n")[:-1]


def _report_losses(graph: str, checked: Checked, context: Context) -> None:
    for path, key, value in leaves(checked.document):
        alone = {"id": "urn:kgstore:probe", key: {"id": value} if _is_part(key, context) else value}
        if not _quads({graph: alone}, context):
            checked.problems.append((path, f"{value!r} has no form in RDF"))


def _is_part(key: str, context: Context) -> bool:
    return context.keys.get(key) == "@reverse"
