"""What a page shows of a description: rows, tables and nested parts, cut to what can be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, XSD, compact
from kgstore.publish.describe import Description, name

SKOS, DCTERMS = PREFIXES["skos"], PREFIXES["dcterms"]
MOST_VALUES: Final = 25
MOST_PARTS: Final = 100
LONGEST_TEXT: Final = 600
_COLUMNS: Final = 9
_DEEPEST: Final = 4
_FIRST: Final = (
    *(PREFIXES["rdfs"] + "label", SKOS + "prefLabel", SKOS + "altLabel", SKOS + "notation"),
    *(DCTERMS + "description", SKOS + "definition"),
    *(MZ + "metric", MZ + "value", PREFIXES["qudt"] + "hasUnit", MZ + "rawValue", MZ + "task"),
    *(MZ + "architecture", MZ + "dataset", DCTERMS + "license", DCTERMS + "creator"),
    *(MZ + "source", MZ + "nativeId", PREFIXES["dcat"] + "landingPage", MZ + "parameterCount"),
)
_BACKWARDS: Final = {
    MZ + "model": "configurations",
    MZ + "splitOf": "splits",
    SKOS + "inScheme": "classes",
}
"""Properties by which a part points at what it is a part of, with the heading of such parts."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value: an IRI, or text with its language, its datatype and how much of it is left out.

    `graphs` are the numbers of the graphs that say so, where it is not only the first one.
    """

    iri: str = ""
    text: str = ""
    language: str = ""
    datatype: str = ""
    left_out: int = 0
    graphs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A property with its values; `more` counts those that are not shown."""

    property: str
    values: tuple[Value, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Parts under one heading: a property's IRI, or words. A table where `columns` are given."""

    property: str
    heading: str
    things: tuple[Thing, ...]
    columns: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource or a part of it: its types, rows, and the groups of its own parts."""

    iri: str
    types: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def anchor(self) -> str:
        """The fragment of its IRI, as it stands there, so that a browser finds it."""
        return self.iri.partition("#")[2]

    def row(self, property_iri: str) -> Row | None:
        """Return the row of a property."""
        return next((row for row in self.rows if row.property == property_iri), None)


def present(description: Description) -> tuple[Thing, set[str]]:
    """Return what a page shows of a description, and the IRIs that it names."""
    presenter = _Presenter(description)
    thing = presenter.thing(description.iri)
    rest = [part for part in description.parts if part not in presenter.placed]
    if rest:
        other = presenter.group("", "other parts", rest, 1)
        thing = Thing(thing.iri, thing.types, thing.rows, (*thing.groups, other))
    return thing, presenter.named


@dataclass(slots=True)
class _Presenter:
    description: Description
    facts: dict[str, dict[str, dict[object, set[str]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    )
    pointing: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    placed: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.parts = frozenset(self.description.parts)
        graphs = self.description.graphs()
        self.numbers = {graph: number for number, graph in enumerate(graphs, 1)}
        shown = self.parts | {self.description.iri}
        for quad in self.description.quads:
            subject, target = name(quad.subject), name(quad.object)
            if subject not in shown:
                continue
            graph, predicate = name(quad.graph_name), quad.predicate.value
            self.facts[subject][predicate][quad.object].add(graph)
            if predicate in _BACKWARDS and subject in self.parts:
                self.pointing[target, predicate].append(subject)

    def thing(self, iri: str, depth: int = 0) -> Thing:
        """Return what is shown of a resource or part; `depth` is how many it lies within."""
        self.placed.add(iri)
        facts = self.facts.get(iri, {})
        rows, groups = [], []
        for predicate in sorted(facts, key=_order):
            inner = [i for term in facts[predicate] if (i := name(term)) in self.parts]
            within = [i for i in dict.fromkeys(inner) if i not in self.placed]
            if within and depth < _DEEPEST:
                groups.append(self.group(predicate, "", within, depth + 1))
            plain = {t: g for t, g in facts[predicate].items() if name(t) not in inner}
            if plain and predicate != RDF_TYPE and not self._is_upwards(iri, predicate):
                rows.append(self.row(predicate, plain))
        groups += self._pointing_here(iri, depth)
        types = tuple(sorted(name(term) for term in facts.get(RDF_TYPE, ())))
        self.named.update(types)
        return Thing(iri, types, tuple(rows), tuple(groups))

    def _is_upwards(self, iri: str, predicate: str) -> bool:
        return iri in self.parts and predicate in _BACKWARDS

    def _pointing_here(self, iri: str, depth: int) -> Iterable[Group]:
        for predicate, heading in _BACKWARDS.items():
            there = dict.fromkeys(self.pointing.get((iri, predicate), ()))
            within = [part for part in there if part not in self.placed]
            if within and depth < _DEEPEST:
                yield self.group("", heading, within, depth + 1)

    def row(self, predicate: str, values: dict[object, set[str]]) -> Row:
        """Return the row of a property, its values in order and the first of them only."""
        self.named.add(predicate)
        ordered = sorted(values, key=_value_order)
        shown = tuple(self._value(term, values[term]) for term in ordered[:MOST_VALUES])
        return Row(predicate, shown, max(0, len(ordered) - MOST_VALUES))

    def _value(self, term: object, graphs: set[str]) -> Value:
        numbers = tuple(sorted(self.numbers[graph] for graph in graphs if graph in self.numbers))
        said = numbers if numbers != (1,) else ()
        if isinstance(term, ox.NamedNode):
            self.named.add(term.value)
            return Value(term.value, graphs=said)
        return text_value(term, said)

    def group(self, prop: str, heading: str, parts: Sequence[str], depth: int) -> Group:
        """Return parts under one heading: as a table if they are several and have no parts."""
        if prop:
            self.named.add(prop)
        self.placed.update(parts)
        things = tuple(self.thing(part, depth) for part in sorted(parts)[:MOST_PARTS])
        self.named.update(thing.iri for thing in things)
        columns: dict[str, None] = {}
        if len(things) > 1 and not any(thing.groups for thing in things):
            found = {row.property for thing in things for row in thing.rows}
            columns = dict.fromkeys(sorted(found, key=_order))
        as_table = 0 < len(columns) <= _COLUMNS
        more = max(0, len(parts) - MOST_PARTS)
        return Group(prop, heading, things, tuple(columns) if as_table else (), more)


def text_value(term: object, graphs: tuple[int, ...] = ()) -> Value:
    """Return a literal as it is shown: cut where it is long, its datatype if it is no common one.

    >>> text_value(ox.Literal("a" * 700)).left_out
    100
    """
    if not isinstance(term, ox.Literal):
        return Value(text=str(term), graphs=graphs)
    text, kind = term.value, term.datatype.value
    plain = kind.startswith((XSD, "http://www.w3.org/1999/02/22-rdf-syntax-ns#"))
    return Value(
        "",
        text[:LONGEST_TEXT],
        term.language or "",
        "" if plain else compact(kind),
        max(0, len(text) - LONGEST_TEXT),
        graphs,
    )


def _order(predicate: str) -> tuple[int, str]:
    place = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
    return place, compact(predicate).partition(":")[2].lower()


def _value_order(term: object) -> tuple[bool, float, str]:
    """Order numbers by size, all else by text; IRIs come first."""
    text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    try:
        number = float(text) if isinstance(term, ox.Literal) else 0.0
    except ValueError:
        number = 0.0
    return isinstance(term, ox.Literal), number if number == number else 0.0, text
