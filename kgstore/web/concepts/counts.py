"""How many models detect a concept or anything narrower, and how many data sets have it.

A class means a concept by an exact link, or by one that calls the concept broader; a model has all
classes of the label schemas of its outputs. So two models with the same schemas detect the same,
and a thing is counted by the set of its schemas: a number with a bit for each. The set of schemas
that tell of a concept is such a number too, so a count is a few hundred comparisons.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kgstore.commit.view import View
from kgstore.link.wordnet.graph import GENERIC, IN_SCHEME
from kgstore.namespaces import PREFIXES
from kgstore.publish.describe import name
from kgstore.sparql.library import Library
from kgstore.web import pages_about
from kgstore.web.documents import Site

_MEANS = (PREFIXES["skos"] + "exactMatch", PREFIXES["skos"] + "broadMatch")


@dataclass(frozen=True, slots=True)
class Count:
    """How many models and data sets have a concept, with all that is narrower."""

    models: int = 0
    datasets: int = 0

    def __bool__(self) -> bool:
        return bool(self.models or self.datasets)


class Users:
    """The models, or the data sets, that have label schemas: each with a bit for each schema."""

    def __init__(self, schemas: Mapping[str, int], downloads: Mapping[str, float]) -> None:
        self._schemas, self._downloads = schemas, downloads
        self._alike = Counter(schemas.values())

    def count(self, bits: int) -> int:
        """Return how many have one of some schemas."""
        return sum(number for own, number in self._alike.items() if own & bits)

    def of(self, bits: int) -> list[tuple[str, float | None]]:
        """Return those that have one of some schemas, the most downloaded first."""
        found = [
            (iri, self._downloads.get(iri)) for iri, own in self._schemas.items() if own & bits
        ]
        return sorted(found, key=lambda pair: (-1.0 if pair[1] is None else -pair[1] - 2, pair[0]))


@dataclass(frozen=True)
class Counts:
    """The counts of all concepts at one commit.

    `schemas` has the label schemas that tell of a concept, as bits; `breadth` the number of linked
    concepts that it is or that lie below it; `broader` what each of these is a kind of, up to the
    roots, and `narrower` the same from above. `linked` are the concepts that classes mean
    themselves.
    """

    linked: frozenset[str]
    schemas: Mapping[str, int]
    breadth: Mapping[str, int]
    broader: Mapping[str, tuple[str, ...]]
    narrower: Mapping[str, list[str]]
    models: Users
    datasets: Users
    _known: dict[str, Count] = field(default_factory=dict)

    def of(self, concept: str) -> Count:
        """Return the count of a concept; zeros for one that nothing is linked to."""
        if concept not in self._known:
            bits = self.schemas.get(concept, 0)
            found = Count(self.models.count(bits), self.datasets.count(bits)) if bits else Count()
            self._known[concept] = found
        return self._known[concept]

    def detecting(self, concept: str) -> list[tuple[str, float | None]]:
        """Return the models that detect a concept, the most downloaded first, and how often."""
        return self.models.of(self.schemas.get(concept, 0))

    def having(self, concept: str) -> list[str]:
        """Return the data sets that have a concept."""
        return [iri for iri, _ in self.datasets.of(self.schemas.get(concept, 0))]


def counts(here: Site) -> Counts:
    """Return the counts of the commit that is shown, made once."""
    return here.once("concept counts", lambda: read(here.view, here.library))


def read(view: View, library: Library) -> Counts:
    """Return the counts of a view: about half a second for 56,000 records."""
    direct, bit = _direct(view)
    broader, schemas, breadth = _spread(view, direct)
    models, datasets = _users(view, library, bit)
    linked, narrower = frozenset(direct), _turned(broader)
    return Counts(linked, schemas, breadth, broader, narrower, models, datasets)


def _users(view: View, library: Library, bit: Mapping[str, int]) -> tuple[Users, Users]:
    """Return the models and the data sets that have schemas of which a class is linked."""
    found: dict[str, dict[str, int]] = {"model": defaultdict(int), "dataset": defaultdict(int)}
    downloads: dict[str, float] = {}
    for row in pages_about.rows(view, library, "schema-users"):
        thing, times = name(row["thing"]), row["downloads"]
        if own := bit.get(name(row["schema"])):
            found[row["kind"].value][thing] |= own
            if times is not None:
                downloads[thing] = max(float(times.value), downloads.get(thing, 0.0))
    return Users(found["model"], downloads), Users(found["dataset"], {})


def _turned(broader: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for concept, above in broader.items():
        for one in above:
            found[one].append(concept)
    return dict(found)


def _direct(view: View) -> tuple[dict[str, int], dict[str, int]]:
    """Return the schemas of each linked concept as bits, and the bit of each schema."""
    bit: dict[str, int] = {}
    direct: dict[str, int] = defaultdict(int)
    for concept, class_ in ((c, s) for match in _MEANS for s, c in view.pairs(match)):
        for schema in view.values(class_, IN_SCHEME):
            direct[concept] |= bit.setdefault(schema, 1 << len(bit))
    return direct, bit


def _spread(
    view: View, direct: Mapping[str, int]
) -> tuple[dict[str, tuple[str, ...]], dict[str, int], dict[str, int]]:
    """Return what the linked concepts are kinds of, with schemas and breadth of all of these."""
    broader: dict[str, tuple[str, ...]] = {}
    waiting = list(direct)
    while waiting:
        one = waiting.pop()
        if one not in broader:
            broader[one] = tuple(sorted(view.values(one, GENERIC)))
            waiting += broader[one]
    schemas: dict[str, int] = defaultdict(int)
    breadth: dict[str, int] = defaultdict(int)
    for concept, bits in direct.items():
        for above in closure(broader, [concept]):
            schemas[above] |= bits
            breadth[above] += 1
    return broader, dict(schemas), dict(breadth)


def closure(steps: Mapping[str, Iterable[str]], start: Iterable[str]) -> Iterator[str]:
    """Yield everything that is reached from `start`, that included, each once, in no order.

    >>> sorted(closure({"a": ["b"], "b": ["a", "c"]}, ["a"]))
    ['a', 'b', 'c']
    """
    known, waiting = set(start), list(start)
    while waiting:
        one = waiting.pop()
        yield one
        fresh = [step for step in steps.get(one, ()) if step not in known]
        known.update(fresh)
        waiting += fresh
