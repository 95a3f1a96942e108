"""The mapping records of a store with their states: proposed, linked, accepted or rejected.

The states are those of the query `links` (docs/linking.md), which takes a second over ten thousand
records. Here each mapping set is read once for as long as it stays the same, so that a decision is
followed by the next page in a few hundredths of a second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial

from kgstore.commit.view import View
from kgstore.identity.rules import KINDS, rules
from kgstore.link.accept import MADE, REVIEW, stored_sets
from kgstore.link.mapping import Mapping as Row
from kgstore.link.mapping import Statement
from kgstore.link.rdf import read_records
from kgstore.link.wordnet.graph import IN_SCHEME
from kgstore.namespaces import PREFIXES, RDF_TYPE
from kgstore.web.concepts import kept
from kgstore.web.concepts.places import CLASS
from kgstore.web.documents import Site

_ALIKE = frozenset({PREFIXES["skos"] + "exactMatch", PREFIXES["skos"] + "closeMatch"})


class State(StrEnum):
    """What became of a record; docs/linking.md says when."""

    PROPOSED = "proposed"
    LINKED = "linked"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of the set `name`, its state, and the decision about what it states, if any."""

    row: Row
    name: str
    state: State
    decision: Row | None = None

    @property
    def id(self) -> str:
        """The record's id, as `kgstore links list` shows it."""
        return self.row.iri.rpartition("#")[2]


class Records:
    """The records about classes at one commit."""

    def __init__(self, view: View, sets: Mapping[str, list[Row]]) -> None:
        self._view, self._sets = view, sets
        self._schemas: dict[str, str | None] = {}
        self._decided = {row.statement: row for row in sets.get(REVIEW, ())}
        self._links = _links(view, sets)
        self._denied: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in (row for rows in sets.values() for row in rows if row.negated):
            self._denied[row.subject, row.object].add(row.predicate)

    def schema(self, class_: str) -> str | None:
        """Return the label schema of a class, "" if it has none, None for what is no class."""
        if class_ not in self._schemas:
            is_class = CLASS in self._view.values(class_, RDF_TYPE)
            schemas = sorted(self._view.values(class_, IN_SCHEME)) if is_class else []
            self._schemas[class_] = (schemas or [""])[0] if is_class else None
        return self._schemas[class_]

    @cached_property
    def all(self) -> tuple[Entry, ...]:
        """All records, whatever they are about, the least sure first.

        A decision is the state of what it decides; by itself it stands where nobody else says it.
        """
        others = (rows for name, rows in self._sets.items() if name != REVIEW)
        said = {row.statement for rows in others for row in rows}
        found = [
            Entry(row, name, self._state(row), self._decided.get(row.statement))
            for name, rows in self._sets.items()
            for row in rows
            if name != REVIEW or row.statement not in said
        ]
        return tuple(sorted(found, key=lambda e: (e.row.confidence, e.name, *e.row.statement)))

    def about(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield those of the entries that are about a class."""
        return (entry for entry in entries if self.schema(entry.row.subject) is not None)

    @cached_property
    def sets(self) -> tuple[str, ...]:
        """The names of the sets that say something of a class."""

        def of_classes(rows: list[Row]) -> bool:
            return any(self.schema(row.subject) is not None for row in rows)

        return tuple(sorted(name for name, rows in self._sets.items() if of_classes(rows)))

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """The records by their ids; of several that say the same, the surest."""
        return {entry.id: entry for entry in self.all}

    @cached_property
    def by_statement(self) -> dict[Statement, list[Entry]]:
        """The records that say something, the surest first."""
        found: dict[Statement, list[Entry]] = defaultdict(list)
        for entry in reversed(self.all):
            if not entry.row.negated:
                found[entry.row.statement].append(entry)
        return found

    def _state(self, row: Row) -> State:
        decision = self._decided.get(row.statement)
        if decision is not None:
            return State.REJECTED if decision.negated else State.ACCEPTED
        if not row.negated and row.statement in self._links:
            return State.LINKED
        denied = self._denied.get((row.subject, row.object), set())
        alike = row.predicate in _ALIKE and bool(denied & _ALIKE)
        denies = row.negated or row.predicate in denied or alike
        return State.REJECTED if denies else State.PROPOSED


def _links(view: View, sets: Mapping[str, list[Row]]) -> frozenset[Statement]:
    predicates = {row.predicate for rows in sets.values() for row in rows}
    return frozenset((s, p, o) for p in predicates for s, o in view.pairs(p))


def records(here: Site) -> Records:
    """Return the records of the commit that is shown, put together once."""
    return here.once("link records", lambda: _read(here))


def _read(here: Site) -> Records:
    store = here.services.store
    graphs = stored_sets(here.view, here.base)
    others = {MADE + rules(kind).set_name for kind in KINDS}  # large, and about no class
    about_classes = {name: graph for name, graph in graphs.items() if name not in others}
    reading = {name: partial(read_records, here.view, g) for name, g in about_classes.items()}
    sets = {n: kept.of_graph(store, "records", about_classes[n], reading[n]) for n in reading}
    return Records(here.view, sets)
