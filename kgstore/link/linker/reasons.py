"""Why a candidate was preferred, in words: the evidence that weighed most, and the runner-up."""

from __future__ import annotations

from collections.abc import Mapping
from operator import mul

from kgstore.link.linker.features import OWN, SHARED
from kgstore.link.linker.forms import Way
from kgstore.link.linker.ranking import Ranking
from kgstore.link.linker.weights import Weights

_PHRASES: Mapping[str, str] = {
    "sense rank": "it is the commoner sense",
    "tag count": "tagged text has the word in this sense more often",
    "never tagged": "tagged text never has the word in the other sense",
    "varied form": "the label is spelt so",
    "by its own name": "the label itself names it, not a synonym",
    "agreeing names": "more names of the class agree on it",
    "all names agree": "all names of the class agree on it",
    "lemmas covered": "the names of the class cover more of its lemmas",
    "proper name": "the other is a proper name",
    "hint agrees": "the words beside the name speak for it",
    "physical thing": "it is a thing that can be seen",
    "person": "the other is a person",
    "generality": "it is the more general concept",
    "first lemma": "the schema names its classes by their concepts' first lemmas",
    "all lemmas": "the schema names its classes by all lemmas",
    "family": "it is closer kin to the schema's other classes",
    "neighbours": "the classes beside it in the schema are its kin",
    "domain": "more classes of the schema are of its kind",
    "lift": "the schema is rich in what it is a kind of",
    "claimed": "another class of the schema claims the other",
    "kinds in schema": "kinds of the other are classes of their own",
}
_MOST = 3
_LEAST = 0.25
"""Weighed evidence below this is not worth a phrase."""


def reason(ranking: Ranking, best: int, second: int | None, weights: Weights) -> str:
    """Return why the candidate at place `best` was chosen, in a sentence or two."""
    candidate = ranking.candidates[best]
    said = [_reached(ranking, best)]
    if second is None:
        said.append("the only sense")
    else:
        rival = ranking.candidates[second]
        names = f"{', '.join(rival.synset.lemmas[:2])} [{rival.synset.domain or rival.synset.pos}]"
        why = _differences(ranking, best, second, weights)
        said.append(f"preferred to {names}" + (f": {'; '.join(why)}" if why else ""))
    kind = f" [{candidate.synset.domain}]" if candidate.synset.domain else ""
    return f"{', '.join(candidate.synset.lemmas[:3])}{kind}: {'; '.join(said)}"


def _reached(ranking: Ranking, best: int) -> str:
    candidate = ranking.candidates[best]
    sense = f"sense {candidate.sense.rank} of {candidate.rivals}"
    ways = {
        Way.WRITTEN: f"“{candidate.lemma}” is its lemma, {sense}",
        Way.VARIED: f"“{candidate.name.text}” is a form of its lemma “{candidate.lemma}”, {sense}",
        Way.PRUNED: f"“{candidate.lemma}” says the same as “{candidate.name.text}”",
        Way.HEAD: f"the head of “{candidate.name.text}” is its lemma “{candidate.lemma}”, {sense}",
    }
    return ways[candidate.way]


def _differences(ranking: Ranking, best: int, second: int, weights: Weights) -> list[str]:
    """Return the phrases of the evidence that separates the two, the weightiest first."""
    rows = ranking.features
    gaps = [a - b for a, b in zip(rows[best], rows[second], strict=True)]
    weighed = sorted(zip(map(mul, weights.all, gaps), OWN + SHARED, strict=True), reverse=True)
    return [_PHRASES[name] for gap, name in weighed[:_MOST] if gap > _LEAST and name in _PHRASES]
