"""The rule by which a mapping becomes a link: sure enough, and nobody denies it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kgstore.link.mapping import MANUAL, Mapping, Statement
from kgstore.link.rdf import triple
from kgstore.namespaces import PREFIXES
from kgstore.records.iri import digest
from kgstore.records.rdf import ntriples

LINK_THRESHOLD = 0.8
"""The least confidence at which a mapping becomes a link that queries follow."""
_EXACT, _CLOSE = PREFIXES["skos"] + "exactMatch", PREFIXES["skos"] + "closeMatch"
_BOTH = frozenset({_EXACT, _CLOSE})


@dataclass(frozen=True, slots=True)
class Denials:
    """What is said not to hold, by whatever set.

    >>> from kgstore.link.mapping import MappingSet
    >>> row = Mapping(MappingSet("urn:s"), 0, "urn:c", _EXACT, "urn:k", False, MANUAL, 1.0)
    >>> Denials(frozenset({("urn:c", _CLOSE, "urn:k")})).holds_against(row)
    True
    """

    statements: frozenset[Statement] = frozenset()

    @classmethod
    def of(cls, mappings: Iterable[Mapping]) -> Denials:
        """Return what the negative ones of the mappings deny."""
        return cls(frozenset(m.statement for m in mappings if m.negated))

    def __or__(self, other: Denials) -> Denials:
        """Return what either denies."""
        return Denials(self.statements | other.statements)

    def holds_against(self, mapping: Mapping) -> bool:
        """Return whether a positive mapping is denied."""
        if not self.statements or mapping.negated:
            return False
        subject, predicate, target = mapping.statement
        denying = {predicate}
        if predicate == _EXACT or (predicate == _CLOSE and mapping.justification != MANUAL):
            denying |= _BOTH
        return any((subject, one, target) in self.statements for one in denying)

    def state(self, mappings: Iterable[Mapping]) -> str:
        """Return a digest of those of the mappings that are denied; "" if none is."""
        found = sorted({"\n".join(m.statement) for m in mappings if self.holds_against(m)})
        return digest("\n".join(found)) if found else ""


def links_of(
    mappings: Iterable[Mapping], denials: Denials, threshold: float = LINK_THRESHOLD
) -> str:
    r"""Return the links that the mappings of one set give, as N-Triples.

    >>> from kgstore.link.mapping import MappingSet
    >>> row = Mapping(MappingSet("urn:s"), 0, "urn:c", "urn:match", "urn:k", False, "urn:j", 0.9)
    >>> links_of([row], Denials())
    '<urn:c> <urn:match> <urn:k> .\n'
    >>> links_of([row], Denials(frozenset({row.statement})))
    ''
    """
    return ntriples(
        dict.fromkeys(
            triple(m.subject, m.predicate, ox.NamedNode(m.object))
            for m in mappings
            if not m.negated and m.confidence >= threshold and not denials.holds_against(m)
        )
    )


def link_digest(former: str, state: str) -> str:
    """Return the digest of a table's links graph: of its file, and of what the store denies of it.

    `former` is the digest of the file, or of the graph as it was; `state` is from `Denials.state`.

    >>> link_digest("f00d", ""), link_digest("f00d-12", "34")
    ('f00d', 'f00d-34')
    """
    return former.partition("-")[0] + (f"-{state}" if state else "")
