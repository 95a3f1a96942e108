"""Which Turtle files make up the ontology, and their statements."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kgstore.resources import folder

GENERATED = frozenset({"closure.ttl"})
"""Files beside the modules that are made from them."""


def module_files(ontology: Path | None = None) -> list[Path]:
    """Return the core modules, in the order of their names.

    >>> [path.stem for path in module_files()]
    ['configuration', 'dataset', 'evaluation', 'model', 'ontology', 'prediction', 'provenance', 'reuse']
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
