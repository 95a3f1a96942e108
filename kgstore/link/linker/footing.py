"""On what footing a schema's labels can be linked: what it is about, and which labels are no words.

The evidence was weighed on schemas of things that a camera sees. A list of tags, codes, languages
or verdicts can be spelt like words ("O", "per", "en", "positive") and mean none of them, so there
is less to go on: a label must be a word, most labels must be words, and they must agree on what
kind of thing they are.

A list of actions ("archery", "PushUps") is a case of its own: only acts and events are candidates
there, by whole names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kgstore.link.linker.candidates import Candidate
from kgstore.link.linker.features import PHYSICAL
from kgstore.link.linker.forms import Way
from kgstore.link.linker.ranking import Ranking
from kgstore.link.schema import Label, Schema

_TASK = "https://w3id.org/modelzoo/vocabulary/task/"
_LOOKING = _TASK + "computer-vision"
_ACTIONS = _TASK + "action-recognition"
_OF_DOINGS = frozenset(
    _TASK + name
    for name in (
        "video-classification",
        "gesture-recognition",
        "optical-character-recognition",
        "facial-emotion-recognition",
        "face-anti-spoofing",
        "head-pose-estimation",
        "object-attribute-recognition",
    )
)
_TAG = re.compile(r"[BIESLUO][-_].+", re.DOTALL)
_SIGN = re.compile(r"[^\W\d_]|[^\W\d_]*\d[\w.]*|.*[<>=@#$%^*{}|\\].*", re.DOTALL)
_CODE = re.compile(r"[A-Z][A-Z0-9_.-]{1,3}|[a-z]{2}|[A-Z]+[_-][A-Z_-]+")
_NOTHING = re.compile(
    r"none|n/?a|null|nothing|others?|unknown|unlabell?ed|undefined|background|misc(ellaneous)?|void|any|all",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
WORDS = 0.5
"""The least share of words among the labels of a schema of unknown things."""
_ENOUGH = 4
"""Words in a schema before their agreement says something ..."""
_PLENTY = 8
"""... and before it says as much as it can."""
_MOSTLY = 0.7
"""The share of physical things by which a schema of unknown tasks is taken to be about such."""
_OF_ACTIONS = 0.9
"""How sure one can be of an action at most: there is no list of them to measure on."""
_LEAST_AGREEMENT = 0.3
"""The least share of the other classes that are of the candidate's kind."""


@dataclass(frozen=True, slots=True)
class Footing:
    """What holds for a whole schema.

    `seen`: it is about things that a camera sees. `words`: the share of its labels that are words
    of the lexicon. `domains`: how many classes are most likely in each lexicographer's file.
    `done`: it is about actions.
    """

    seen: bool
    words: float
    domains: Counter[str]
    done: bool = False

    @property
    def looks_physical(self) -> bool:
        """Whether the words alone show that the schema is about things to be seen."""
        physical = sum(self.domains[domain] for domain in PHYSICAL)
        enough = self.domains.total() >= _PLENTY and self.words >= WORDS
        return enough and physical >= _MOSTLY * self.domains.total()

    def ceiling(self, candidate: Candidate) -> float:
        """Return how sure one can be of a candidate at most: 1 if things are seen.

        Elsewhere as many classes must be of its kind; only a compound stands for itself.
        """
        if self.seen:
            return 1.0
        total = self.domains.total()
        if self.done:
            return _OF_ACTIONS if total >= _ENOUGH else 0.0
        if self.words < WORDS or total < _ENOUGH:
            return 0.0
        domain = candidate.synset.domain
        agreement = (self.domains[domain] - 1) / (total - 1) if domain else 0.0
        if candidate.rivals == 1 and candidate.way <= Way.VARIED and " " in candidate.lemma:
            agreement = max(agreement, _LEAST_AGREEMENT)
        few = min(1.0, total / _PLENTY)
        return 0.5 + agreement * few / 2 if agreement >= _LEAST_AGREEMENT else 0.0


def is_seen(schema: Schema) -> bool:
    """Whether the schema's models and datasets are about things to be seen, by their tasks.

    >>> is_seen(Schema("urn:s", "", (), (_LOOKING,)))
    True
    """
    return _LOOKING in schema.tasks and _OF_DOINGS.isdisjoint(schema.tasks)


def is_done(schema: Schema) -> bool:
    """Whether the schema's models and datasets are about actions, by their tasks.

    >>> is_done(Schema("urn:s", "", (), (_ACTIONS, _LOOKING)))
    True
    """
    return _ACTIONS in schema.tasks


def is_word(label: Label, *, seen: bool) -> bool:
    """Whether a label can be a word: no tag, no code, no number, no sign, no "other".

    >>> [is_word(Label("", text), seen=False) for text in ("joy", "B-PER", "LOC", "3", "en", "tv")]
    [True, False, False, False, False, False]
    >>> is_word(Label("", "tv"), seen=True)
    True
    """
    text = label.text.strip()
    if not label.linkable or _NOTHING.fullmatch(text.strip("_<>[]() ")):
        return False
    if not _LETTER.search(text) or _SIGN.fullmatch(text):
        return False
    return seen or not (_TAG.fullmatch(text) or _CODE.fullmatch(text))


def footing(
    schema: Schema, rankings: Sequence[Ranking], *, seen: bool, done: bool = False
) -> Footing:
    """Return the footing of a schema whose words have been ranked."""
    linkable = sum(label.linkable for label in schema.labels)
    best = [r.candidates[r.order()[0]] for r in rankings if r.candidates]
    words = [candidate for candidate in best if candidate.way <= Way.VARIED]
    return Footing(
        seen,
        len(words) / linkable if linkable else 0.0,
        Counter(candidate.synset.domain for candidate in words),
        done,
    )
