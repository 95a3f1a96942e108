"""Identifiers that name a concept by definition, so that nothing has to be guessed.

ImageNet's ids (`n02084071`, "wnid") are the offsets of noun synsets in WordNet 3.0. A Wikidata QID
is the name of its item. A Freebase mid (`/m/0bt9lr`) names a topic of a knowledge base that is no
more, and no map from mids to concepts comes with the sources: mids are kept and joined as they are.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from kgstore.link.schema import Label
from kgstore.namespaces import PREFIXES

JUSTIFICATION = PREFIXES["semapv"] + "BackgroundKnowledgeBasedMatching"
"""The kind of evidence: what the publisher of the identifiers says they mean."""

_WNID = re.compile(r"(n)(\d{8})(?:[\s_-].*)?", re.DOTALL)
_SYNSET = re.compile(re.escape(PREFIXES["wn30"]) + r"\d{8}-[nvasr]")
_QID = re.compile(r"(?:wd:|https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9]\d*)")
_MID = re.compile(r"/[mg]/[0-9a-z_]{2,}")


@dataclass(frozen=True, slots=True)
class Identified:
    """A concept that a class is, by an identifier that its source gives."""

    concept: str
    identifier: str

    @property
    def reason(self) -> str:
        """Why, in a sentence for the mapping record."""
        if self.concept.startswith(PREFIXES["wn30"]):
            return f"{self.identifier} is the id of this synset in WordNet 3.0."
        return f"The source gives the id {self.identifier}."


def concept_of(identifier: str) -> str | None:
    """Return the concept's IRI that an identifier stands for by definition, or None.

    >>> concept_of("n02084071"), concept_of("Q144")
    ('http://wordnet-rdf.princeton.edu/wn30/02084071-n', 'http://www.wikidata.org/entity/Q144')
    >>> concept_of("/m/0bt9lr") is None
    True
    """
    if found := _WNID.fullmatch(identifier):
        return f"{PREFIXES['wn30']}{found[2]}-{found[1]}"
    if _SYNSET.fullmatch(identifier):
        return identifier
    if found := _QID.fullmatch(identifier):
        return PREFIXES["wd"] + found[1]
    return None


def is_mid(text: str) -> bool:
    """Return whether a text is a machine id of Freebase or of Google's Knowledge Graph.

    >>> is_mid("/m/011k07"), is_mid("/a/abbey")
    (True, False)
    """
    return bool(_MID.fullmatch(text))


def identified(label: Label, known: Container[str] | None = None) -> Identified | None:
    """Return the concept that a class is by an identifier, or None.

    The identifiers that the source gives come first. A label or a synonym counts only where it is,
    or begins with, a wnid: `Q1` may be a question of a questionnaire. Concepts that are not
    `known` are left out; without `known`, all count.

    >>> identified(Label("urn:c", "n02085620-Chihuahua")).concept
    'http://wordnet-rdf.princeton.edu/wn30/02085620-n'
    """
    for found in _candidates(label) if label.linkable else ():
        if known is None or found.concept in known:
            return found
    return None


def _candidates(label: Label) -> Iterator[Identified]:
    for text in label.identifiers:
        if concept := concept_of(text):
            yield Identified(concept, text)
    for text in (label.text, *label.synonyms):
        if found := _WNID.fullmatch(text):
            identifier = found[1] + found[2]
            yield Identified(concept_of(identifier) or "", identifier)
