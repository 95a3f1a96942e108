"""A small world for the tests of storage: contents, two rules, a plain check of a whole store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kgstore.commit.change import GraphChange, GraphInfo
from kgstore.commit.contribution import Graphs
from kgstore.commit.deriver import Derived, Foci
from kgstore.commit.ledger import Ledger
from kgstore.commit.patch import rows
from kgstore.commit.store import Store
from kgstore.commit.upkeep import verify
from kgstore.commit.view import View
from kgstore.records.iri import Minter

BASE = "https://example.org"
MINTER = Minter(BASE)
USES, VALUE, PEER, TYPE = "urn:uses", "urn:value", "urn:peer", "urn:type"


def iri(name: str) -> str:
    return MINTER.record("model", "toy", name)


def graph(name: str) -> str:
    return MINTER.graph("model", "toy", name)


def content(name: str, version: int, size: int = 3) -> str:
    """Triples of a record: some its own, some shared with others, some that a rule derives."""
    lines = [
        f"<{iri(name)}> <{USES}> <urn:data:{(version + len(name) + n) % 5}> ." for n in range(2)
    ]
    lines += [f'<{iri(name)}> <{VALUE}> "{version}.{n}" .' for n in range(size)]
    lines += [f"<urn:data:{version % 5}> <urn:p> <urn:shared> ."]
    if version % 2:
        lines.append(f"<{iri(name)}> <{TYPE}> <urn:Valued> .")
    return "\n".join(lines) + "\n"


def change(name: str, version: int, size: int = 3) -> GraphChange:
    info = GraphInfo(
        iri(name), f"{BASE}/id/source/toy", str(version), document_digest=f"{name}-{version}"
    )
    return GraphChange(graph(name), content(name, version, size), info)


class ToyDeriver:
    """Rule `peer`: who uses the same data. Rule `typed`: what has a value is urn:Valued."""

    version = "toy 1"

    def affected(self, view: View, changed: Collection[str]) -> Foci:
        peers = set(changed)
        for subject in changed:
            for data in view.values(subject, USES):
                peers.update(view.subjects_with(USES, data))
        return {"peer": peers, "typed": set(changed)}

    def derive(self, view: View, foci: Foci) -> Iterator[Derived]:
        for focus in foci.get("peer", ()):
            found = {
                other
                for data in view.values(focus, USES)
                for other in view.subjects_with(USES, data)
            }
            yield "peer", focus, [_triple(focus, PEER, other) for other in found - {focus}]
        for focus in foci.get("typed", ()):
            if view.values(focus, VALUE):
                yield "typed", focus, [_triple(focus, TYPE, "urn:Valued")]

    def derive_all(self, view: View) -> Iterable[Derived]:
        subjects = set(view.subjects())
        return self.derive(view, {"peer": subjects, "typed": subjects})


def _triple(subject: str, predicate: str, object_: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(object_))


def quads(view: View) -> dict[str, set[str]]:
    """The named graphs with their lines."""
    found = {name: set(view.lines(name)) for name in view.graphs()}
    return {name: lines for name, lines in found.items() if lines}


def replayed(ledger: Ledger) -> dict[str, set[str]]:
    """The named graphs as the intact entries of the ledger say they should be."""
    state: dict[str, set[str]] = {}
    for entry in ledger.entries():
        if entry.damage() is not None:
            continue
        for comes, row in rows(entry.lines()):
            lines = state.setdefault(row.graph, set())
            (lines.add if comes else lines.discard)(row.line)
    return {name: lines for name, lines in state.items() if lines}


def assert_sound(store: Store) -> None:
    """Everything that must hold of any store at any time, computed the plain way."""
    graphs, named = Graphs(store.base), quads(store.view)
    kept = {name: lines for name, lines in named.items() if graphs.is_kept(name)}
    assert kept == replayed(Ledger(store.path / "ledger"))
    default = set(store.view.lines(""))
    union: set[str] = set()
    for name, lines in named.items():
        if graphs.contributes(name):
            union |= lines
    assert default == union
    derived: dict[str, set[str]] = {}
    for rule, _, triples in ToyDeriver().derive_all(store.view):
        derived.setdefault(graphs.derived(rule), set()).update(f"{t} ." for t in triples)
    found = {name: lines for name, lines in named.items() if graphs.is_derived(name)}
    assert found == {name: lines for name, lines in derived.items() if lines}


def create(path: Path) -> Store:
    return Store.create(path, BASE, deriver=ToyDeriver())


def reopen(path: Path, *, write: bool = True) -> Store:
    return Store.open(path, write=write, deriver=ToyDeriver())


def assert_verified(path: Path) -> None:
    found = verify(path)
    assert found.sound, (found.damages, found.problems)
