"""How well a concept goes with what the other classes of a schema mean.

A schema is a group of nouns that explain each other. After Resnik (1995, "Disambiguating Noun
Groupings with Respect to WordNet Senses") two senses support each other by the information content
of what they are both kinds of; the content is the intrinsic one of Seco et al. (2004): a concept
with few kinds below it says much. Each class has one unit of belief, shared by its candidates, and
the belief of a whole schema is summed up the hypernym graph once, so no pair is ever compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kgstore.link.lexicon import Lexicon

Belief = Mapping[str, float]
"""Of one class: the share of each candidate, by IRI; together 1, or nothing at all."""

Way = tuple[tuple[str, float, float], ...]
"""A concept and all above it: IRI, information content, share of all concepts that are below."""

NEAREST = 10.0
"""Of how many classes the support is averaged."""

WINDOW = 8
"""Classes to either side in the schema's order that count as neighbours."""

_ONE_DOMAIN = 0.999


class Hierarchy:
    """A lexicon's hypernym graph: each concept's way up, the most specific concept first."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._below = _kinds_below(lexicon)
        self._scale = math.log(len(lexicon.synsets) + 1)
        self._ways: dict[str, Way] = {}

    def way(self, iri: str) -> Way:
        """Return the concept and all above it, the most specific first."""
        known = self._ways.get(iri)
        if known is None:
            total = len(self._lexicon.synsets)
            above = (
                (a, self.content(a), self._below.get(a, 0) / total)
                for a in (iri, *self._lexicon.ancestors(iri))
            )
            known = self._ways[iri] = tuple(sorted(above, key=lambda p: (-p[1], p[0] != iri, p[0])))
        return known

    def content(self, iri: str) -> float:
        """Return the information content of a concept: 1 for a leaf, 0 for the root of all."""
        below = self._below.get(iri, 0)
        return max(0.0, 1 - math.log(below + 1) / self._scale) if below else 1.0

    def domain(self, iri: str) -> str:
        """Return the lexicographer's file of a concept."""
        return self._lexicon.synsets[iri].domain


def _kinds_below(lexicon: Lexicon) -> dict[str, int]:
    """Return how many concepts are below each; one that is below twice counts twice."""
    below: dict[str, int] = {}
    waiting = dict.fromkeys(lexicon.synsets, 0)
    for synset in lexicon.synsets.values():
        for parent in synset.broader:
            if parent in waiting:
                waiting[parent] += 1
    ready = [iri for iri, count in waiting.items() if not count]
    while ready:
        iri = ready.pop()
        for parent in lexicon.synsets[iri].broader:
            if parent in waiting:
                below[parent] = below.get(parent, 0) + below.get(iri, 0) + 1
                waiting[parent] -= 1
                if not waiting[parent]:
                    ready.append(parent)
    return below


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for one candidate.

    `family` is the mean content shared with the nearest classes, `neighbours` with those beside it;
    `domain` the chance of its domain there; `lift` how much more of the schema lies below one of
    the concepts above it than chance would put there; `claimed`, how much another class believes
    in this very concept; `below`, how many classes are kinds of it.
    """

    family: float = 0.0
    neighbours: float = 0.0
    domain: float = 0.0
    lift: float = 0.0
    claimed: float = 0.0
    below: float = 0.0


class Coherence:
    """The beliefs of a whole schema, summed up the hierarchy."""

    def __init__(self, hierarchy: Hierarchy, beliefs: Sequence[Belief]) -> None:
        self._hierarchy = hierarchy
        self._beliefs = beliefs
        self._domains = [self._of_domains(belief) for belief in beliefs]
        self._all = _Sum(hierarchy)
        for belief, domains in zip(beliefs, self._domains, strict=True):
            self._all.add(belief, domains, 1.0)
        self.order = self._order()

    def supports(self) -> Iterator[dict[str, Support]]:
        """Yield for each class the support of each of its candidates."""
        near, many = _Sum(self._hierarchy), len(self._beliefs)
        for place in range(min(WINDOW, many)):
            near.add(self._beliefs[place], self._domains[place], 1.0)
        for place, belief in enumerate(self._beliefs):
            if place + WINDOW < many:
                near.add(self._beliefs[place + WINDOW], self._domains[place + WINDOW], 1.0)
            if place > WINDOW:
                left = place - WINDOW - 1
                near.add(self._beliefs[left], self._domains[left], -1.0)
            own = _Sum(self._hierarchy)
            own.add(belief, self._domains[place], 1.0)
            yield {iri: self._support(iri, own, near) for iri in belief}

    def _support(self, iri: str, own: _Sum, near: _Sum) -> Support:
        way = self._hierarchy.way(iri)
        domain = self._hierarchy.domain(iri)
        at = self._all.mass[iri] - own.mass[iri]
        exact = self._all.exact[iri] - own.exact[iri]
        wide, close = self._all.share(domain, own), near.share(domain, own)
        return Support(
            _nearest(way, self._all, own, NEAREST),
            _nearest(way, near, own, WINDOW) * self.order,
            self.order * close + (1 - self.order) * wide,
            self._lift(way, own),
            min(1.0, max(0.0, exact)),
            max(0.0, at - exact),
        )

    def _lift(self, way: Way, own: _Sum) -> float:
        total = self._all.classes
        return max(
            (
                content
                * math.log((self._all.mass[iri] - own.mass[iri] + 0.1) / (total * share + 0.1))
                for iri, content, share in way[1:]
            ),
            default=0.0,
        )

    def _order(self) -> float:
        """Return how much the order of the classes says: 0 if it is by alphabet, towards 1."""
        total = self._all.classes
        shares = [mass / total for mass in self._all.domains.values()] if total else []
        expected = sum(share * share for share in shares)
        pairs = [(a, b) for a, b in pairwise(self._domains) if a and b]
        if not pairs or expected > _ONE_DOMAIN:
            return 0.0
        met = sum(sum(share * b.get(name, 0.0) for name, share in a.items()) for a, b in pairs)
        return max(0.0, (met / len(pairs) - expected) / (1 - expected))

    def _of_domains(self, belief: Belief) -> dict[str, float]:
        found: dict[str, float] = {}
        for iri, share in belief.items():
            domain = self._hierarchy.domain(iri)
            found[domain] = found.get(domain, 0.0) + share
        return found


class _Sum:
    """Beliefs summed: at each concept with all below it, at each concept itself, by domain."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        self.mass: dict[str, float] = {}
        self.exact: dict[str, float] = {}
        self.domains: dict[str, float] = {}
        self.classes = 0.0

    def add(self, belief: Belief, domains: Mapping[str, float], times: float) -> None:
        """Add a class's belief, or take it away (`times` -1)."""
        self.classes += times if belief else 0.0
        for domain, share in domains.items():
            self.domains[domain] = self.domains.get(domain, 0.0) + share * times
        mass, exact = self.mass, self.exact
        for iri, share in belief.items():
            exact[iri] = exact.get(iri, 0.0) + share * times
            for above, _, _ in self._hierarchy.way(iri):
                mass[above] = mass.get(above, 0.0) + share * times

    def share(self, domain: str, own: _Sum) -> float:
        """Return the share of the classes other than `own` that are in a domain."""
        others = self.classes - own.classes
        mine = own.domains.get(domain, 0.0)
        return max(0.0, self.domains.get(domain, 0.0) - mine) / others if others > 0 else 0.0


def _nearest(way: Way, summed: _Sum, own: _Sum, wanted: float) -> float:
    """Return the mean information content shared with the `wanted` nearest classes."""
    met = total = 0.0
    for iri, content, _ in way:
        mass = min(wanted, summed.mass.get(iri, 0.0) - own.mass[iri])
        if mass > met:
            total += content * (mass - met)
            met = mass
            if met >= wanted:
                break
    return total / wanted
