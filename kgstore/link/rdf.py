"""The RDF form of mappings: each row an `owl:Axiom` of its own IRI, written and read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import pyoxigraph as ox

from kgstore.link.mapping import UNSPECIFIED, Mapping, MappingSet
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, XSD
from kgstore.records.rdf import ntriples

_SSSOM, _OWL, _DCTERMS = PREFIXES["sssom"], PREFIXES["owl"], PREFIXES["dcterms"]
SOURCE = _OWL + "annotatedSource"
_PREDICATE, _TARGET = _OWL + "annotatedProperty", _OWL + "annotatedTarget"
ENDS = (SOURCE, _PREDICATE, _TARGET)
"""What a record is about: the properties of its subject, predicate and object."""
_JUSTIFICATION, _CONFIDENCE = _SSSOM + "mapping_justification", _SSSOM + "confidence"
MODIFIER, NEGATED = _SSSOM + "predicate_modifier", _SSSOM + "NegatedPredicate"
MAPPINGS = _SSSOM + "mappings"
_IRI = "IRI"
_CELLS = {
    **{
        name: (_SSSOM + name, "")
        for name in (
            "subject_label",
            "object_label",
            "author_label",
            "object_source_version",
            "mapping_tool",
            "mapping_tool_version",
        )
    },
    "author_id": (PREFIXES["pav"] + "authoredBy", _IRI),
    "mapping_date": (_DCTERMS + "created", "date"),
    "comment": (PREFIXES["rdfs"] + "comment", ""),
    "runner_up": (MZ + "runnerUp", _IRI),
    "runner_up_confidence": (MZ + "runnerUpConfidence", "double"),
}
"""The property of each cell, and the datatype of its value: "" is plain text."""


class Graphs(Protocol):
    """What records are read from: a store's view."""

    def triples(self, graph: str, subject: str = "") -> Iterator[ox.Triple]:
        """Yield the triples of a graph, or those of one subject in it."""


def records_graph(mappings: Sequence[Mapping]) -> str:
    """Return the mapping records as N-Triples, in SSSOM's RDF form with an IRI for every record."""
    triples = [triple for mapping in mappings for triple in _record(mapping)]
    for mapping_set in {m.mapping_set.iri: m.mapping_set for m in mappings}.values():
        triples += _set_record(mapping_set)
    return ntriples(dict.fromkeys(triples))


def read_records(view: Graphs, graph: str) -> list[Mapping]:
    """Return the mappings whose records a named graph holds, in the order of their IRIs.

    >>> one = Mapping(MappingSet("urn:s", "urn:l"), 0, "urn:c", "urn:p", "urn:k", True, "urn:j", 1)
    >>> class View:
    ...     def triples(self, graph, subject=""):
    ...         text = records_graph([one]).encode()
    ...         return (q.triple for q in ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    >>> read_records(View(), "urn:g") == [one]
    True
    """
    said: dict[str, dict[str, list[str]]] = {}
    for triple in view.triples(graph):
        if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.Triple):
            properties = said.setdefault(triple.subject.value, {})
            properties.setdefault(triple.predicate.value, []).append(triple.object.value)
    found: list[Mapping] = []
    for iri, properties in said.items():
        if MAPPINGS in properties:
            found += _of_set(_set_of(iri, properties), properties[MAPPINGS], said)
    return sorted(found, key=lambda mapping: mapping.iri)


def _set_of(iri: str, properties: dict[str, list[str]]) -> MappingSet:
    (licence,) = properties.get(_DCTERMS + "license", [UNSPECIFIED])[:1]
    return MappingSet(iri, licence, title=properties.get(_DCTERMS + "title", [""])[0])


def _of_set(
    mapping_set: MappingSet, iris: Iterable[str], said: dict[str, dict[str, list[str]]]
) -> Iterator[Mapping]:
    for iri in iris:
        own = said.get(iri, {})
        if all(own.get(name) for name in (SOURCE, _PREDICATE, _TARGET, _JUSTIFICATION)):
            yield Mapping(
                mapping_set,
                0,
                own[SOURCE][0],
                own[_PREDICATE][0],
                own[_TARGET][0],
                NEGATED in own.get(MODIFIER, ()),
                own[_JUSTIFICATION][0],
                float(own.get(_CONFIDENCE, ["1"])[0]),
                {n: "|".join(sorted(own[p])) for n, (p, _) in _CELLS.items() if p in own},
            )


def _record(mapping: Mapping) -> Iterator[ox.Triple]:
    def says(predicate: str, value: str, datatype: str) -> ox.Triple:
        return triple(mapping.iri, predicate, _term(value, datatype))

    yield says(RDF_TYPE, _OWL + "Axiom", _IRI)
    yield says(SOURCE, mapping.subject, _IRI)
    yield says(_PREDICATE, mapping.predicate, _IRI)
    yield says(_TARGET, mapping.object, _IRI)
    yield says(_JUSTIFICATION, mapping.justification, _IRI)
    yield says(_CONFIDENCE, str(float(mapping.confidence)), "double")
    if mapping.negated:
        yield says(MODIFIER, NEGATED, _IRI)
    for name, (predicate, datatype) in _CELLS.items():
        text = mapping.cells.get(name) or ""
        for value in text.split("|") if datatype == _IRI else [text]:
            if value:
                yield says(predicate, value, datatype)
    yield triple(mapping.mapping_set.iri, MAPPINGS, ox.NamedNode(mapping.iri))


def _set_record(mapping_set: MappingSet) -> Iterator[ox.Triple]:
    yield triple(mapping_set.iri, RDF_TYPE, ox.NamedNode(_SSSOM + "MappingSet"))
    yield triple(mapping_set.iri, _DCTERMS + "license", ox.NamedNode(mapping_set.licence))
    if mapping_set.title:
        yield triple(mapping_set.iri, _DCTERMS + "title", ox.Literal(mapping_set.title))


def triple(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    """Return a triple of two IRIs and a term."""
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)


def _term(value: str, datatype: str) -> ox.NamedNode | ox.Literal:
    if datatype == _IRI:
        return ox.NamedNode(value)
    named = ox.NamedNode(XSD + datatype) if datatype else None
    return ox.Literal(value, datatype=named)
