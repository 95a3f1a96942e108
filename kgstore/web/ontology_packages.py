"""The packages of the metamodel: in which file of the ontology each of its terms is defined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

import pyoxigraph as ox

from kgstore.namespaces import MZ
from kgstore.publish.describe import name
from kgstore.resources import folder
from kgstore.web.ontology_model import Ontology, Term

PACKAGES: Final = {
    "model": (
        "Models",
        "models, what they take and give, their files, what they were made from",
    ),
    "dataset": (
        "Data sets",
        "data, their versions, splits and columns, how they were gathered",
    ),
    "configuration": ("Configurations", "under which settings and on what a model was run"),
    "prediction": (
        "Predictions",
        "what a model said of which object, classes and what they mean",
    ),
    "evaluation": ("Evaluation", "metrics and their values, of a whole, a class or a slice"),
    "provenance": ("Provenance", "who states it, from which source, in which commit"),
    "reuse": ("Keys of records", "what the keys of record documents stand for"),
}
"""The files of the ontology, in the order of the metamodel, with a heading and what they are of."""
OTHER: Final = "other"


_Tree: TypeAlias = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Package:
    """A package with its terms; `tree` holds the classes below each class, "" those at the top."""

    key: str
    heading: str
    about: str
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    individuals: tuple[Term, ...]
    tree: Mapping[str, tuple[str, ...]]


@cache
def defined_in() -> Mapping[str, str]:
    """Return the package of each term of the ontology.

    >>> defined_in()["https://w3id.org/modelzoo#MLModel"]
    'model'
    """
    found: dict[str, str] = {}
    for package in PACKAGES:
        path = folder("ontology") / f"{package}.ttl"
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if name(quad.subject).startswith(MZ):
                found.setdefault(name(quad.subject), package)
    return found


def packages(ontology: Ontology) -> list[Package]:
    """Return the terms of the ontology by package; what an overlay adds comes last."""
    where = defined_in()
    known = {**PACKAGES, OTHER: ("Further terms", "what this store adds")}
    found = []
    for key, (heading, about) in known.items():
        classes, properties, individuals = (
            tuple(term for term in listed if where.get(term.iri, OTHER) == key)
            for listed in (ontology.classes, ontology.properties, ontology.individuals)
        )
        if classes or properties or individuals:
            tree = _tree(classes, ontology.tree)
            found.append(Package(key, heading, about, classes, properties, individuals, tree))
    return found


def _tree(classes: Sequence[Term], whole: Mapping[str, tuple[str, ...]]) -> _Tree:
    """Return the hierarchy within a package: whose parents lie elsewhere stand at the top."""
    inside = {term.iri for term in classes}
    found = {
        parent: tuple(one for one in below if one in inside)
        for parent, below in whole.items()
        if parent in inside
    }
    placed = {one for below in found.values() for one in below}
    found[""] = tuple(term.iri for term in classes if term.iri not in placed)
    return {parent: below for parent, below in found.items() if below}


def properties_of(ontology: Ontology) -> Mapping[str, tuple[str, ...]]:
    """Return the properties that a class's things have, by class."""
    found: dict[str, list[str]] = defaultdict(list)
    for term in ontology.properties:
        for owner in term.links.get("of", ()):
            found[owner].append(term.iri)
    return {owner: tuple(listed) for owner, listed in found.items()}
