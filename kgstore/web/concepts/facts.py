"""What a store says of one concept, as its page and its other forms give it.

Parts are kept apart from kinds: a wheel is no kind of car.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import pyoxigraph as ox

from kgstore.commit.view import View
from kgstore.link.wordnet import graph as g
from kgstore.namespaces import PREFIXES, RDF_TYPE
from kgstore.web.concepts import taxonomy
from kgstore.web.concepts.counts import Counts
from kgstore.web.concepts.places import CLASS, MATCHES

_GLOSSES = tuple(PREFIXES[p] + n for p, n in (("skos", "definition"), ("rdfs", "comment")))
_INCOMING = (g.GENERIC, g.PART, g.MEMBER, g.SUBSTANCE, *MATCHES)
MOST = 60
"""Things of one list that a page shows."""
_MOST_TRIPLES = 2_000
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Shown:
    """The first of a list of IRIs, and how many there are."""

    iris: tuple[str, ...] = ()
    total: int = 0

    @classmethod
    def of(cls, iris: list[str]) -> Shown:
        """Return a list with what a page shows of it."""
        return cls(tuple(iris[:MOST]), len(iris))


@dataclass(frozen=True, slots=True)
class Relations:
    """What a concept is a part, member or substance of, and what is one of it."""

    part_of: Shown
    parts: Shown
    inherited: Shown
    member_of: Shown
    members: Shown
    made_into: Shown
    made_of: Shown

    def __iter__(self) -> Iterator[Shown]:
        return (getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class Facts:
    """One concept. `chains` lead from the roots to it, `bare` are kinds that no class is linked to.

    `elsewhere` are the same or like concepts of other knowledge bases, and its own page there.
    """

    iri: str
    names: tuple[str, ...]
    gloss: str
    scheme: str
    chains: tuple[tuple[str, ...], ...]
    kinds: taxonomy.Branch
    bare: Shown
    relations: Relations
    elsewhere: tuple[str, ...]

    def iris(self) -> Iterator[str]:
        """Yield all concepts that are named, for their labels."""
        yield from self.kinds.iris()
        yield from self.bare.iris
        yield from self.elsewhere
        yield self.scheme
        for chain in self.chains:
            yield from chain
        for shown in self.relations:
            yield from shown.iris


def facts(view: View, counts: Counts, iri: str) -> Facts:
    """Return what is said of a concept."""
    glosses = [text for predicate in _GLOSSES for text in view.values(iri, predicate)]
    bare = set(view.subjects_with(g.GENERIC, iri)) - set(counts.narrower.get(iri, ()))
    first, others = view.values(iri, g.FIRST), sorted(view.values(iri, g.OTHER))
    return Facts(
        iri,
        tuple(dict.fromkeys([*first[:1], *others])),
        (sorted(glosses) or [""])[0],
        (sorted(view.values(iri, g.IN_SCHEME)) or [""])[0],
        tuple(taxonomy.chains(lambda one: view.values(one, g.GENERIC), iri)),
        taxonomy.branch(counts, iri, 2),
        Shown.of(sorted(bare)),
        _relations(view, iri),
        (iri, *sorted(one for m in MATCHES for one in view.values(iri, m) if one.startswith(_WEB))),
    )


def _relations(view: View, iri: str) -> Relations:
    def down(predicate: str, of: str = iri) -> list[str]:
        return sorted(view.subjects_with(predicate, of))

    def up(predicate: str) -> list[str]:
        return sorted(view.values(iri, predicate))

    own = down(g.PART)
    inherited = {part for kind in _above(view, iri) for part in down(g.PART, kind)}
    return Relations(
        Shown.of(up(g.PART)),
        Shown.of(own),
        Shown.of(sorted(inherited - set(own))),
        Shown.of(up(g.MEMBER)),
        Shown.of(down(g.MEMBER)),
        Shown.of(up(g.SUBSTANCE)),
        Shown.of(down(g.SUBSTANCE)),
    )


def _above(view: View, iri: str) -> set[str]:
    """Return what a concept is a kind of, up to the roots."""
    known, waiting = {iri}, [iri]
    while waiting:
        fresh = [one for one in view.values(waiting.pop(), g.GENERIC) if one not in known]
        known.update(fresh)
        waiting += fresh
    return known - {iri}


def linked(view: View, iri: str) -> list[tuple[str, str]]:
    """Return the predicate and the class of each link to a concept, the closest match first."""
    found = ((match, one) for match in MATCHES for one in sorted(view.subjects_with(match, iri)))
    return [(match, one) for match, one in found if CLASS in view.values(one, RDF_TYPE)]


def statements(view: View, iri: str) -> Iterator[ox.Quad]:
    """Yield what the merged view says of a concept, and what is related to it, bounded."""
    thing, graph = ox.NamedNode(iri), ox.DefaultGraph()
    for triple in view.triples("", iri):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
    for predicate in _INCOMING:
        for one in sorted(view.subjects_with(predicate, iri))[:_MOST_TRIPLES]:
            yield ox.Quad(ox.NamedNode(one), ox.NamedNode(predicate), thing, graph)
