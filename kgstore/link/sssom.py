"""SSSOM/TSV mapping sets: read, written as RDF records, and reduced to the links they justify.

A set is a table with YAML front matter in `#` lines (https://mapping-commons.github.io/sssom/). The
table is the reviewed source. Its RDF form keeps every row, also the negative ones (`Not`), as an
`owl:Axiom` of its own IRI; the plain triple (`skos:exactMatch` ...) that queries follow is derived
from the rows that are positive and sure enough.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from kgstore.errors import ResourceError
from kgstore.namespaces import PREFIXES, RDF_TYPE, XSD
from kgstore.records.iri import digest

REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification", "confidence")
"""Columns that every row fills; SSSOM can do without `confidence`, but links are accepted by it."""

_NEGATED = "Not"
_BUILT_IN = {p: PREFIXES[p] for p in ("owl", "rdf", "rdfs", "semapv", "skos", "sssom", "xsd")}
_TEXTS = ("subject_label", "object_label", "author_label", "object_source_version", "mapping_tool")
_SSSOM, _OWL = PREFIXES["sssom"], PREFIXES["owl"]


@dataclass(frozen=True, slots=True)
class MappingSet:
    """The front matter of a file: the set's IRI, licence and prefixes."""

    iri: str
    licence: str
    prefixes: dict[str, str]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One row: that subject and object stand in the relation, or (`negated`) that they do not."""

    mapping_set: MappingSet
    line: int
    subject: str
    predicate: str
    object: str
    negated: bool
    justification: str
    confidence: float
    cells: dict[str, str]

    @property
    def iri(self) -> str:
        """The record's IRI, made from what it says: two files cannot share one by accident."""
        key = (self.subject, self.predicate, self.object, str(self.negated), self.justification)
        return f"{self.mapping_set.iri}#{digest(chr(10).join(key))}"


def read_mappings(path: Path) -> list[Mapping]:
    """Return the rows of an SSSOM/TSV file.

    >>> from kgstore.resources import folder
    >>> rows = read_mappings(folder("ontology") / "links" / "coco80.sssom.tsv")
    >>> rows[0].object, rows[0].confidence, rows[0].negated
    ('http://wordnet-rdf.princeton.edu/wn30/00007846-n', 1.0, False)

    Raises:
        ResourceError: the file is absent or no SSSOM/TSV; the message names every faulty line.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path} cannot be read: {error}", subject=str(path)) from error
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    mapping_set = _front_matter(path, [line[1:] for line in lines[:head]])
    return list(_rows(path, mapping_set, lines[head:], head))


def _rows(path: Path, mapping_set: MappingSet, lines: list[str], head: int) -> Iterator[Mapping]:
    table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [name for name in REQUIRED if name not in (table.fieldnames or ())]
    if missing:
        raise _fault(path, [f"line {head + 1}: the column {', '.join(missing)} is missing"])
    faults = []
    try:
        for row in table:
            try:
                yield _mapping(mapping_set, head + table.line_num, row)
            except ValueError as error:
                faults.append(f"line {head + table.line_num}: {error}")
    except csv.Error as error:
        faults.append(f"line {head + table.line_num}: {error}")
    if faults:
        raise _fault(path, faults)


def records_graph(mappings: Sequence[Mapping]) -> str:
    """Return the mapping records as N-Triples, in SSSOM's RDF form with an IRI for every record."""
    triples = [triple for mapping in mappings for triple in _record(mapping)]
    for mapping_set in {m.mapping_set.iri: m.mapping_set for m in mappings}.values():
        triples += _set_record(mapping_set)
    return _ntriples(triples)


def accepted_links(mappings: Sequence[Mapping], threshold: float) -> str:
    r"""Return the links of the positive rows whose confidence is `threshold` or more, as N-Triples.

    A pair that another row denies under the same predicate is no link, however sure the other is:
    a curator's "Not" survives what a matcher proposes later.

    >>> a = MappingSet("urn:set", "urn:licence", {})
    >>> row = ("urn:c", "urn:match", "urn:k")
    >>> sure = Mapping(a, 1, *row, False, "urn:lexical", 0.9, {})
    >>> accepted_links([sure], 0.8)
    '<urn:c> <urn:match> <urn:k> .\n'
    >>> accepted_links([sure, Mapping(a, 2, *row, True, "urn:manual", 1.0, {})], 0.8)
    ''
    """
    denied = {(m.subject, m.predicate, m.object) for m in mappings if m.negated}
    return _ntriples(
        [
            _triple(m.subject, m.predicate, ox.NamedNode(m.object))
            for m in mappings
            if m.confidence >= threshold and (m.subject, m.predicate, m.object) not in denied
        ]
    )


def _front_matter(path: Path, lines: list[str]) -> MappingSet:
    try:
        front = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError as error:
        raise _fault(path, [f"the front matter is no YAML: {error}"]) from error
    if not isinstance(front, dict) or not isinstance(front.get("curie_map"), dict):
        raise _fault(path, ["line 1: there is no front matter with a curie_map"])
    absent = [key for key in ("mapping_set_id", "license") if not _is_iri(front.get(key))]
    if absent:
        raise _fault(path, [f"the front matter lacks an IRI as {', '.join(absent)}"])
    prefixes = _BUILT_IN | {str(p): str(iri) for p, iri in front["curie_map"].items()}
    title = str(front.get("mapping_set_title") or "")
    return MappingSet(front["mapping_set_id"], front["license"], prefixes, title)


def _mapping(mapping_set: MappingSet, line: int, row: dict[str, Any]) -> Mapping:
    if None in row or None in row.values():
        raise ValueError("it has more or fewer cells than the table has columns")
    for name in REQUIRED:
        if not row[name].strip():
            raise ValueError(f"{name} is empty")
    modifier = row.get("predicate_modifier", "")
    if modifier not in ("", _NEGATED):
        raise ValueError(f"predicate_modifier is {modifier!r}, not empty or {_NEGATED}")
    if row.get("mapping_date"):
        date.fromisoformat(row["mapping_date"])
    subject, predicate, target, justification = (
        _expand(row[name], mapping_set.prefixes) for name in REQUIRED[:4]
    )
    confidence = _confidence(row["confidence"])
    negated = modifier == _NEGATED
    return Mapping(
        mapping_set, line, subject, predicate, target, negated, justification, confidence, row
    )


def _expand(curie: str, prefixes: dict[str, str]) -> str:
    prefix, separator, local = curie.partition(":")
    if not separator or prefix not in prefixes:
        raise ValueError(f"{curie!r} is no prefixed name of the curie_map")
    return ox.NamedNode(prefixes[prefix] + local).value


def _confidence(text: str) -> float:
    try:
        confidence = float(text)
    except ValueError:
        confidence = -1.0
    if not 0 <= confidence <= 1:
        raise ValueError(f"confidence is {text!r}, not a number from 0 to 1")
    return confidence


def _record(mapping: Mapping) -> Iterator[ox.Triple]:
    def says(predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return _triple(mapping.iri, predicate, value)

    yield says(RDF_TYPE, ox.NamedNode(_OWL + "Axiom"))
    yield says(_OWL + "annotatedSource", ox.NamedNode(mapping.subject))
    yield says(_OWL + "annotatedProperty", ox.NamedNode(mapping.predicate))
    yield says(_OWL + "annotatedTarget", ox.NamedNode(mapping.object))
    yield says(_SSSOM + "mapping_justification", ox.NamedNode(mapping.justification))
    yield says(_SSSOM + "confidence", _literal(str(mapping.confidence), "double"))
    if mapping.negated:
        yield says(_SSSOM + "predicate_modifier", ox.NamedNode(_SSSOM + "NegatedPredicate"))
    for name in _TEXTS:
        if mapping.cells.get(name):
            yield says(_SSSOM + name, ox.Literal(mapping.cells[name]))
    if mapping.cells.get("mapping_date"):
        yield says(PREFIXES["dcterms"] + "created", _literal(mapping.cells["mapping_date"], "date"))
    if mapping.cells.get("comment"):
        yield says(PREFIXES["rdfs"] + "comment", ox.Literal(mapping.cells["comment"]))
    yield _triple(mapping.mapping_set.iri, _SSSOM + "mappings", ox.NamedNode(mapping.iri))


def _set_record(mapping_set: MappingSet) -> Iterator[ox.Triple]:
    dcterms = PREFIXES["dcterms"]
    yield _triple(mapping_set.iri, RDF_TYPE, ox.NamedNode(_SSSOM + "MappingSet"))
    yield _triple(mapping_set.iri, dcterms + "license", ox.NamedNode(mapping_set.licence))
    if mapping_set.title:
        yield _triple(mapping_set.iri, dcterms + "title", ox.Literal(mapping_set.title))


def _is_iri(value: object) -> bool:
    try:
        return isinstance(value, str) and ":" in value and bool(ox.NamedNode(value))
    except ValueError:
        return False


def _triple(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)


def _literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


def _ntriples(triples: list[ox.Triple]) -> str:
    unique = dict.fromkeys(triples)
    return (ox.serialize(unique, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _fault(path: Path, faults: list[str]) -> ResourceError:
    return ResourceError(
        f"{path} is no sound SSSOM table: {'; '.join(faults)}",
        subject=str(path),
        advice="Mend the lines named and try again.",
    )
