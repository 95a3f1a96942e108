"""What goes into a commit and what comes out of it: plain, frozen data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class GraphInfo:
    """What the meta graph says of a record graph; "" and None mean: not stated.

    `record` is the IRI that the graph describes, `source` the IRI of the source system, `revision`
    the source's own; the digests are SHA-256 in hex, `retrieved_at` is an `xsd:dateTime`.
    """

    record: str = ""
    source: str = ""
    revision: str = ""
    raw_digest: str = ""
    document_digest: str = ""
    retrieved_at: str = ""
    warnings: int | None = None
    infos: int | None = None


@dataclass(frozen=True, slots=True)
class GraphChange:
    """A named graph and its whole new content as N-Triples; None takes the graph away."""

    graph: str
    content: str | None
    info: GraphInfo | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """One entry of the ledger; `digest` is its link in the chain, in hex.

    `inserted` and `deleted` count triples of graphs other than the meta graph.
    """

    number: int
    time: str
    agent: str
    message: str
    source: str
    digest: str
    inserted: int
    deleted: int


class Row(NamedTuple):
    """A quad: the IRI of its graph, and its triple as a line of canonical N-Triples."""

    graph: str
    line: str


@dataclass(slots=True)
class Delta:
    """Quads to remove and quads to add; none is in both."""

    removed: set[Row] = field(default_factory=set)
    added: set[Row] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def replace(self, graph: str, old: Iterable[str], new: Iterable[str]) -> None:
        """Note that the lines `old` of a graph become the lines `new`.

        >>> delta = Delta()
        >>> delta.replace("urn:g", ["a", "b"], ["b", "c"])
        >>> sorted(row.line for row in delta.removed), sorted(row.line for row in delta.added)
        (['a'], ['c'])
        """
        before, after = set(old), set(new)
        self.removed |= {Row(graph, line) for line in before - after}
        self.added |= {Row(graph, line) for line in after - before}

    def subjects(self, *, losing: bool = False) -> set[str]:
        """Return the IRIs whose triples change; with `losing` only those that lose one."""
        rows = self.removed if losing else self.removed | self.added
        return {subject_of(row.line) for row in rows}


def subject_of(line: str) -> str:
    """Return the subject's IRI of a line of N-Triples.

    >>> subject_of("<urn:a> <urn:p> <urn:b> .")
    'urn:a'
    """
    return line[1:].partition(">")[0]


def by_graph(rows: Iterable[Row]) -> dict[str, list[str]]:
    """Return the lines of the rows, by graph.

    >>> by_graph([Row("urn:g", "a"), Row("urn:g", "b")])
    {'urn:g': ['a', 'b']}
    """
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.graph, []).append(row.line)
    return found
