"""Reads the label schemas of a store, with their classes, other names, identifiers and tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from kgstore.commit.view import View
from kgstore.link.schema import Label, Schema
from kgstore.query.run import run
from kgstore.sparql.header import Value
from kgstore.sparql.library import Library

Row = tuple[str, ...]


def schemas(view: View) -> list[Schema]:
    """Return every label schema of a store, by IRI; its classes are in the order of their index."""
    synonyms: dict[str, list[str]] = defaultdict(list)
    identifiers: dict[str, list[str]] = defaultdict(list)
    for iri, kind, text in _rows(view, "link_names"):
        (synonyms if kind == "synonym" else identifiers)[iri].append(text)
    names: dict[str, str] = {}
    found: dict[str, list[tuple[int, Label]]] = defaultdict(list)
    for schema, name, iri, text, index, status in _rows(view, "link_classes"):
        names[schema] = min(name, names.get(schema, name))
        label = Label(
            iri, text, tuple(sorted(synonyms[iri])), tuple(sorted(identifiers[iri])), status
        )
        found[schema].append((int(index) if index else len(found[schema]), label))
    tasks: dict[str, set[str]] = defaultdict(set)
    for schema, task in _rows(view, "link_tasks"):
        tasks[schema].add(task)
    return [
        Schema(iri, names[iri], _in_order(found[iri]), tuple(sorted(tasks[iri])))
        for iri in sorted(found)
    ]


def linked_elsewhere(view: View, without: str, target: str, least: float) -> frozenset[str]:
    """Return the classes that a mapping set other than `without` links to a knowledge base.

    `target` is how the IRIs of the knowledge base begin, `least` the least confidence of a link.
    """
    given: dict[str, Value] = {"without": without, "target": target, "least": least}
    return frozenset(row[0] for row in _rows(view, "link_known", given))


def _in_order(classes: list[tuple[int, Label]]) -> tuple[Label, ...]:
    """Return the classes by index, each once: one with two labels has the other as a synonym."""
    merged: dict[str, Label] = {}
    for _, label in sorted(classes, key=lambda pair: (pair[0], pair[1].iri, pair[1].text)):
        known = merged.get(label.iri)
        if known is None:
            merged[label.iri] = label
        elif label.text != known.text:
            names = (*known.synonyms, label.text)
            merged[label.iri] = Label(
                known.iri, known.text, names, known.identifiers, known.status or label.status
            )
    return tuple(merged.values())


def _rows(view: View, name: str, given: dict[str, Value] | None = None) -> Iterator[Row]:
    found = run(view, Library.packaged().query(name), given)
    for row in found if isinstance(found, ox.QuerySolutions) else ():
        yield tuple("" if term is None else term.value for term in row)
