"""The rdflib store that pySHACL reads from: an index of subject and predicate, no more.

rdflib's own stores keep three indexes and hash every literal three times. pySHACL asks nearly
always for the objects of a subject and a predicate; the rare other patterns are answered by a scan
or by an index that is made when it is first asked for. Filling takes a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import Graph
from rdflib.namespace import NamespaceManager
from rdflib.store import Store
from rdflib.term import Node

Objects = dict[Node, list[Node]]


class SubjectIndex(Store):
    """Statements by subject and predicate; a batch is put into `statements` directly."""

    def __init__(self) -> None:
        super().__init__()
        self.statements: dict[Node, Objects] = {}
        self._backwards: dict[Node, dict[Node, list[Node]]] = {}

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        """Add a statement."""
        subject, predicate, object_ = triple
        values = self.statements.setdefault(subject, {}).setdefault(predicate, [])
        if object_ not in values:
            values.append(object_)
            self._backwards.pop(predicate, None)

    def remove(self, pattern: Any, context: Any = None) -> None:
        """Remove the statements that fit `pattern`."""
        for subject, predicate, object_ in [triple for triple, _ in self.triples(pattern)]:
            self.statements[subject][predicate].remove(object_)
            self._backwards.pop(predicate, None)

    def triples(self, pattern: Any, context: Any = None) -> Iterator[tuple[Any, Any]]:
        """Yield the statements that fit `pattern`, as rdflib's stores do."""
        subject, predicate, object_ = pattern
        if subject is not None:
            found = self._of_subject(subject, predicate)
        elif predicate is not None:
            found = self._of_predicate(predicate, object_)
        else:
            found = (t for s in self.statements for t in self._of_subject(s, None))
        for triple in found:
            if object_ is None or triple[2] == object_:
                yield triple, iter(())

    def _of_subject(self, subject: Node, predicate: Node | None) -> Iterable[tuple[Any, Any, Any]]:
        objects = self.statements.get(subject)
        if objects is None:
            return ()
        if predicate is not None:
            return [(subject, predicate, o) for o in objects.get(predicate, ())]
        return [(subject, p, o) for p, values in objects.items() for o in values]

    def _of_predicate(
        self, predicate: Node, object_: Node | None
    ) -> Iterable[tuple[Any, Any, Any]]:
        subjects = self._backwards.get(predicate)
        if subjects is None:
            subjects = self._backwards[predicate] = {}
            for subject, objects in self.statements.items():
                for value in objects.get(predicate, ()):
                    subjects.setdefault(value, []).append(subject)
        wanted = subjects.items() if object_ is None else [(object_, subjects.get(object_, ()))]
        return [(s, predicate, o) for o, found in wanted for s in found]

    def __len__(self, context: Any = None) -> int:
        # pySHACL asks for the truth of a graph with every result; counting would be quadratic.
        return len(self.statements)


class PlainNames(NamespaceManager):
    """Writes every IRI in full: pySHACL describes each result in text, which nobody reads here."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph, bind_namespaces="none")

    def bind(self, *args: Any, **options: Any) -> None:
        """Do nothing: there is no prefix to remember."""

    def normalizeUri(self, rdfTerm: str) -> str:  # noqa: N802, N803 - rdflib's names
        """Return the IRI in angle brackets.

        >>> PlainNames(Graph()).normalizeUri("urn:a")
        '<urn:a>'
        """
        return f"<{rdfTerm}>"


def plain_graph(index: SubjectIndex) -> Graph:
    """Return a graph over an index, which writes every IRI in full.

    >>> len(plain_graph(SubjectIndex()))
    0
    """
    graph = Graph(store=index)
    graph.namespace_manager = PlainNames(graph)
    return graph
