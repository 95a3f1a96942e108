"""What a word may mean: the concepts of that name, of its base form, or with it in their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kgstore.commit.view import View
from kgstore.errors import ParameterError
from kgstore.link.morphology import base_forms
from kgstore.publish.describe import name
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import read_iri
from kgstore.web import pages_about
from kgstore.web.concepts.places import is_concept

_LONGEST = 200
_SHORTEST = 3
"""Letters of a piece of a name at least; shorter ones are in too many."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A concept that a word may mean, its words, and what it is a kind of."""

    iri: str
    words: str
    kind_of: str


@dataclass(frozen=True, slots=True)
class Found:
    """The meanings of `word`, which is the one that was asked for or its base form.

    Where it has none, `near` has concepts with the word in their names.
    """

    word: str
    meanings: tuple[Meaning, ...]
    near: tuple[Meaning, ...] = ()


def as_concept(view: View, text: str) -> str:
    """Return the IRI that a text writes, if it is one of a concept, or else ""."""
    try:
        iri = read_iri(text).value
    except (ParameterError, ValueError):
        return ""
    return iri if is_concept(view, iri) else ""


def find(view: View, library: Library, text: str) -> Found:
    """Return what a word or phrase may mean."""
    word = " ".join(text[:_LONGEST].replace("_", " ").split())
    for form in dict.fromkeys((word, *base_forms(word, "n"))):
        meanings = tuple(_rows(view, library, "concepts", word=form))
        if meanings:
            return Found(form, meanings)
    piece = word.lower()
    if len(piece) < _SHORTEST:
        return Found(word, ())
    return Found(word, (), tuple(_rows(view, library, "concepts-containing", text=piece)))


def _rows(view: View, library: Library, query: str, **given: str) -> Iterator[Meaning]:
    for row in pages_about.rows(view, library, query, **given):
        known = _text(row["words"]), _text(row["kindOf"])
        yield Meaning(name(row["concept"]), *known)


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.Literal) else ""
