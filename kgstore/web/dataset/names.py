"""Under which names a dataset goes: the term that it is, its records in sources, their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kgstore.commit.view import View
from kgstore.namespaces import MZ, PREFIXES
from kgstore.publish.describe import bracketed, name
from kgstore.sparql.library import Library
from kgstore.web.dataset.parts import CANONICAL
from kgstore.web.dataset.stated import Stated
from kgstore.web.pages_about import rows

MOST: Final = 50
"""Records and proposals that are shown."""
_SKOS, _DCTERMS = PREFIXES["skos"], PREFIXES["dcterms"]
_NAMES: Final = (
    *(_SKOS + "prefLabel", PREFIXES["rdfs"] + "label"),
    *(_SKOS + "altLabel", _SKOS + "hiddenLabel"),
)
_CHAIN: Final = 9
_SOURCES: Final = PREFIXES["mzs"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two are taken to be one dataset: how sure that is, and the reason in words."""

    other: str
    status: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """What one source says of the dataset, in the facts that people compare."""

    iri: str
    source: str
    native: str
    licences: tuple[str, ...]
    raw_licence: str
    pages: tuple[str, ...]
    objects: int | None
    version: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """A dataset under all of its names.

    `top` is what stands for it: a term of the vocabulary, or a record. `words` are names in words,
    `notations` the ids that sources use, by source.
    """

    top: str
    words: tuple[str, ...]
    notations: tuple[tuple[str, str], ...]
    records: tuple[Record, ...]
    count: int
    proposed: tuple[Evidence, ...]

    def things(self) -> list[str]:
        """Return the IRIs that are named."""
        records = [one for r in self.records for one in (r.iri, r.source, *r.licences)]
        return [self.top, *records, *(one.other for one in self.proposed)]


def identity(view: View, library: Library, stated: Stated, iri: str) -> Identity:
    """Return a dataset's names, records and the proposals that nobody has decided on."""
    top = iri
    for _ in range(_CHAIN):
        further = [one for one in stated.iris(top, CANONICAL) if one != top]
        if not further:
            break
        top = further[0]
    evidence = {one.other: one for one in _evidence(view, library, top, iri)}
    same = [one for one in stated.pointing(top, CANONICAL) if one != top]
    shown = sorted(same, key=lambda one: (one != iri, one))[:MOST]
    records = tuple(_record(stated, one, evidence.get(one)) for one in shown)
    words = [text for thing in (top, iri, *shown) for text in stated.texts(thing, *_NAMES)]
    proposed = [one for one in evidence.values() if one.status == "proposed"]
    return Identity(
        top,
        tuple(_distinct(words)[:MOST]),
        tuple(notations(stated, top)[:MOST]),
        records,
        len(same),
        tuple(proposed[:MOST]),
    )


def _distinct(words: list[str]) -> list[str]:
    """Return words once each, whatever their case."""
    return list({word.casefold(): word for word in reversed(words)}.values())[::-1]


def notations(stated: Stated, iri: str) -> list[tuple[str, str]]:
    """Return the words that sources have for a thing, each with the source, in order."""
    found = stated.terms(iri, _SKOS + "notation")
    return sorted(
        (term.datatype.value.removeprefix(_SOURCES), term.value)
        for term in found
        if isinstance(term, ox.Literal) and term.datatype.value.startswith(_SOURCES)
    )


def _record(stated: Stated, iri: str, evidence: Evidence | None) -> Record:
    sources = stated.iris(iri, MZ + "source")
    return Record(
        iri,
        sources[0] if sources else "",
        stated.text(iri, MZ + "nativeId"),
        tuple(stated.iris(iri, _DCTERMS + "license")),
        stated.text(iri, MZ + "rawLicence"),
        tuple(stated.iris(iri, PREFIXES["dcat"] + "landingPage")[:3]),
        stated.count(iri, MZ + "numberOfDataObjects"),
        stated.text(iri, PREFIXES["dcat"] + "version"),
        evidence,
    )


def _evidence(view: View, library: Library, *things: str) -> list[Evidence]:
    found: list[Evidence] = []
    for thing in dict.fromkeys(things):
        for row in rows(view, library, "dataset-identity", dataset=bracketed([thing])[0]):
            values = {key: getattr(row[key], "value", "") for key in ("status", "reason")}
            number = float(getattr(row["confidence"], "value", "0"))
            found.append(Evidence(name(row["other"]), values["status"], number, values["reason"]))
    return found
