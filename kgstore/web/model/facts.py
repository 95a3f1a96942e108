"""What is stated of a model and of what belongs to it, by thing and property."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import pyoxigraph as ox

from kgstore.commit.view import View
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE
from kgstore.publish.describe import Description, name

Term: TypeAlias = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple

LABEL: Final = PREFIXES["rdfs"] + "label"
PREF_LABEL: Final = PREFIXES["skos"] + "prefLabel"
CAN_PREDICT: Final = MZ + "canPredict"
_UNNAMED: Final = frozenset(
    {
        MZ + "hasMetricValue",
        MZ + "artifact",
        MZ + "location",
        MZ + "topCell",
        PREFIXES["dcat"] + "landingPage",
    }
)
"""Properties whose values a page does not show by name."""


class Facts:
    """Statements of the merged view, read from a description or looked up thing by thing.

    A description is complete about the resource and its parts, and may say a little of others. The
    classes that a model can predict are only counted: they may be thousands.
    """

    def __init__(self, view: View, described: Description | None = None) -> None:
        self._view = view
        self._complete = {described.iri, *described.parts} if described else set()
        self._of: dict[str, dict[str, dict[Term, None]]] = {}
        self.predictable: set[str] = set()
        for quad in described.quads if described else ():
            self._add(quad.subject, quad.predicate.value, quad.object)

    def _add(self, subject: object, predicate: str, value: Term) -> None:
        if predicate == CAN_PREDICT:
            self.predictable.add(name(value))
        else:
            facts = self._of.setdefault(name(subject), {})
            facts.setdefault(predicate, {})[value] = None

    def load(self, iri: str) -> None:
        """Look up what is stated of a thing, once."""
        if iri not in self._complete:
            self._complete.add(iri)
            for triple in self._view.triples("", iri):
                self._add(triple.subject, triple.predicate.value, triple.object)

    def terms(self, iri: str, predicate: str) -> list[Term]:
        """Return the values of a property of a thing, in no order that means anything."""
        return list(self._of.get(iri, {}).get(predicate, ()))

    def iris(self, iri: str, *predicates: str) -> list[str]:
        """Return the IRIs among the values of properties, sorted."""
        found = (name(term) for one in predicates for term in self.terms(iri, one))
        return sorted({value for value in found if value})

    def texts(self, iri: str, *predicates: str) -> list[str]:
        """Return the texts among the values of properties, sorted."""
        found = (term for one in predicates for term in self.terms(iri, one))
        return sorted({term.value for term in found if isinstance(term, ox.Literal)})

    def iri(self, iri: str, predicate: str) -> str:
        """Return the first IRI of a property, or ""."""
        return next(iter(self.iris(iri, predicate)), "")

    def text(self, iri: str, *predicates: str) -> str:
        """Return the first text of the first of these properties that has one, or ""."""
        for predicate in predicates:
            if found := self.texts(iri, predicate):
                return found[0]
        return ""

    def number(self, iri: str, predicate: str) -> float | None:
        """Return the number that a property has, or None."""
        try:
            found = float(self.text(iri, predicate))
        except ValueError:
            return None
        return found if abs(found) < float("inf") else None

    def types(self, iri: str) -> frozenset[str]:
        """Return the classes of a thing."""
        return frozenset(name(term) for term in self.terms(iri, RDF_TYPE))

    def names(self) -> dict[str, str]:
        """Return the names of those things that have one here."""
        named = ((iri, self.text(iri, LABEL, PREF_LABEL)) for iri in self._of)
        return {iri: text[:200] for iri, text in named if text.strip()}

    def mentioned(self) -> Iterator[str]:
        """Yield the IRIs that a page may show by name."""
        for facts in self._of.values():
            for predicate, values in facts.items():
                if predicate not in _UNNAMED:
                    yield from filter(None, map(name, values))
