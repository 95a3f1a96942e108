"""A small store for each query: the packaged knowledge, a folder's facts, and what they imply.

A folder `tests/queries/<query>/` holds the facts (`*.ttl`, each the record graph of its name;
`meta.ttl` is the meta graph, `sssom.ttl` one of mapping records, `review.ttl` that of curators'
decisions), `params.yaml` where the defaults will not do, and what the query must answer:
`expected.csv` (the cells of a table) or `expected.ttl`. An empty file `without-knowledge` leaves
the packaged knowledge out, where it would be counted.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from kgstore.derive.engine import RuleDeriver
from kgstore.knowledge import knowledge
from kgstore.query.run import run
from kgstore.query.table import cell
from kgstore.records.iri import Minter
from kgstore.sparql.header import Query

BASE = "https://example.org"
APART = {"meta": "meta", "sssom": "sssom/fixture", "review": "sssom/made/review"}
UNKNOWN = {"not stated", "not assessed"}


@cache
def known() -> tuple[ox.Quad, ...]:
    """Return the packaged knowledge as a store holds it: named graphs, and all but SSSOM merged."""
    quads = []
    for graph in knowledge(Minter(BASE)):
        merged = not graph.path.startswith("sssom/")
        for quad in ox.parse(graph.read().encode(), format=ox.RdfFormat.N_TRIPLES):
            quads += _placed(quad.triple, graph.path, merged)
    return tuple(quads)


def _placed(triple: ox.Triple, path: str, merged: bool) -> list[ox.Quad]:
    parts = triple.subject, triple.predicate, triple.object
    named = ox.Quad(*parts, ox.NamedNode(f"{BASE}/graph/{path}"))
    return [named, ox.Quad(*parts)] if merged else [named]


def store_of(folder: Path, *, derive: bool = True) -> ox.Store:
    """Return a store with the knowledge, the facts of `folder` and what the rules derive."""
    store = ox.Store()
    if not (folder / "without-knowledge").exists():
        store.extend(known())
    for path in sorted(folder.glob("*.ttl")):
        if path.stem != "expected":
            place = APART.get(path.stem, f"record/fixture/{path.stem}")
            for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
                store.extend(_placed(quad.triple, place, path.stem not in APART))
    if derive:
        imply(store)
    return store


def imply(store: ox.Store) -> None:
    """Add what the rules derive from all that a store holds."""
    for found in list(RuleDeriver().derive_all(store)):
        for triple in found.triples:
            store.extend(_placed(triple, f"derived/{found.rule}", True))


def parameters(folder: Path) -> dict[str, Any]:
    """Return the parameters that a folder asks with, if it has its own."""
    path = folder / "params.yaml"
    return dict(yaml.safe_load(path.read_text("utf-8"))) if path.exists() else {}


def rows(store: ox.Store, query: Query, given: dict[str, Any]) -> list[list[str]]:
    """Return the rows of an answer as a table shows them, under a row of names."""
    found = run(store, query, given)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    cells = [[cell(row[name], BASE) for name in names] for row in found]
    return [names, *(_settled(cells) if "ORDER BY" in query.text else sorted(cells))]


def _settled(cells: list[list[str]]) -> list[list[str]]:
    """Sort the rows that no order is promised for, at the end: those with the third value."""
    ordered = [row for row in cells if not UNKNOWN & set(row[:1])]
    return ordered + sorted(row for row in cells if UNKNOWN & set(row[:1]))


def expected_rows(folder: Path) -> list[list[str]]:
    """Return the rows of `expected.csv`, under a row of names."""
    return list(csv.reader(io.StringIO((folder / "expected.csv").read_text("utf-8"))))


def triples(store: ox.Store, query: Query, given: dict[str, Any]) -> set[ox.Triple]:
    """Return the triples that a CONSTRUCT answers."""
    found = run(store, query, given)
    assert isinstance(found, ox.QueryTriples)
    return set(found)


def expected_triples(folder: Path) -> set[ox.Triple]:
    """Return the triples of `expected.ttl`."""
    path = folder / "expected.ttl"
    return {quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)}
