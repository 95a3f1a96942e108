"""What the meta graph says, as PROV-O: of each graph, of each commit, of each agent.

Provenance is kept per graph, not per triple. It goes through the ledger like all else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pyoxigraph as ox

from kgstore.commit.canonical import canonical_lines
from kgstore.commit.change import GraphChange, GraphInfo
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, XSD
from kgstore.records.iri import encode_path

PROV, RDFS = PREFIXES["prov"], PREFIXES["rdfs"]
DOCUMENT_DIGEST, RAW_DIGEST = MZ + "documentDigest", MZ + "rawDigest"
RECORD_OF, GENERATED_BY = MZ + "recordOf", PROV + "wasGeneratedBy"
_FIELDS = (
    ("record", RECORD_OF, ""),
    ("source", MZ + "source", ""),
    ("revision", MZ + "revision", "string"),
    ("raw_digest", RAW_DIGEST, "string"),
    ("document_digest", DOCUMENT_DIGEST, "string"),
    ("retrieved_at", MZ + "retrievedAt", "dateTime"),
    ("warnings", MZ + "warningCount", "integer"),
    ("infos", MZ + "infoCount", "integer"),
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Writes the statements of one commit; `base` is the store's base IRI."""

    base: str
    number: int

    @property
    def commit(self) -> str:
        """The commit's IRI.

        >>> Provenance("https://e.org", 3).commit
        'https://e.org/commit/3'
        """
        return f"{self.base}/commit/{self.number}"

    def of_change(self, change: GraphChange) -> tuple[str, ...]:
        """Return the lines that describe a graph that this commit wrote; none if it goes."""
        if change.content is None:
            return ()
        return canonical_lines(self._of_graph(change.graph, change.info))

    def _of_graph(self, graph: str, info: GraphInfo | None) -> Iterator[str]:
        yield statement(graph, GENERATED_BY, self.commit)
        if info is None:
            return
        if info.record:
            yield statement(graph, RDF_TYPE, MZ + "RecordGraph")
        for name, predicate, datatype in _FIELDS:
            value = getattr(info, name)
            if value not in (None, ""):
                yield statement(graph, predicate, str(value), datatype)

    def of_commit(self, time: str, agent: str, message: str) -> tuple[str, ...]:
        """Return the lines that describe the commit and who made it."""
        who = agent_iri(self.base, agent)
        return canonical_lines(
            [
                statement(self.commit, RDF_TYPE, MZ + "Commit"),
                statement(self.commit, MZ + "commitNumber", str(self.number), "integer"),
                statement(self.commit, MZ + "commitMessage", message, "string"),
                statement(self.commit, PROV + "endedAtTime", time, "dateTime"),
                statement(self.commit, PROV + "wasAssociatedWith", who),
                statement(who, RDF_TYPE, MZ + "Agent"),
                statement(who, RDFS + "label", agent, "string"),
            ]
        )


def same_but_time(told: Iterable[str], tells: Iterable[str]) -> bool:
    """Return whether two descriptions of a graph differ at most in who wrote it when."""
    return _lasting(told) == _lasting(tells)


def _lasting(lines: Iterable[str]) -> set[str]:
    passing = (f" <{GENERATED_BY}> ", f" <{MZ}retrievedAt> ")
    return {line for line in lines if not any(predicate in line for predicate in passing)}


def agent_iri(base: str, name: str) -> str:
    """Return the IRI of a user of the store.

    >>> agent_iri("https://e.org", "Ann Lee")
    'https://e.org/id/agent/user/Ann%20Lee'
    """
    return f"{base}/id/agent/user/{encode_path(name)}"


def statement(subject: str, predicate: str, value: str, datatype: str = "") -> str:
    """Return one triple as a line; without a datatype the value is an IRI.

    >>> statement("urn:a", "urn:p", "5", "integer")
    '<urn:a> <urn:p> "5"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    """
    term: ox.NamedNode | ox.Literal
    if datatype == "string":
        term = ox.Literal(value)
    elif datatype:
        term = ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))
    else:
        term = ox.NamedNode(value)
    return f"{ox.NamedNode(subject)} <{predicate}> {term} ."


def now() -> str:
    """Return the time in UTC, to the second, as an `xsd:dateTime`."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
