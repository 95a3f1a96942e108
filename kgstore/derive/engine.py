"""Runs the derivation rules over a view, for the foci that a change touches or for everything.

The order is the store's: `affected` before the change; the change, and the derived triples of the
foci removed with it; `affected` after the change; `derive` for both sets of foci together. Derived
triples of a focus must be gone before it is derived anew, because a rule may read its own kind of
triple (the type above a type).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

import pyoxigraph as ox

from kgstore.derive.rules import Rule, load

_AT_ONCE = 1000
"""Foci or subjects in one query: enough to spread its cost, few enough to parse quickly."""


class View(Protocol):
    """Anything that answers SPARQL as pyoxigraph does."""

    def query(self, query: str, /) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
        """Return the results of a SPARQL query."""


class Derived(NamedTuple):
    """What a rule derives about one focus now; no triples: nothing."""

    rule: str
    focus: str
    triples: tuple[ox.Triple, ...]


class RuleDeriver:
    """Derives by a set of rules; it keeps no state between calls."""

    def __init__(self, rules: Sequence[Rule] | None = None) -> None:
        self.rules = tuple(load() if rules is None else rules)

    @property
    def names(self) -> tuple[str, ...]:
        """The rules' names, which name the derived graphs.

        >>> "trained_on" in RuleDeriver().names
        True
        """
        return tuple(rule.name for rule in self.rules)

    def affected(self, view: View, changed: Iterable[str]) -> dict[str, set[str]]:
        """Return, by rule, the foci that a change of the subjects `changed` touches in `view`.

        >>> RuleDeriver().affected(ox.Store(), ["urn:a"])
        {}
        """
        foci: defaultdict[str, set[str]] = defaultdict(set)
        for some in _chunks(changed):
            for rule in self.rules:
                rows = view.query(rule.select_affected(some))
                if isinstance(rows, ox.QuerySolutions):
                    foci[rule.name].update(row["focus"].value for row in rows)
        return {name: found for name, found in foci.items() if found}

    def derive(self, view: View, foci: Mapping[str, Collection[str]]) -> Iterator[Derived]:
        """Yield what each rule derives about each of its `foci`, those with nothing included."""
        for rule in self.rules:
            for some in _chunks(sorted(foci.get(rule.name, ()))):
                found = _by_subject(view, rule.construct(some))
                for focus in some:
                    yield Derived(rule.name, focus, tuple(found.get(focus, ())))

    def derive_all(self, view: View) -> Iterator[Derived]:
        """Yield what each rule derives from the whole view, about each focus that has something.

        >>> list(RuleDeriver().derive_all(ox.Store()))
        []
        """
        for rule in self.rules:
            for focus, triples in _by_subject(view, rule.construct()).items():
                yield Derived(rule.name, focus, tuple(triples))


def _by_subject(view: View, construct: str) -> dict[str, list[ox.Triple]]:
    found: defaultdict[str, list[ox.Triple]] = defaultdict(list)
    triples = view.query(construct)
    if isinstance(triples, ox.QueryTriples):
        for triple in dict.fromkeys(triples):
            found[str(triple.subject)[1:-1]].append(triple)
    return found


def _chunks(items: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
