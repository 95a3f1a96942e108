"""Writes the generated files of the ontology: context.jsonld and closure.ttl."""

from __future__ import annotations

from pathlib import Path

from kgstore.ontology.closure import build_closure
from kgstore.ontology.context import build_context, serialise_context
from kgstore.resources import folder


def generated(ontology: Path | None = None) -> dict[str, str]:
    """Return the text of each generated file by its name.

    >>> sorted(generated())
    ['closure.ttl', 'context.jsonld']
    """
    return {
        "context.jsonld": serialise_context(build_context(ontology)),
        "closure.ttl": build_closure(ontology),
    }


def write(ontology: Path | None = None) -> list[Path]:
    """Write the generated files beside the modules and return those whose text changed."""
    ontology = ontology or folder("ontology")
    changed = []
    for name, text in generated(ontology).items():
        path = ontology / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed
