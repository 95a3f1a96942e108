"""What a store knows of one concept: its words, what it is a kind and a part of, what is linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from kgstore.errors import NotFound
from kgstore.link.wordnet import graph as g
from kgstore.namespaces import PREFIXES, RDF_TYPE

_MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


class Facts(Protocol):
    """What concepts are read from: a store's view."""

    def values(self, subject: str, predicate: str, graph: str = "") -> list[str]:
        """Return the objects of one subject and predicate."""

    def subjects_with(self, predicate: str, iri: str, graph: str = "") -> list[str]:
        """Return the IRIs that a predicate relates to `iri`."""


@dataclass(frozen=True, slots=True)
class Named:
    """An IRI and its label."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept; `chain` leads from it to the root, `above` is all that it is a kind of.

    `linked` has the classes that mappings link to it, by the kind of match.
    """

    iri: str
    lemmas: tuple[str, ...]
    scheme: str
    chain: tuple[Named, ...]
    above: tuple[Named, ...]
    kinds: tuple[Named, ...]
    part_of: tuple[Named, ...]
    parts: tuple[Named, ...]
    inherited_parts: tuple[Named, ...]
    member_of: tuple[Named, ...]
    substance_of: tuple[Named, ...]
    linked: tuple[tuple[str, Named], ...]


def concept(view: Facts, iri: str) -> Concept:
    """Return what is known of a concept.

    Raises:
        NotFound: the store has no concept of that IRI.
    """
    if g.CONCEPT not in view.values(iri, RDF_TYPE):
        raise NotFound(
            f"the store has no concept {iri}",
            subject=iri,
            advice="`kgstore concepts list` shows what is loaded.",
        )

    above, own = _above(view, iri), view.subjects_with(g.PART, iri)
    inherited = {part for kind in above for part in view.subjects_with(g.PART, kind)}
    return Concept(
        iri,
        (_label(view, iri), *sorted(view.values(iri, g.OTHER))),
        next(iter(view.values(iri, g.IN_SCHEME)), ""),
        tuple(Named(i, _label(view, i)) for i in _chain(view, iri)),
        _named(view, above),
        _named(view, view.subjects_with(g.GENERIC, iri)),
        _named(view, view.values(iri, g.PART)),
        _named(view, own),
        _named(view, inherited - set(own)),
        _named(view, view.values(iri, g.MEMBER)),
        _named(view, view.values(iri, g.SUBSTANCE)),
        tuple(_linked(view, iri)),
    )


def _linked(view: Facts, iri: str) -> Iterator[tuple[str, Named]]:
    for match in _MATCHES:
        for one in _named(view, view.subjects_with(PREFIXES["skos"] + match, iri)):
            yield match, one


def _named(view: Facts, iris: Iterable[str]) -> tuple[Named, ...]:
    return tuple(sorted((Named(i, _label(view, i)) for i in iris), key=lambda n: (n.label, n.iri)))


def _label(view: Facts, iri: str) -> str:
    return next(iter(view.values(iri, g.FIRST)), "")


def _chain(view: Facts, iri: str) -> list[str]:
    """Return the shortest way from a concept to a root, itself first."""
    ways, known = [[iri]], {iri}
    for way in ways:
        broader = sorted(view.values(way[-1], g.GENERIC))
        if not broader:
            return way
        fresh = [one for one in broader if one not in known]
        known.update(fresh)
        ways += [[*way, one] for one in fresh]
    return ways[-1]


def _above(view: Facts, iri: str) -> list[str]:
    found: dict[str, None] = {}
    waiting = [iri]
    while waiting:
        fresh = [b for b in view.values(waiting.pop(), g.GENERIC) if b not in found and b != iri]
        found |= dict.fromkeys(fresh)
        waiting += fresh
    return list(found)
