"""The notes that a view keeps about itself, in its state graph; not in the ledger.

    <state> head     "12 3fa9..."   the last commit that the view shows in full
    <state> deriver  "77ab..."      the version of the rules that its derived triples come from
    <rule>  pending  <focus>        noted with a change, until its derived triples are written

pyoxigraph has no transactions in Python, and what a change derives can only be asked of a view that
shows the change. So a commit is two atomic updates: the change with the foci that it touched
before, then the derived triples with the new head. A view whose head is behind the ledger is
brought up by replaying; rows that are there already do no harm, and the foci are still known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kgstore.commit.change import Row
from kgstore.commit.contribution import Graphs
from kgstore.commit.deriver import Foci
from kgstore.commit.entry import FIRST
from kgstore.commit.ledger import Head
from kgstore.commit.provenance import statement
from kgstore.commit.view import View

_HEAD, _DERIVER, _PENDING = "urn:kgstore:head", "urn:kgstore:deriver", "urn:kgstore:pending"


class Shown(NamedTuple):
    """The commit that a view shows: its number (0: none yet), and its digest in hex."""

    number: int
    digest: str


def shown(view: View, graphs: Graphs) -> Shown:
    """Return the last commit that the view shows in full."""
    values = view.values(graphs.state, _HEAD, graphs.state)
    number, _, digest = (values or [f"0 {FIRST.hex()}"])[0].partition(" ")
    return Shown(int(number), digest)


def deriver_version(view: View, graphs: Graphs) -> str:
    """Return the version of the rules that the derived triples come from."""
    return (view.values(graphs.state, _DERIVER, graphs.state) or [""])[0]


def pending(view: View, graphs: Graphs) -> Foci:
    """Return the foci that were noted and not yet derived."""
    found: dict[str, set[str]] = {}
    for rule, focus in view.pairs(_PENDING, graphs.state):
        found.setdefault(rule.removeprefix(graphs.derived("")), set()).add(focus)
    return found


def pending_rows(graphs: Graphs, foci: Foci) -> set[Row]:
    """Return the note of foci that are to be derived."""
    return {
        Row(graphs.state, statement(graphs.derived(rule), _PENDING, focus))
        for rule, found in foci.items()
        for focus in found
    }


def notes(view: View, graphs: Graphs) -> set[Row]:
    """Return all rows of the state graph as they stand."""
    return {Row(graphs.state, line) for line in view.lines(graphs.state)}


def head_rows(graphs: Graphs, head: Head, version: str) -> set[Row]:
    """Return the state graph of a view that shows `head` in full."""
    values: Mapping[str, str] = {
        _HEAD: f"{head.number} {head.digest.hex()}",
        _DERIVER: version,
    }
    return {
        Row(graphs.state, statement(graphs.state, predicate, value, "string"))
        for predicate, value in values.items()
    }
