"""Validation of a user's files, before they are imported or committed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kgstore.namespaces import RDF_TYPE
from kgstore.pool import batches
from kgstore.records.finding import Severity
from kgstore.records.vocabulary import Vocabulary
from kgstore.resources import folder
from kgstore.validate.batch import Types
from kgstore.validate.engine import validate
from kgstore.validate.graphs import TypesOf, untyped
from kgstore.validate.reading import Read, read_files
from kgstore.validate.report import Report, build_report
from kgstore.validate.shapes import load_shapes
from kgstore.validate.spelling import misspelt, nothing_known

_BATCH = 250


def validate_files(
    paths: Iterable[Path],
    *,
    types_of: TypesOf = lambda iris: {},
    overlay: Path | None = None,
    detail: Severity = Severity.INFO,
) -> Report:
    """Return what is wrong with the records in files, what cannot be read included.

    Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD and JSON Lines are read; of folders, all such
    files. `types_of` gives the classes of things outside the files, as a store knows them; those of
    the vocabularies are known anyway.

    >>> validate_files([Path("no-such-file.ttl")]).conforms
    False
    """
    read = read_files(paths)
    known = _types(read, types_of, overlay)
    shapes = load_shapes(overlay)
    found = list(read.results)
    for batch in batches(read.records.items(), _BATCH):
        found += validate(dict(batch), known, shapes=shapes).results
        for record, content in batch:
            found += chain(
                misspelt(record, content, shapes), nothing_known(record, content, shapes)
            )
    located = (replace(r, file=r.file or read.file_of.get(r.record, "")) for r in found)
    records = {*read.records, *(result.record for result in read.results)}
    return build_report(sorted(records), located, detail)


def _types(read: Read, types_of: TypesOf, overlay: Path | None) -> Types:
    """Return the classes of what is mentioned: from the files, the vocabularies and the store."""
    types: dict[str, set[str]] = {}
    outside: set[str] = set()
    for content in read.records.values():
        outside |= untyped(content)
        for statement in content:
            if statement.predicate.value == RDF_TYPE and isinstance(statement.object, ox.NamedNode):
                subject = str(getattr(statement.subject, "value", ""))
                types.setdefault(subject, set()).add(statement.object.value)
    vocabulary = _vocabulary(overlay)
    for iri in outside:
        types.setdefault(iri, set()).update(vocabulary.get(iri, ()))
    for iri, kinds in types_of(outside).items():
        types.setdefault(iri, set()).update(kinds)
    return types


@lru_cache(maxsize=4)
def _vocabulary(overlay: Path | None) -> Types:
    places = [folder("ontology") / "vocabulary", *([overlay / "vocabulary"] if overlay else [])]
    return Vocabulary.load(sorted(p for place in places for p in place.glob("*.ttl"))).types
