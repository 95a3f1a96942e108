"""The ontology and the shapes as their pages show them, read from the store and from the files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph as ox

from kgstore.errors import ResourceError
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE
from kgstore.publish.describe import name
from kgstore.resources import folder

Facts: TypeAlias = dict[str, dict[str, list[str]]]
_OWL, _RDFS, _SKOS, _SH = PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["skos"], PREFIXES["sh"]
_SCHEMA: Final = PREFIXES["schema"]
_SUBCLASS, _SUBPROPERTY = _RDFS + "subClassOf", _RDFS + "subPropertyOf"
_PROPERTIES: Final = {
    _OWL + "ObjectProperty": "relates things",
    _OWL + "DatatypeProperty": "gives a value",
    _OWL + "AnnotationProperty": "annotates",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or individual: what is said of it, by the name of what is said."""

    iri: str
    kind: str
    label: str
    definition: str = ""
    examples: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    status: str = ""
    deprecated: bool = False
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A constraint: what it is about, how grave breaking it is, what it tells."""

    iri: str
    file: str
    name: str
    path: str
    severity: str
    description: str
    message: str
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ontology:
    """The terms by kind; `tree` holds the direct subclasses of each class, "" those of none."""

    header: Mapping[str, str]
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    individuals: tuple[Term, ...]
    tree: Mapping[str, tuple[str, ...]]


def facts(triples: Iterable[ox.Triple]) -> Facts:
    """Return IRIs and the text of literals, by subject and predicate."""
    found: Facts = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(
            triple.object, ox.NamedNode | ox.Literal
        ):
            found[triple.subject.value][triple.predicate.value].append(triple.object.value)
    return found


def ontology(known: Facts, shapes: Iterable[Shape]) -> Ontology:
    """Return the terms of the ontology's own namespace."""
    applying: dict[str, list[Shape]] = defaultdict(list)
    for shape in shapes:
        for iri in {shape.path, *shape.classes} - {""}:
            applying[iri].append(shape)
    own = sorted((iri for iri in known if iri.startswith(MZ)), key=str.lower)
    kinds = {iri: _kind(known[iri].get(RDF_TYPE, [])) for iri in own}
    terms = {iri: _term(iri, kinds[iri], known, applying.get(iri, [])) for iri in own if kinds[iri]}
    tree: dict[str, list[str]] = defaultdict(list)
    for iri, term in terms.items():
        if term.kind == "class":
            above = [one for one in term.links.get("subclass of", ()) if one in terms]
            for parent in above or [""]:
                tree[parent].append(iri)
    header = known.get(MZ[:-1], {})
    return Ontology(
        {predicate: values[0] for predicate, values in header.items()},
        tuple(term for term in terms.values() if term.kind == "class"),
        tuple(term for term in terms.values() if term.kind in _PROPERTIES.values()),
        tuple(term for term in terms.values() if term.kind == "individual"),
        {parent: tuple(children) for parent, children in tree.items()},
    )


def _kind(types: Iterable[str]) -> str:
    if _OWL + "Class" in types:
        return "class"
    found = [words for kind, words in _PROPERTIES.items() if kind in types]
    return found[0] if found else "individual" if any(t.startswith(MZ) for t in types) else ""


def _term(iri: str, kind: str, known: Facts, shapes: list[Shape]) -> Term:
    told = known[iri]
    links = {
        "subclass of": _direct(iri, _SUBCLASS, known),
        "subproperty of": _direct(iri, _SUBPROPERTY, known),
        "is a": [one for one in told.get(RDF_TYPE, []) if one.startswith(MZ)],
        "of": told.get(_RDFS + "domain", []) + told.get(_SCHEMA + "domainIncludes", []),
        "to": told.get(_RDFS + "range", []) + told.get(_SCHEMA + "rangeIncludes", []),
        "inverse of": told.get(_OWL + "inverseOf", []),
        "disjoint with": told.get(_OWL + "disjointWith", []),
        "replaced by": told.get(PREFIXES["dcterms"] + "isReplacedBy", []),
    }
    return Term(
        iri,
        kind,
        (told.get(_RDFS + "label") or [iri.removeprefix(MZ)])[0],
        " ".join(told.get(_SKOS + "definition", [])),
        tuple(told.get(_SKOS + "example", [])),
        tuple(told.get(_SKOS + "scopeNote", [])),
        (told.get(PREFIXES["vs"] + "term_status") or [""])[0],
        "true" in told.get(_OWL + "deprecated", []),
        {words: tuple(dict.fromkeys(values)) for words, values in links.items() if values},
        tuple(shapes),
    )


def _direct(iri: str, predicate: str, known: Facts) -> list[str]:
    """Return what a term is directly under: the store holds the closure, pages show the steps."""
    above = [one for one in known[iri].get(predicate, []) if one != iri]
    further = {two for one in above for two in known.get(one, {}).get(predicate, []) if two != one}
    return sorted(one for one in above if one not in further)


@lru_cache(maxsize=2)
def shape_quads(overlay: Path | None = None) -> tuple[tuple[str, ox.Quad], ...]:
    """Return the statements of the packaged shapes and an overlay's, each with its file's name.

    Raises:
        ResourceError: a file is no Turtle.
    """
    places = [folder("shapes"), *([overlay / "shapes"] if overlay else [])]
    found = []
    for path in (p for place in places for p in sorted(place.glob("*.ttl"))):
        try:
            quads = ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
            found += [(path.stem, quad) for quad in quads]
        except SyntaxError as error:
            raise ResourceError(f"{path.name} is no Turtle: {error}", subject=str(path)) from error
    return tuple(found)


@lru_cache(maxsize=2)
def shapes(overlay: Path | None = None) -> tuple[Shape, ...]:
    """Return all constraints with a message, by file and name.

    >>> {shape.severity for shape in shapes()} >= {"Violation", "Warning", "Info"}
    True
    """
    quads = shape_quads(overlay)
    files = {name(quad.subject): file for file, quad in quads}
    known = facts(quad.triple for _, quad in quads)
    targets: dict[str, list[str]] = defaultdict(list)
    for told in known.values():
        for part in told.get(_SH + "property", []):
            targets[part] += told.get(_SH + "targetClass", [])
    found = []
    for iri, told in known.items():
        if _SH + "message" in told:
            classes = (*targets[iri], *told.get(_SH + "targetClass", []))
            found.append(_shape(iri, files[iri], told, classes))
    return tuple(sorted(found, key=lambda shape: (shape.file.lower(), shape.name, shape.iri)))


def _shape(iri: str, file: str, told: Mapping[str, list[str]], classes: tuple[str, ...]) -> Shape:
    def first(local: str) -> str:
        return (told.get(_SH + local) or [""])[0]

    severity = first("severity").removeprefix(_SH) or "Violation"
    words = (first("name"), first("path"), severity, first("description"), first("message"))
    return Shape(iri, file, *words, tuple(dict.fromkeys(classes)))
