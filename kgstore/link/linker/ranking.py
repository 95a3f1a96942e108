"""Ranks the candidates of every class of a schema, each class by the light of all others.

Twice: by the candidates' own evidence, which gives each class a belief; then with the support that
the beliefs of all classes give each other, until they have settled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import mul

from kgstore.link.lexicon import Lexicon
from kgstore.link.linker.candidates import Candidate, candidates, doings
from kgstore.link.linker.coherence import Coherence, Hierarchy
from kgstore.link.linker.features import Convention, own_features, shared_features
from kgstore.link.linker.forms import Forms
from kgstore.link.linker.names import Name, names
from kgstore.link.linker.weights import Weights
from kgstore.link.schema import Label

ROUNDS = 2
"""How often beliefs are formed anew by the light of the others."""


@dataclass(slots=True)
class Ranking:
    """The candidates of one class with their evidence and the belief in each; they sum to 1."""

    label: Label
    names: list[Name]
    candidates: list[Candidate]
    own: list[list[float]] = field(default_factory=list)
    shared: list[list[float]] = field(default_factory=list)
    beliefs: list[float] = field(default_factory=list)

    @property
    def features(self) -> list[list[float]]:
        """The evidence of each candidate: own and shared."""
        return [own + shared for own, shared in zip(self.own, self.shared, strict=True)]

    def order(self) -> list[int]:
        """Return the places of the candidates, the one most believed in first."""
        return sorted(range(len(self.beliefs)), key=lambda n: (-self.beliefs[n], n))


class Ranker:
    """Ranks over one lexicon; what it has looked up once serves every schema."""

    def __init__(self, lexicon: Lexicon, *, compounds: bool = True) -> None:
        self._lexicon = lexicon
        self._forms = Forms(lexicon, compounds=compounds)
        self._hierarchy = Hierarchy(lexicon)

    def gathered(self, labels: Sequence[Label], *, seen: bool, done: bool = False) -> list[Ranking]:
        """Return the candidates of each class with their own evidence, not yet ranked.

        `seen` says that the classes are things to be seen, `done` that they are doings.
        """
        found = []
        for label in labels:
            given = names(label)
            choice = candidates(given, self._forms)
            found.append(Ranking(label, given, doings(choice) if done else choice))
        convention = Convention.of([(r.names, r.candidates) for r in found])
        for ranking in found:
            ranking.own = [
                own_features(
                    candidate,
                    ranking.names,
                    self._lexicon,
                    self._hierarchy.content(candidate.iri),
                    convention,
                    seen=seen,
                )
                for candidate in ranking.candidates
            ]
        return found

    def support(self, rankings: Sequence[Ranking]) -> None:
        """Set the evidence that the beliefs of all classes give to each."""
        beliefs = [
            {c.iri: belief for c, belief in zip(r.candidates, r.beliefs, strict=True)}
            for r in rankings
        ]
        supports = Coherence(self._hierarchy, beliefs).supports()
        for ranking, support in zip(rankings, supports, strict=True):
            ranking.shared = [shared_features(support[c.iri]) for c in ranking.candidates]

    def rank(
        self, labels: Sequence[Label], weights: Weights, *, seen: bool, done: bool = False
    ) -> list[Ranking]:
        """Return the ranked candidates of each class; `seen` and `done` as in `gathered`."""
        rankings = self.gathered(labels, seen=seen, done=done)
        believe(rankings, weights.own, lambda ranking: ranking.own)
        for _ in range(ROUNDS):
            self.support(rankings)
            believe(rankings, weights.all, lambda ranking: ranking.features)
        return rankings


def believe(
    rankings: Sequence[Ranking],
    weights: Sequence[float],
    features: Callable[[Ranking], list[list[float]]],
) -> None:
    """Set each class's belief in its candidates by the weighted evidence."""
    for ranking in rankings:
        ranking.beliefs = shares([sum(map(mul, weights, row)) for row in features(ranking)])


def shares(scores: Sequence[float]) -> list[float]:
    """Return scores as shares of 1 (their softmax).

    >>> shares([3.0, 3.0])
    [0.5, 0.5]
    """
    if not scores:
        return []
    top = max(scores)
    grown = [math.exp(score - top) for score in scores]
    total = sum(grown)
    return [one / total for one in grown]
