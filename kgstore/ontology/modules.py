"""Which Turtle files make up the ontology, and their statements."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from kgstore.resources import folder

Facts: TypeAlias = dict[str, dict[str, list[str]]]
"""IRIs and the text of literals, by subject and predicate."""

GENERATED = frozenset({"closure.ttl"})
"""Files beside the modules that are made from them."""


def module_files(ontology: Path | None = None) -> list[Path]:
    """Return the core modules, in the order of their names.

    >>> [path.stem for path in module_files()][:4]
    ['configuration', 'dataset', 'evaluation', 'model']
    """
    ontology = ontology or folder("ontology")
    return sorted(path for path in ontology.glob("*.ttl") if path.name not in GENERATED)


def tbox_files(ontology: Path | None = None) -> list[Path]:
    """Return the core modules and the logical alignments: all that is reasoned over.

    >>> {path.name for path in tbox_files()} >= {"model.ttl", "prov.ttl"}
    True
    """
    ontology = ontology or folder("ontology")
    return [*module_files(ontology), *sorted((ontology / "alignments").glob("*.ttl"))]


def statements(files: list[Path]) -> list[ox.Quad]:
    """Return the statements of Turtle files, in the order in which they stand there.

    Raises:
        SyntaxError: a file is no Turtle.
    """
    return [quad for path in files for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]


def facts(ontology: Path | None = None) -> Facts:
    """Return what the core modules say of each term.

    >>> facts()["https://w3id.org/modelzoo#step"]["http://www.w3.org/2000/01/rdf-schema#range"]
    ['http://www.w3.org/2001/XMLSchema#integer']
    """
    found: Facts = defaultdict(lambda: defaultdict(list))
    for quad in statements(module_files(ontology)):
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            found[subject.value][quad.predicate.value].append(value.value)
    return found
