"""Reads from a store what identity is judged by: the things, and the values that are evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from kgstore.identity.forms import FORMS
from kgstore.identity.rules import Evidence
from kgstore.namespaces import VOCABULARY
from kgstore.query.run import run
from kgstore.sparql.library import Library
from kgstore.sparql.view import View


@dataclass(frozen=True, slots=True)
class Thing:
    """A model or a dataset: its IRI, name, source (IRI, "" for a vocabulary's), id, canonical."""

    iri: str
    name: str
    source: str = ""
    native_id: str = ""
    canonical: frozenset[str] = frozenset()

    @property
    def is_term(self) -> bool:
        """Whether it is a term of a vocabulary, which is no source's."""
        return self.iri.startswith(VOCABULARY)


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one evidence: by thing, and the things by value."""

    of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    having: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def shared(self, one: str, other: str) -> frozenset[str]:
        """Return the values that both things have."""
        return self.of.get(one, frozenset()) & self.of.get(other, frozenset())

    def differ(self, one: str, other: str) -> bool:
        """Return whether both things have values, and share none."""
        return one in self.of and other in self.of and not self.shared(one, other)


def read_things(view: View, query: str) -> dict[str, Thing]:
    """Return the things that a query names, by IRI."""
    found: dict[str, Thing] = {}
    for iri, name, source, native_id, *canonical in _rows(view, query):
        known = found.get(iri)
        terms = known.canonical if known else frozenset()
        terms |= {term for term in canonical if term}
        names = sorted({name, known.name} - {""}) if known else [name]
        found[iri] = Thing(iri, names[0] if names else "", source, native_id, terms)
    return found


def read_values(view: View, evidence: Evidence, things: Mapping[str, Thing]) -> Values:
    """Return the values of an evidence in its normal form."""
    if evidence.form == "moved":
        return _of((iri, last) for iri, thing in things.items() if (last := _last(thing)))
    form = FORMS[evidence.form]
    rows = _rows(view, evidence.query)
    return _of((iri, key) for iri, value in rows if iri in things and (key := form(value)))


def _last(thing: Thing) -> str:
    """Return the name of a repository without its owner; "" for what lies in no hub."""
    on_hub = thing.source.endswith("/source/huggingface") and thing.native_id.count("/") < 2
    return thing.native_id.rpartition("/")[2] if on_hub else ""


def _of(pairs: Iterator[tuple[str, str]]) -> Values:
    of: defaultdict[str, set[str]] = defaultdict(set)
    having: defaultdict[str, set[str]] = defaultdict(set)
    for iri, key in pairs:
        of[iri].add(key)
        having[key].add(iri)
    return Values(
        {iri: frozenset(keys) for iri, keys in of.items()},
        {key: tuple(sorted(iris)) for key, iris in having.items()},
    )


def _rows(view: View, name: str) -> Iterator[tuple[str, ...]]:
    found = run(view, Library.packaged().query(name))
    for row in found if isinstance(found, ox.QuerySolutions) else ():
        yield tuple("" if term is None else term.value for term in row)
