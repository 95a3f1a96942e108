"""What pairs mean together: one thing means one term, and what follows is not proposed again.

A pair that is sure joins its two things, the surest first. It is not linked unseen where that
would join two terms of a vocabulary; of two equally good terms none is. A pair that is not sure is
left out where its things are joined anyhow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kgstore.identity.candidates import Candidate
from kgstore.identity.things import Thing
from kgstore.link.denials import LINK_THRESHOLD

_PROPOSED = LINK_THRESHOLD - 0.01


@dataclass(slots=True)
class _Joined:
    """Things that are one: a forest in which each tree is one thing, with the terms it means."""

    above: dict[str, str] = field(default_factory=dict)
    terms: dict[str, frozenset[str]] = field(default_factory=dict)

    def top(self, thing: Thing) -> str:
        """Return what stands for the tree that a thing is in."""
        if thing.iri not in self.above:
            self.above[thing.iri] = thing.iri
            self.terms[thing.iri] = frozenset({thing.iri}) if thing.is_term else thing.canonical
        top = thing.iri
        while self.above[top] != top:
            top = self.above[top]
        self.above[thing.iri] = top
        return top

    def join(self, one: Thing, other: Thing) -> bool:
        """Make two things one, unless they mean different terms; return whether they are one."""
        first, second = self.top(one), self.top(other)
        terms = self.terms[first] | self.terms[second]
        if self.terms[first] and self.terms[second] and self.terms[first] != self.terms[second]:
            return False
        self.above[first] = second
        self.terms[second] = terms
        return True

    def together(self, one: Thing, other: Thing) -> bool:
        """Return whether two things are one, or mean one term."""
        first, second = self.top(one), self.top(other)
        return first == second or bool(self.terms[first] & self.terms[second])


def settled(found: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates with the scores that they have beside each other."""
    joined = _Joined()
    kept = []
    for candidate in sorted(_with_runners_up(found), key=lambda c: (-c.score, c.subject.iri)):
        sure = candidate.score >= LINK_THRESHOLD
        if not candidate.relation.joins:
            kept.append(candidate)
        elif not sure and joined.together(candidate.subject, candidate.other):
            continue
        elif sure and not joined.join(candidate.subject, candidate.other):
            kept.append(replace(candidate, score=_PROPOSED))
        else:
            kept.append(candidate)
    return sorted(kept, key=lambda c: (c.subject.iri, c.other.iri))


def _with_runners_up(found: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates; of terms that a thing might mean the best knows the next best."""
    every: list[Candidate] = []
    choices: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        into = choices[candidate.subject.iri] if candidate.other.is_term else every
        into.append(candidate)
    for some in choices.values():
        best, *others = sorted(some, key=lambda c: (-c.score, c.other.iri))
        if others:
            next_best = others[0]
            score = min(best.score, _PROPOSED) if next_best.score == best.score else best.score
            best = replace(
                best,
                score=score,
                runner_up=next_best.other.iri,
                runner_up_score=next_best.score,
            )
        every += [best, *(replace(c, score=min(c.score, _PROPOSED)) for c in others)]
    return every
