"""What an update makes of the caller's graphs: the copy that it needs, run, and the difference."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyoxigraph as ox

from kgstore.commit.provenance import GENERATED_BY
from kgstore.commit.store import Store
from kgstore.errors import MemoryExceeded, QueryError, QuerySyntaxError, QueryTimeout
from kgstore.namespaces import PREFIXES
from kgstore.query.federation import refuse_federation
from kgstore.web import update_run
from kgstore.web.graphs_commit import (
    AT_ONCE,
    GENID,
    Draft,
    check_own,
    content_of,
    exists,
    named,
    own,
)
from kgstore.web.sparql_request import Operation
from kgstore.web.update_text import DEFAULT, Touched, scan

LONGEST = 8 << 20
"""Characters of an update; for more there is the Graph Store Protocol."""
MOST = 1_000_000
"""Triples that an update may have before it."""
_PLACE = re.compile(r"error at (\d+):(\d+): ?")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes that an update may take."""

    seconds: float
    memory: int


@dataclass(slots=True)
class Plan:
    """An update of one agent, read and found to stay within the agent's own graphs."""

    store: Store
    agent: str
    text: str
    touched: Touched
    limits: Limits
    dataset: frozenset[str] = field(default_factory=frozenset)
    """The graphs that the request names as dataset."""

    @classmethod
    def of(cls, store: Store, agent: str, operation: Operation, limits: Limits) -> Plan:
        """Read an update.

        Raises:
            QuerySyntaxError: it is no SPARQL.
            QueryError: it would call another host, or cannot be run here.
            Forbidden: it would write other graphs.
        """
        if len(operation.text) > LONGEST:
            message = f"the update is longer than {LONGEST:,} characters"
            raise QueryError(message, subject="update", advice="Put larger graphs to /data.")
        refuse_federation(operation.text)
        text = operation.text
        default, also = operation.default_graphs, operation.named_graphs
        touched = scan(text, has_dataset=default is not None)
        check_own(store.base, agent, touched.written)
        if touched.reads_default > 1:
            raise QueryError(
                f"operation {touched.reads_default} looks at the default graph, which shows nothing"
                " of what the operations before it did",
                subject="update",
                advice="Put it first, send it by itself, or name graphs by GRAPH, WITH or USING.",
            )
        if default is not None:
            text = touched.with_dataset(text, default, also or ())
        return cls(
            store, agent, text, touched, limits, frozenset((*(default or ()), *(also or ())))
        )

    def draft(self) -> Draft:
        """Run the update over what the store holds now; return what would change.

        Raises:
            QueryError: it fails.
            Forbidden: it changes a graph of somebody else.
        """
        mine, store = own(self.store.base, self.agent), self.store
        wanted = {iri for iri in self.touched.named | self.dataset if exists(store, iri)}
        if self.touched.open_graphs:
            wanted |= {graph for graph in self._graphs() if graph.startswith(mine)}
        while True:
            before = {graph: store.view.lines(graph) for graph in wanted if graph.startswith(mine)}
            described, content = self._run(wanted, before, mine)
            check_own(store.base, self.agent, described["foreign"])
            # A graph that the text names in a way that was not understood: once more, with it.
            unseen = {g for g in described["graphs"] if g not in wanted and exists(store, g)}
            if not unseen:
                return Draft(_difference(store.base, before, described["graphs"], content))
            wanted |= unseen

    def _graphs(self) -> Iterator[str]:
        yield from self.store.view.graphs()
        for graph, _ in self.store.view.pairs(GENERATED_BY, self.store.meta_graph):
            yield graph

    def _run(
        self, wanted: Collection[str], before: dict[str, list[str]], mine: str
    ) -> tuple[dict[str, Any], bytes]:
        rows = list(islice(self._rows(wanted, before), MOST + 1))
        if len(rows) > MOST:
            raise QueryError(
                f"the update would look at more than {MOST:,} triples",
                subject="update",
                advice="Name the graphs that it needs by GRAPH, WITH or USING.",
            )
        asked: dict[str, Any] = {"update": self.text, "prefixes": dict(PREFIXES), "own": mine}
        asked |= {"graphs": sorted(wanted), "memory": self.limits.memory}
        described, content = _in_process(asked, "\n".join(rows).encode(), self.limits)
        if "error" in described:
            raise self._failure(described["error"], described["message"])
        return described, content

    def _rows(self, wanted: Collection[str], before: dict[str, list[str]]) -> Iterator[str]:
        for graph in wanted:
            lines = before[graph] if graph in before else self.store.view.stream(graph)
            yield from (f"{line[:-1]}<{graph}> ." for line in lines)
        if self.touched.reads_default:
            yield from self.store.view.stream(DEFAULT)

    def _failure(self, kind: str, message: str) -> QueryError:
        if kind != "SyntaxError":
            return QueryError(f"the update failed: {message}", subject="update")
        place = _PLACE.match(message)
        where = f"line {place[1]}, column {place[2]}: " if place else ""
        return QuerySyntaxError(where + message[place.end() if place else 0 :], subject="update")


def _in_process(
    asked: dict[str, Any], quads: bytes, limits: Limits
) -> tuple[dict[str, Any], bytes]:
    command = [sys.executable, "-I", str(Path(update_run.__file__))]
    given = json.dumps(asked).encode() + b"\n" + quads
    try:
        with AT_ONCE:
            done = subprocess.run(command, input=given, capture_output=True, timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        message = f"the update took longer than {limits.seconds:g} s"
        raise QueryTimeout(message, subject="update") from None
    if done.returncode:
        message = f"the update needs more than {limits.memory >> 20} MB of memory"
        raise MemoryExceeded(message, subject="update")
    described, _, content = done.stdout.partition(b"\n")
    return json.loads(described), content


def _difference(
    base: str, before: dict[str, list[str]], left: Collection[str], quads: bytes
) -> dict[str, str | None]:
    """Return the new content of the graphs that have changed; None for those that are gone."""
    found: dict[str, list[ox.Triple]] = defaultdict(list)
    for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS):
        found[quad.graph_name.value].append(quad.triple)
    changes: dict[str, str | None] = dict.fromkeys(before.keys() - left)
    for graph in left:
        content = content_of(named(found[graph], f"{base}{GENID}{uuid4().hex}", graph))
        if graph not in before or content != content_of(before[graph]):
            changes[graph] = content
    return changes
