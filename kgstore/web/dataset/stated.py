"""What is stated of a dataset, its parts and what it names, each thing read once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import pyoxigraph as ox

from kgstore.commit.view import View
from kgstore.publish.describe import Description, name

Term: TypeAlias = ox.NamedNode | ox.Literal
Facts: TypeAlias = Mapping[str, list[Term]]


class Stated:
    """Facts by thing and property: of a description's own things, of others as the view has them.

    Nothing is asked twice; a thing of which nothing is known has no facts.
    """

    def __init__(self, view: View, described: Description) -> None:
        self._view = view
        self._known: dict[str, dict[str, list[Term]]] = {}
        inside = {described.iri, *described.parts}
        for triple in dict.fromkeys(quad.triple for quad in described.quads):
            if name(triple.subject) in inside:
                self._take(triple)

    def _take(self, triple: ox.Triple) -> None:
        if isinstance(triple.object, ox.NamedNode | ox.Literal):
            facts = self._known.setdefault(name(triple.subject), {})
            facts.setdefault(triple.predicate.value, []).append(triple.object)

    def facts(self, thing: str) -> Facts:
        """Return what is stated of a thing."""
        if thing not in self._known:
            self._known[thing] = {}
            for triple in self._view.triples("", thing):
                self._take(triple)
        return self._known[thing]

    def terms(self, thing: str, *properties: str) -> list[Term]:
        """Return the values of properties, those of the first property first."""
        facts = self.facts(thing)
        return [term for one in properties for term in facts.get(one, ())]

    def iris(self, thing: str, *properties: str) -> list[str]:
        """Return the IRIs among the values of properties, each once."""
        return list(dict.fromkeys(filter(None, map(name, self.terms(thing, *properties)))))

    def texts(self, thing: str, *properties: str) -> list[str]:
        """Return the texts among the values, each once; those in English come first."""
        found = [t for t in self.terms(thing, *properties) if isinstance(t, ox.Literal)]
        found.sort(key=lambda literal: literal.language not in {None, "en"})
        return list(dict.fromkeys(literal.value for literal in found))

    def text(self, thing: str, *properties: str) -> str:
        """Return the first text, or ""."""
        return next(iter(self.texts(thing, *properties)), "")

    def number(self, thing: str, *properties: str) -> float | None:
        """Return the first value that is a number."""
        for text in self.texts(thing, *properties):
            try:
                return float(text)
            except ValueError:
                continue
        return None

    def count(self, thing: str, *properties: str) -> int | None:
        """Return the first value that is a whole number."""
        number = self.number(thing, *properties)
        return int(number) if number is not None and number == number // 1 else None

    def pointing(self, thing: str, property_iri: str) -> list[str]:
        """Return what a property relates to a thing."""
        return self._view.subjects_with(property_iri, thing)
