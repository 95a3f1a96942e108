"""What stands around a thing on its page: names, what points at it, and who says so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

import pyoxigraph as ox

from kgstore.commit.provenance import GENERATED_BY, PROV
from kgstore.commit.view import View
from kgstore.namespaces import MZ, expand
from kgstore.publish.describe import Description, bracketed, name
from kgstore.query.run import run
from kgstore.query.table import cell
from kgstore.sparql.header import Query, Value
from kgstore.sparql.library import Library

MOST_INVERSE: Final = 100
_ENDED, _BY = PROV + "endedAtTime", PROV + "wasAssociatedWith"


@lru_cache(maxsize=256)
def query_named(library: Library, query: str) -> Query:
    """Return a query of a library, read once."""
    return library.query(query)


def rows(view: View, library: Library, query: str, **given: Value) -> Iterator[ox.QuerySolution]:
    """Yield the rows of a named SELECT, lazily."""
    found = run(view, query_named(library, query), given)
    if isinstance(found, ox.QuerySolutions):
        yield from found


@dataclass(frozen=True, slots=True)
class Names:
    """The names of IRIs, English or without a language first; calls give a name in any case."""

    base: str
    known: Mapping[str, str]

    def __call__(self, iri: str) -> str:
        """Return the name of a thing, or else a short form of its IRI."""
        if iri in self.known:
            return self.known[iri]
        owner, _, part = iri.partition("#")
        if part and owner.startswith(self.base + "/id/"):
            return cell(ox.NamedNode(f"{self.base}/id/{part}"), self.base)
        return cell(ox.NamedNode(iri), self.base)


def names_of(view: View, library: Library, base: str, iris: Iterable[str]) -> Names:
    """Return the names of all `iris` and of what those that are parts belong to, by one query."""
    wanted = {iri for iri in iris if iri} | {iri.partition("#")[0] for iri in iris if "#" in iri}
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    if wanted:
        for row in rows(view, library, "labels", resources=bracketed(sorted(wanted))):
            label = row["label"]
            if isinstance(label, ox.Literal) and label.value.strip():
                rank = {"en": 0, None: 1}.get(label.language, 2)
                found[name(row["resource"])].append((rank, label.value))
    return Names(base, {iri: min(labels)[1][:200] for iri, labels in found.items()})


@dataclass(frozen=True, slots=True)
class Inverse:
    """A property by which `count` things point here; `subjects` are the first of them."""

    property: str
    count: int
    subjects: tuple[str, ...]


def inverse(view: View, library: Library, described: Description) -> list[Inverse]:
    """Return what points at a resource from outside its document, counted, the first shown."""
    own, inside = Counter[str](), {described.iri, *described.parts}
    for triple in {quad.triple for quad in described.quads}:
        if name(triple.object) == described.iri and name(triple.subject) in inside:
            own[triple.predicate.value] += 1
    found = []
    for row in rows(view, library, "inverse", resource=f"<{described.iri}>"):
        predicate, counted = name(row["property"]), row["count"]
        count = int(counted.value) - own[predicate] if isinstance(counted, ox.Literal) else 0
        if count > 0:
            resource, by = bracketed([described.iri, predicate])
            pointing = rows(view, library, "inverse-of", resource=resource, property=by)
            outside = (s for s in (name(row[0]) for row in pointing) if s not in inside)
            found.append(Inverse(predicate, count, tuple(islice(outside, MOST_INVERSE))))
    return found


@dataclass(frozen=True, slots=True)
class Voice:
    """A graph that says something: what it is, whose it is, and by which commit it came."""

    number: int
    graph: str
    kind: str
    rule: str = ""
    source: str = ""
    revision: str = ""
    retrieved: str = ""
    commit: str = ""
    time: str = ""
    agent: str = ""


_KINDS: Final = {
    "record": "record",
    "user": "what a user added",
    "derived": "derived by the rule",
    "tbox": "ontology",
    "vocab": "vocabulary",
    "kb": "knowledge base",
    "links": "accepted links",
}


def voices(described: Description, base: str) -> list[Voice]:
    """Return the graphs that say something of a resource, in the order of their numbers."""
    told: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in described.provenance:
        told[name(quad.subject)][quad.predicate.value] = getattr(quad.object, "value", "")
    return [_voice(number, graph, told, base) for number, graph in _numbered(described)]


def _numbered(described: Description) -> Iterator[tuple[int, str]]:
    yield from enumerate(described.graphs(), 1)


def _voice(number: int, graph: str, told: Mapping[str, Mapping[str, str]], base: str) -> Voice:
    kind, _, rest = graph.removeprefix(f"{base}/graph/").partition("/")
    facts = told.get(graph, {})
    commit = facts.get(GENERATED_BY, "")
    made = told.get(commit, {})
    return Voice(
        number,
        graph,
        _KINDS.get(kind, kind),
        rest if kind != "record" else "",
        facts.get(MZ + "source", ""),
        facts.get(MZ + "revision", ""),
        facts.get(MZ + "retrievedAt", ""),
        commit.rpartition("/")[2],
        made.get(_ENDED, ""),
        made.get(_BY, ""),
    )


def title_of(described: Description, names: Names) -> str:
    """Return the heading of a resource's page.

    An agent that only provenance knows has its name there.
    """
    if described.iri not in names.known:
        for quad in described.provenance:
            about = name(quad.subject) == described.iri
            if about and quad.predicate.value == expand("rdfs:label"):
                return str(getattr(quad.object, "value", ""))
    return names(described.iri)
