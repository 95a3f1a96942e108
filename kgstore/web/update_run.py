"""Runs an update over a copy of some graphs in memory, in a process of its own.

The engine cannot be interrupted, but a process can (it takes 30 ms to start one): it has the time
and the memory that a query has. The process is this very file, and needs pyoxigraph alone.

    stdin    {"update": ..., "prefixes": {...}, "own": ..., "graphs": [...], "memory": bytes}, a
             line of JSON, then the quads as N-Quads
    stdout   {"graphs": [...], "foreign": [...]} or {"error": "...", "message": "..."}, a line of
             JSON, then the quads of the graphs under `own` as N-Quads
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

import pyoxigraph as ox

_QUADS = ox.RdfFormat.N_QUADS


def run(
    update: str, prefixes: dict[str, str], own: str, graphs: list[str], quads: bytes
) -> tuple[dict[str, Any], bytes]:
    """Return what becomes of `graphs` and their `quads`: a description and N-Quads.

    `prefixes` need no declaration. The outcome has the graphs, and their quads, whose IRI begins
    with `own`; `foreign` are the others that the update changed, "" being the default graph.

    >>> run("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }", {}, "urn:", [], b"")[0]
    {'graphs': ['urn:g'], 'foreign': []}
    >>> run("DROP GRAPH <urn:g>", {}, "urn:", [], b"")[0]
    {'error': 'RuntimeError', 'message': 'The graph <urn:g> does not exist'}
    """
    store = ox.Store()
    for graph in graphs:
        store.add_graph(ox.NamedNode(graph))
    store.bulk_load(quads, format=_QUADS)
    try:
        store.update(update, prefixes=prefixes)
    except (SyntaxError, RuntimeError, OSError, ValueError) as error:
        return {"error": type(error).__name__, "message": str(error)}, b""
    left = [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    mine = [graph for graph in left if graph.startswith(own)]
    found = (
        quad for graph in mine for quad in store.quads_for_pattern(None, None, None, _name(graph))
    )
    content = ox.serialize(found, format=_QUADS) or b""
    return {"graphs": mine, "foreign": _changed(store, own, set(graphs), set(left), quads)}, content


def _changed(
    store: ox.Store, own: str, before: set[str], after: set[str], quads: bytes
) -> list[str]:
    """Quads are counted and looked up one by one: a copy of all would take as much memory again."""
    changed = {graph for graph in before ^ after if not graph.startswith(own)}
    counts: dict[str, int] = {}
    for quad in ox.parse(quads, format=_QUADS):
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if not graph.startswith(own):
            counts[graph] = counts.get(graph, 0) + 1
            if quad not in store:
                changed.add(graph)
    for graph in {"", *after}:
        if not graph.startswith(own):
            found = store.quads_for_pattern(None, None, None, _name(graph))
            if sum(1 for _ in found) != counts.get(graph, 0):
                changed.add(graph)
    return sorted(changed)


def _name(graph: str) -> ox.NamedNode | ox.DefaultGraph:
    return ox.NamedNode(graph) if graph else ox.DefaultGraph()


def main() -> None:
    """Run the update that stands in the standard input."""
    asked = json.loads(sys.stdin.buffer.readline())
    most = _taken() + asked["memory"]
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    quads = sys.stdin.buffer.read()
    described, content = run(
        asked["update"], asked["prefixes"], asked["own"], asked["graphs"], quads
    )
    sys.stdout.buffer.write(json.dumps(described).encode() + b"\n" + content)


def _taken() -> int:
    """Return the bytes of address space that this process has before it begins."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


if __name__ == "__main__":
    main()
