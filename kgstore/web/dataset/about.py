"""What is stated of a dataset as a whole, in the order in which people ask for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kgstore.namespaces import MZ, PREFIXES
from kgstore.web.dataset.models import DERIVED
from kgstore.web.dataset.stated import Stated
from kgstore.web.pages_model import Row, Value, text_value

MOST: Final = 25
LONGEST: Final = 6_000
"""Characters of a description that are shown."""
_DCTERMS, _DCAT, _SKOS = PREFIXES["dcterms"], PREFIXES["dcat"], PREFIXES["skos"]
LICENCE, PAGE = _DCTERMS + "license", _DCAT + "landingPage"
TEXT: Final = (_DCTERMS + "description", _SKOS + "definition")
FACTS: Final = (
    *(_DCTERMS + "creator", _DCTERMS + "publisher", _DCTERMS + "contributor"),
    *(MZ + "modality", MZ + "task", _DCTERMS + "language", _DCAT + "version"),
    *(_DCTERMS + "created", _DCTERMS + "issued", _DCTERMS + "modified"),
    *(_DCTERMS + "references", _DCTERMS + "identifier", PREFIXES["rdfs"] + "seeAlso"),
    *(MZ + "downloadCount", MZ + "likeCount"),
)
USE: Final = {
    MZ + "intendedUse": "Intended use",
    MZ + "limitation": "Limitations",
    MZ + "ethicalConsideration": "Ethical considerations",
}
CITATION: Final = _DCTERMS + "bibliographicCitation"


_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True, slots=True)
class Collection:
    """How data or annotations were gathered."""

    iri: str
    name: str
    methods: tuple[str, ...]
    contributors: int | None
    about: Value | None


@dataclass(frozen=True, slots=True)
class About:
    """The head of a dataset's page."""

    description: str
    language: str
    left_out: int
    licences: tuple[str, ...]
    raw_licences: tuple[str, ...]
    pages: tuple[str, ...]
    citations: tuple[Value, ...]
    keywords: tuple[str, ...]
    rows: tuple[Row, ...]
    use: tuple[tuple[str, tuple[Value, ...]], ...]
    collections: tuple[Collection, ...]
    made_from: tuple[str, ...]
    made_of_it: tuple[str, ...]
    unresolved: bool

    def things(self) -> list[str]:
        """Return the IRIs that are named."""
        methods = [method for one in self.collections for method in one.methods]
        values = [value.iri for row in self.rows for value in row.values if value.iri]
        return [
            *self.licences,
            *self.made_from,
            *self.made_of_it[:MOST],
            *methods,
            *values,
            *(row.property for row in self.rows),
        ]


def about(stated: Stated, iri: str) -> About:
    """Return what is stated of a dataset as a whole."""
    facts = stated.facts(iri)
    description = stated.text(iri, *TEXT)
    said = (t for t in stated.terms(iri, *TEXT) if t.value == description)
    language = next((t.language for t in said if isinstance(t, ox.Literal)), "")
    return About(
        description[:LONGEST],
        language or "",
        max(0, len(description) - LONGEST),
        tuple(stated.iris(iri, LICENCE)),
        tuple(stated.texts(iri, MZ + "rawLicence")[:MOST]),
        tuple(stated.iris(iri, PAGE)[:MOST]),
        _values(stated, iri, CITATION),
        tuple(stated.texts(iri, _DCAT + "keyword")),
        tuple(_row(stated, iri, one) for one in FACTS if one in facts),
        tuple((words, _values(stated, iri, p)) for p, words in USE.items() if p in facts),
        tuple(_collection(stated, one) for one in stated.iris(iri, MZ + "collectedBy")),
        tuple(stated.iris(iri, DERIVED)),
        tuple(sorted(stated.pointing(iri, DERIVED))),
        MZ + "Unresolved" in stated.iris(iri, MZ + "resolutionStatus"),
    )


def _values(stated: Stated, iri: str, property_iri: str) -> tuple[Value, ...]:
    return tuple(text_value(term) for term in stated.terms(iri, property_iri)[:MOST])


def _row(stated: Stated, iri: str, property_iri: str) -> Row:
    named = [Value(one) for one in stated.iris(iri, property_iri)]
    texts = [Value(text=_day(one)[:200]) for one in stated.texts(iri, property_iri)]
    found = named + texts
    return Row(property_iri, tuple(found[:MOST]), max(0, len(found) - MOST))


def _day(text: str) -> str:
    """Return the day of a time; other text as it is."""
    return text[:10] if _TIME.fullmatch(text) else text


def _collection(stated: Stated, iri: str) -> Collection:
    texts = stated.terms(iri, *TEXT)
    return Collection(
        iri,
        stated.text(iri, PREFIXES["rdfs"] + "label"),
        tuple(stated.iris(iri, MZ + "collectionMethod")),
        stated.count(iri, MZ + "numberOfContributors"),
        text_value(texts[0]) if texts else None,
    )
