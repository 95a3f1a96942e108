"""A store of a few models and a data set, with the packaged knowledge, to find things in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kgstore.search.filter.meaning import Meaning
from kgstore.search.filter.parse import parse
from kgstore.search.filter.resolve import Resolved, Resolver
from kgstore.search.filter.to_sparql import to_sparql
from tests.queries import fixture

MODELS = "https://example.org/id/model/hub/"


@cache
def store() -> ox.Store:
    store = ox.Store()
    store.extend(fixture.known())
    for quad in ox.parse(path=Path(__file__).with_name("zoo.ttl"), format=ox.RdfFormat.TURTLE):
        store.add(ox.Quad(quad.subject, quad.predicate, quad.object))
    fixture.imply(store)
    return store


@cache
def resolver() -> Resolver:
    return Resolver(store())


def resolved(text: str) -> Resolved:
    return resolver().resolve(parse(text))


def found_by(meaning: Meaning) -> set[str]:
    """The names of what the SPARQL of a meaning finds."""
    rows = store().query(to_sparql(meaning))
    assert isinstance(rows, ox.QuerySolutions)
    return {row["focus"].value.removeprefix(MODELS) for row in rows}


def found(text: str) -> set[str]:
    return found_by(resolved(text).meaning)
