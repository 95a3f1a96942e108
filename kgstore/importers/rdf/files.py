"""RDF files as items, one a thing; what is in them and becomes no record is a finding."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import orjson
import pyoxigraph as ox

from kgstore.importers.base import Item
from kgstore.importers.rdf.graph import Facts, Thing, facts, things
from kgstore.namespaces import RDF_TYPE, compact
from kgstore.records.finding import Finding, Severity
from kgstore.records.rdf import ntriples

FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".n3": ox.RdfFormat.N3,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".json": ox.RdfFormat.JSON_LD,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
SUFFIXES: Final = (".ttl", ".n3", ".nt", ".rdf", ".owl", ".ttl.gz", ".nt.gz", ".rdf.gz")
"""The ends of names that are only RDF; the others may be records or record graphs as well."""
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_BASE: Final = "https://file.invalid/"


def rdf_items(file: Path, findings: list[Finding]) -> Iterator[Item]:
    """Yield an item for each thing that a file of RDF describes.

    Raises:
        SyntaxError: the file is not of the format that its name says.
        OSError: it cannot be read.
    """
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
        content = stream.read()
    name = file.name.removesuffix(".gz")
    if b"<!ENTITY" in content and FORMATS[Path(name).suffix] is ox.RdfFormat.RDF_XML:
        raise SyntaxError("it declares entities, which are not read")
    try:
        quads = ox.parse(content, format=FORMATS[Path(name).suffix], base_iri=_BASE + name)
        known = facts(quads, label=True)
    except ValueError as error:
        raise SyntaxError(str(error)) from error
    found = things(known)
    _left(known, found, file, findings)
    about = {thing.node: [thing.class_name, _name(known, thing)] for thing in found}
    for thing in found:
        yield Item(
            f"{file}!{thing.node}",
            {
                "": _text(known, thing).encode(),
                "thing": thing.node.encode(),
                "parts": orjson.dumps(thing.parts),
                "others": orjson.dumps(_referred(known, thing, about)),
            },
        )


def _name(known: Facts, thing: Thing) -> str:
    names = (v.value for p, v in known[thing.node] if p == _LABEL and isinstance(v, ox.Literal))
    return next(names, "")


def _text(known: Facts, thing: Thing) -> str:
    triples = []
    for node in (thing.node, *thing.parts):
        subject = ox.BlankNode(node[2:]) if node.startswith("_:") else ox.NamedNode(node)
        for predicate, value in known[node]:
            triples.append(ox.Triple(subject, ox.NamedNode(predicate), value))
    return ntriples(triples)


def _referred(known: Facts, thing: Thing, about: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return class and name of the things of the file that a thing points at, and its own."""
    found = {thing.node: about[thing.node]}
    for node in (thing.node, *thing.parts):
        for _, value in known[node]:
            if isinstance(value, ox.NamedNode) and value.value in about:
                found[value.value] = about[value.value]
    return found


def _left(known: Facts, found: list[Thing], file: Path, findings: list[Finding]) -> None:
    """Tell of the nodes that belong to no record, by their classes."""
    taken = {node for thing in found for node in (thing.node, *thing.parts)}
    left: Counter[str] = Counter()
    for node, said in known.items():
        if node not in taken:
            types = [compact(v.value) for p, v in said if p == RDF_TYPE and hasattr(v, "value")]
            left[types[0] if types else "no class"] += 1
    for name, number in sorted(left.items()):
        told = f"{number} of {name[:120]}: of no class that records are of, and part of no record"
        findings.append(Finding(Severity.WARNING, str(file), "", f"{told}; left out"))
    if not found and not left:
        findings.append(Finding(Severity.WARNING, str(file), "", "says nothing"))


def is_thing(item: Item) -> bool:
    """Say whether an item was made here."""
    return "thing" in item.content
