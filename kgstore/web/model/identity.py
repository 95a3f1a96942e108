"""Under which other names and records a model is known, and on what that rests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.commit.view import View
from kgstore.namespaces import MZ, PREFIXES
from kgstore.publish.describe import bracketed, name
from kgstore.sparql.library import Library
from kgstore.web.model.facts import LABEL, Facts
from kgstore.web.pages_about import rows

_SKOS: Final = PREFIXES["skos"]
_LINKS: Final = {
    MZ + "sameWeightsAs": "same weights",
    _SKOS + "exactMatch": "the same model",
    _SKOS + "closeMatch": "much the same model",
    MZ + "sameArchitectureAs": "same architecture, other weights",
}
TWINS: Final = ("same weights", "the same model")
_NAMES: Final = (LABEL, _SKOS + "altLabel", _SKOS + "hiddenLabel", MZ + "alias", MZ + "nativeId")
_MOST: Final = 10
_MOST_FILES: Final = 20


@dataclass(frozen=True, slots=True)
class Others:
    """Models that are known to be this one in some way; `count` of them, the first shown."""

    how: str
    iris: Sequence[str]
    count: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Other names and identifiers of a model, and other records of it."""

    names: Sequence[str]
    identifiers: Sequence[str]
    others: Sequence[Others]

    @property
    def twins(self) -> list[str]:
        """The records that are of this very model or hold its weights."""
        return [iri for one in self.others if one.how in TWINS for iri in one.iris]


def identity(facts: Facts, view: View, library: Library, model: str) -> Identity:
    """Return under which names and in which records a model is known."""
    others = []
    for predicate, how in _LINKS.items():
        found = {*facts.iris(model, predicate), *view.subjects_with(predicate, model)} - {model}
        if found:
            others.append(Others(how, sorted(found)[:_MOST], len(found)))
    if same := _same_files(facts, view, library, model):
        others.append(Others("a file of the same content", same[:_MOST], len(same)))
    title = facts.text(model, LABEL)
    names = [one for one in facts.texts(model, *_NAMES) if one != title]
    known = facts.texts(model, PREFIXES["dcterms"] + "identifier")
    return Identity(names[:25], known[:25], others)


def _same_files(facts: Facts, view: View, library: Library, model: str) -> list[str]:
    weights = [
        file
        for file in facts.iris(model, MZ + "artifact")
        if MZ + "WeightsArtifact" in facts.iris(file, MZ + "artifactKind")
        and facts.terms(file, MZ + "digest")
    ]
    if not weights:
        return []
    given = bracketed(weights[:_MOST_FILES])
    found = (name(row["model"]) for row in rows(view, library, "model-same-files", files=given))
    return sorted(set(found) - {model})
