"""What terms of other vocabularies mean in ours, as `ontology/alignments/` says.

An exact match counts first, then a class or property that ours is a kind of, then a close match;
what has several of ours at its best is ambiguous, and means nothing here.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import yaml

from kgstore.namespaces import PREFIXES
from kgstore.resources import folder

_SKOS: Final = PREFIXES["skos"]
_RANK: Final = {
    _SKOS + "exactMatch": 0,
    PREFIXES["rdfs"] + "subClassOf": 1,
    PREFIXES["rdfs"] + "subPropertyOf": 1,
    _SKOS + "closeMatch": 2,
}
_TOO_WIDE: Final = {PREFIXES["dcat"] + "Resource", PREFIXES["prov"] + "wasDerivedFrom"}
"""What models are a kind of, but holds far more than models."""


@cache
def meanings() -> dict[str, str]:
    """Return our term for each term of another vocabulary that has one, IRI for IRI.

    >>> meanings()["http://www.w3.org/ns/mls#Run"]
    'https://w3id.org/modelzoo#Run'
    >>> meanings()["https://schema.org/Dataset"]
    'https://w3id.org/modelzoo#Dataset'
    """
    best: dict[str, dict[int, set[str]]] = {}
    place = folder("ontology") / "alignments"
    for ours, relation, theirs in _rows(place):
        rank = _RANK.get(relation)
        if rank is not None and theirs not in _TOO_WIDE:
            best.setdefault(theirs, {}).setdefault(rank, set()).add(ours)
    found = {}
    for theirs, ranked in best.items():
        named = ranked[min(ranked)]
        if len(named) == 1:
            found[theirs] = next(iter(named))
    secure = {k.replace("http://schema.org/", "https://schema.org/"): v for k, v in found.items()}
    return secure | found


def _rows(place: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(place.glob("*.ttl")):
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                yield quad.subject.value, quad.predicate.value, quad.object.value
    for path in sorted(place.glob("*.sssom.tsv")):
        yield from _table(path.read_text("utf-8"))


def _table(text: str) -> Iterator[tuple[str, str, str]]:
    lines = text.splitlines()
    head = "\n".join(line[1:] for line in lines if line.startswith("#"))
    prefixes = dict(PREFIXES) | yaml.safe_load(head).get("curie_map", {})

    def whole(name: str) -> str:
        prefix, _, local = name.partition(":")
        return prefixes[prefix] + local if prefix in prefixes else name

    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    for row in rows:
        if not row.get("predicate_modifier"):
            terms = (row[key] for key in ("subject_id", "predicate_id", "object_id"))
            subject, predicate, value = (whole(term) for term in terms)
            yield subject, predicate, value
