"""What speaks for a candidate, as numbers; their weights are data (weights.toml)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kgstore.link.lexicon import Lexicon
from kgstore.link.linker.candidates import Candidate
from kgstore.link.linker.coherence import Support
from kgstore.link.linker.forms import Way
from kgstore.link.linker.names import Name
from kgstore.link.morphology import normalised

OWN = (
    "sense rank",
    "tag count",
    "never tagged",
    "varied form",
    "pruned form",
    "by its own name",
    "agreeing names",
    "all names agree",
    "lemmas covered",
    "proper name",
    "hint agrees",
    "physical thing",
    "person",
    "generality",
    "first lemma",
    "all lemmas",
)
"""The features of a candidate by itself; the last two by the convention of the schema."""

SHARED = ("family", "neighbours", "domain", "lift", "claimed", "kinds in schema")
"""The features that other classes of the schema give it."""

PHYSICAL = frozenset(
    f"noun.{name}"
    for name in ("artifact", "animal", "food", "plant", "body", "object", "substance")
)
"""Lexicographer's files of what a camera sees as one thing."""


@dataclass(frozen=True, slots=True)
class Convention:
    """How a schema names its classes, read from those that can mean one thing only.

    The share of them that is named by the first lemma of its concept, and the share that is named
    by all its lemmas (as ImageNet does); `several` is the share of all classes with more than one
    name. Two schemas of the same words can differ in this.
    """

    first: float = 0.5
    all: float = 0.02
    several: float = 0.0

    @classmethod
    def of(cls, classes: Sequence[tuple[Sequence[Name], Sequence[Candidate]]]) -> Convention:
        """Return the convention of a schema, given each class's names and candidates."""
        known = first = every = 0
        for names, candidates in classes:
            if len(candidates) == 1 and candidates[0].way <= Way.VARIED:
                lemmas = _lemmas(candidates[0])
                if len(lemmas) > 1:
                    known += 1
                    first += candidates[0].lemma == lemmas[0]
                    every += _covers(candidates[0], names, lemmas)
        several = sum(len(names) > 1 for names, _ in classes) / max(1, len(classes))
        return cls((first + 2) / (known + 3), (every + 0.5) / (known + 1), several)


def own_features(
    candidate: Candidate,
    names: Sequence[Name],
    lexicon: Lexicon,
    content: float,
    convention: Convention,
    *,
    seen: bool,
) -> list[float]:
    """Return the features named in `OWN`; `seen` says that the schema's tasks look at things."""
    sense, synset, lemmas = candidate.sense, candidate.synset, _lemmas(candidate)
    share = (sense.frequency + 0.5) / (candidate.tagged + 0.5 * candidate.rivals)
    agreeing = len(candidate.supporters)
    proper = bool(synset.instance_hypernyms) or _is_capital(candidate)
    return [
        -math.log(sense.rank),
        math.log(share * candidate.rivals),
        float(not sense.frequency and candidate.tagged > 0),
        float(candidate.way == Way.VARIED),
        float(candidate.way == Way.PRUNED),
        float(not candidate.place),
        math.log(agreeing),
        float(agreeing == len(names) > 1),
        convention.several * agreeing / max(len(lemmas), agreeing),
        float(proper and not candidate.name.text[:1].isupper()),
        _agreement(candidate, lexicon),
        float(seen and synset.domain in PHYSICAL),
        float(seen and synset.domain == "noun.person"),
        1.0 - content,
        _log_odds(convention.first, met=candidate.lemma == lemmas[0]),
        _log_odds(convention.all, met=_covers(candidate, names, lemmas)),
    ]


def shared_features(support: Support) -> list[float]:
    """Return the features named in `SHARED`."""
    return [
        support.family,
        support.neighbours,
        math.log(support.domain + 0.02),
        support.lift,
        support.claimed,
        math.log1p(support.below),
    ]


def _lemmas(candidate: Candidate) -> list[str]:
    return [normalised(lemma) for lemma in candidate.synset.lemmas]


def _covers(candidate: Candidate, names: Sequence[Name], lemmas: Sequence[str]) -> bool:
    return len(candidate.supporters) == len(names) == len(lemmas)


def _log_odds(share: float, *, met: bool) -> float:
    return math.log(share if met else 1 - share)


def _is_capital(candidate: Candidate) -> bool:
    """Whether the synset writes the lemma as a proper name: "Crane", not "crane"."""
    spelt = [word for word in candidate.synset.lemmas if normalised(word) == candidate.lemma]
    return bool(spelt) and all(word[:1].isupper() for word in spelt)


def _agreement(candidate: Candidate, lexicon: Lexicon) -> float:
    """Return how far the words beside the name speak for the candidate: "bow (weapon)".

    1 if one names a concept above it or its domain, or is another of its lemmas; a half if one is
    a word of such a name.
    """
    given = (*candidate.name.hints, *candidate.form.hints)
    if not given or "non" in given or "not" in given:
        return 0.0
    hints = {form for hint in given for form in lexicon.lemmas_of(hint, "n")}
    names = {candidate.synset.domain.partition(".")[2]}
    for iri in (candidate.iri, *lexicon.ancestors(candidate.iri)):
        if iri in lexicon.synsets:
            names.update(normalised(lemma) for lemma in lexicon.synsets[iri].lemmas)
    names.discard(candidate.lemma)
    if not hints.isdisjoint(names):
        return 1.0
    words = {word for name in names for word in name.split(" ")}
    return 0.0 if hints.isdisjoint(words - {candidate.lemma}) else 0.5
