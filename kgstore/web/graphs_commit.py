"""How users' own graphs are written, by whatever protocol: planned, validated, committed.

A plan is made beside the writer, so that a slow one holds nobody up. If somebody else committed
meanwhile it is made again; at last it is made in its turn, where nobody can come before it.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from threading import BoundedSemaphore

import pyoxigraph as ox

from kgstore.commit.canonical import canonical_lines
from kgstore.commit.change import Commit, GraphChange, GraphInfo
from kgstore.commit.contribution import Graphs
from kgstore.commit.provenance import GENERATED_BY
from kgstore.commit.state import shown
from kgstore.commit.store import Store
from kgstore.errors import Forbidden, RecordError, Refused
from kgstore.records.finding import Severity
from kgstore.records.iri import encode_path
from kgstore.validate.graphs import Part, untyped, validate_part
from kgstore.validate.report import Report
from kgstore.validate.terms import statements
from kgstore.web.access import Caller
from kgstore.web.services import Services

GENID = "/.well-known/genid/"
"""The path of the names that blank nodes get (RDF 1.1 section 3.5)."""
_ATTEMPTS = 3
_LARGE = 1 << 20
"""Bytes from which a change is validated in another process."""
AT_ONCE = BoundedSemaphore(2)
"""Held while another process works for a plan, so that there are few of them."""
_SEGMENTS = re.compile(r"(?:(?!\.{1,2}(?:/|$))[^/?#]+(?:/(?!$)|$))+")


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole new content of graphs as N-Triples, None where a graph goes.

    `created` tells whether the graph that was asked for is new.
    """

    contents: Mapping[str, str | None] = field(default_factory=dict)
    created: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a draft; `commit` is None where nothing changed."""

    draft: Draft
    commit: Commit | None


def own(base: str, agent: str) -> str:
    """Return what the IRIs of an agent's own graphs begin with.

    >>> own("https://e.org", "Ann Lee")
    'https://e.org/graph/user/Ann%20Lee/'
    """
    return f"{base}/graph/user/{encode_path(agent)}/"


def check_own(base: str, agent: str, graphs: Iterable[str]) -> None:
    """Return if all of the graphs are the agent's own.

    >>> check_own("https://e.org", "ann", ["https://e.org/graph/user/ann/notes/1"])
    >>> check_own("https://e.org", "ann", ["https://e.org/graph/user/ann/../bob/1"])
    Traceback (most recent call last):
    ...
    kgstore.errors.Forbidden: ...

    Raises:
        Forbidden: one is not.
    """
    mine = own(base, agent)
    for graph in sorted(graphs):
        if not graph.startswith(mine) or not _SEGMENTS.fullmatch(graph[len(mine) :]):
            raise Forbidden(
                f"{agent} may not write {f'the graph {graph}' if graph else 'the default graph'}",
                subject=graph,
                advice=f"Your own graphs are those under {mine}, without . and .. and ? and #.",
            )


def exists(store: Store, graph: str) -> bool:
    """Return whether a graph is in the store; an empty one may be."""
    if next(store.view.triples(graph), None) is not None:
        return True
    return bool(store.view.values(graph, GENERATED_BY, store.meta_graph))


async def write(
    services: Services, caller: Caller, message: str, plan: Callable[[], Draft]
) -> Written:
    """Commit what `plan` returns, for the caller; it is called in a thread, maybe repeatedly.

    Raises:
        Forbidden: a graph is not the caller's own.
        Refused: a shape is broken.
    """
    store = services.store
    sound: dict[str, str | None] = {}  # what was validated need not be again
    for _ in range(_ATTEMPTS):
        before = shown(store.view, Graphs(store.base))
        draft = await asyncio.to_thread(_sound, store, caller, plan, sound)

        def unless_changed(state: object = before, draft: Draft = draft) -> Written | None:
            if shown(store.view, Graphs(store.base)) != state:
                return None
            return _commit(store, caller, message, draft)

        if (written := await services.write(unless_changed)) is not None:
            return written
    return await services.write(
        lambda: _commit(store, caller, message, _sound(store, caller, plan, sound))
    )


def _commit(store: Store, caller: Caller, message: str, draft: Draft) -> Written:
    changes = [
        GraphChange(graph, content, None if content is None else GraphInfo(document_digest=digest))
        for graph, content in draft.contents.items()
        for digest in [hashlib.sha256((content or "").encode()).hexdigest()]
    ]
    if not changes:
        return Written(draft, None)
    return Written(draft, store.commit(changes, agent=caller.name, message=message))


def _sound(
    store: Store, caller: Caller, plan: Callable[[], Draft], sound: dict[str, str | None]
) -> Draft:
    draft = plan()
    check_own(store.base, caller.name, draft.contents)
    fresh = {
        graph: content
        for graph, content in draft.contents.items()
        if content and sound.get(graph) != content
    }
    report = _validated(store, fresh)
    if not report.conforms:
        findings = [result.as_finding() for result in report.results]
        count = f"{len(findings)} violation{'s' if len(findings) > 1 else ''}"
        raise Refused(f"the shapes refuse the change: {count}", findings)
    sound.update(fresh)
    return draft


def _validated(store: Store, contents: Mapping[str, str]) -> Report:
    """Return what the shapes say; of much, in another process, for it takes seconds in Python."""
    records = {graph: content.encode() for graph, content in contents.items()}
    outside = {iri for content in records.values() for iri in untyped(statements(content))}
    part = Part(records, dict(store.view.types(outside)), store.overlay, Severity.VIOLATION)
    if sum(map(len, records.values())) < _LARGE:
        return validate_part(part)
    with AT_ONCE, ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(validate_part, part).result()


def content_of(lines: Iterable[str]) -> str:
    r"""Return lines of N-Triples as the content of a graph: the same triples are the same text.

    >>> content_of(['<urn:b> <urn:p> "x"@EN .', "<urn:a> <urn:p> <urn:c> ."])
    '<urn:a> <urn:p> <urn:c> .\n<urn:b> <urn:p> "x"@en .\n'
    """
    return "".join(f"{line}\n" for line in canonical_lines(lines))


def named(triples: Iterable[ox.Triple], genid: str, graph: str) -> list[str]:
    """Return triples as lines of N-Triples, blank nodes named (RDF 1.1 section 3.5).

    Their names are `genid` and a number, in the order in which they come.

    >>> node = ox.BlankNode()
    >>> named([ox.Triple(node, ox.NamedNode("urn:p"), node)], "urn:g", "")
    ['<urn:g-0> <urn:p> <urn:g-0> .']

    Raises:
        RecordError: a statement about a statement, a `file:` IRI, or a NUL character.
    """
    names: dict[ox.BlankNode, ox.NamedNode] = {}
    lines = []
    for triple in triples:
        terms = []
        for term in triple:
            if isinstance(term, ox.BlankNode):
                term = names.setdefault(term, ox.NamedNode(f"{genid}-{len(names)}"))
            if isinstance(term, ox.Triple):
                raise RecordError(f"{graph} holds a triple in a triple: {term}", subject=graph)
            if term.value[:5].lower() == "file:" and isinstance(term, ox.NamedNode):
                raise RecordError(f"{term} is a file of one machine, no name", subject=graph)
            if "\0" in term.value:
                raise RecordError(f"a text holds a NUL character: {term}", subject=graph)
            terms.append(str(term))
        lines.append(" ".join(terms) + " .")
    return lines
