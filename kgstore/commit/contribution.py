"""Which graphs make up the default graph, and what a change of them does to it.

The default graph is the set-union of all graphs but provenance (`meta`), the store's own notes
(`state`), SSSOM records and quality results. A triple leaves it when the last contributing graph
that asserts it does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgstore.commit.change import Row
from kgstore.commit.view import View


@dataclass(frozen=True, slots=True)
class Graphs:
    """The graph IRIs of one store, by its base IRI.

    >>> graphs = Graphs("https://e.org")
    >>> graphs.contributes("https://e.org/graph/record/x/model/m"), graphs.contributes(graphs.meta)
    (True, False)
    """

    base: str

    @property
    def meta(self) -> str:
        """The graph of provenance: what is known of graphs and commits."""
        return f"{self.base}/graph/meta"

    @property
    def state(self) -> str:
        """The graph of the store's own notes about itself; not in the ledger."""
        return f"{self.base}/graph/state"

    def derived(self, rule: str) -> str:
        """Return the graph of the triples that a rule derives; not in the ledger."""
        return f"{self.base}/graph/derived/{rule}"

    def is_derived(self, graph: str) -> bool:
        """Return whether a graph holds what a rule derived."""
        return graph.startswith(f"{self.base}/graph/derived/")

    def is_kept(self, graph: str) -> bool:
        """Return whether the ledger holds a graph: all but the notes and what is derived."""
        return graph != self.state and not self.is_derived(graph)

    def contributes(self, graph: str) -> bool:
        """Return whether the triples of a graph are in the default graph too."""
        apart = (f"{self.base}/graph/sssom/", f"{self.base}/graph/quality/")
        return bool(graph) and graph not in {self.meta, self.state} and not graph.startswith(apart)


def consequences(
    view: View, graphs: Graphs, removed: Iterable[Row], added: Iterable[Row]
) -> tuple[set[Row], set[Row]]:
    """Return what a change of named graphs takes from and brings to the default graph.

    Asked before or after the change is applied: both give the same.
    """
    going = {row for row in removed if graphs.contributes(row.graph)}
    coming = {row.line for row in added if graphs.contributes(row.graph)}
    lines = sorted({row.line for row in going} - coming)
    holders = view.graphs_with(lines)
    lost = {
        line
        for line in lines
        if not any(
            graphs.contributes(graph) and Row(graph, line) not in going
            for graph in holders.get(line, ())
        )
    }
    return {Row("", line) for line in lost}, {Row("", line) for line in coming}
