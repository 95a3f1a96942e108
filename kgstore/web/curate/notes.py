"""Notes and keywords that people leave on a record, in a graph of their own beside it.

Each agent has one graph for a record, `graph/user/{agent}/notes/{record}`. It is written like any
user's graph: validated, committed, and no import ever replaces it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import pyoxigraph as ox

from kgstore.commit.provenance import PROV, agent_iri, statement
from kgstore.commit.store import Store
from kgstore.errors import NotFound, RecordError
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE
from kgstore.publish.describe import bracketed, name
from kgstore.records.iri import digest
from kgstore.web.documents import Site
from kgstore.web.graphs_commit import Draft, content_of, own
from kgstore.web.pages_about import rows

LONGEST_NOTE, LONGEST_TAG, MOST_TAGS = 10_000, 100, 50
_NOTE, _KEYWORD = MZ + "note", PREFIXES["dcat"] + "keyword"


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a thing: who wrote it when."""

    iri: str
    text: str
    agent: str
    time: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A keyword of a thing, and whose it is; "" where it is the record's own."""

    text: str
    agent: str


def left_on(here: Site, iri: str) -> tuple[list[Note], list[Tag]]:
    """Return the notes on a thing, the newest first, and its keywords."""
    notes, tags = [], []
    users = f"{here.base}/graph/user/"
    for row in rows(here.view, here.library, "notes-of", thing=bracketed([iri])):
        graph = name(row["graph"])
        agent = graph.removeprefix(users).partition("/")[0] if graph.startswith(users) else ""
        if row["note"] is not None:
            time = row["time"].value if row["time"] is not None else ""
            notes.append(Note(name(row["note"]), row["text"].value, agent, time))
        elif row["keyword"] is not None:
            tags.append(Tag(row["keyword"].value, agent))
    notes.sort(key=lambda note: note.time, reverse=True)
    return notes, sorted(set(tags), key=lambda tag: (tag.text.casefold(), tag.agent))


def graph_of(store: Store, agent: str, iri: str) -> str:
    """Return the graph in which an agent's notes on a record lie.

    Raises:
        NotFound: it is no record of the store.
    """
    record = iri.partition("#")[0]
    if not record.startswith(f"{store.base}/id/") or not store.view.types([iri]):
        raise NotFound(f"nothing is known of {iri or 'that'}", subject=iri)
    return f"{own(store.base, agent)}notes/{record.removeprefix(store.base + '/id/')}"


Plan = Callable[[], Draft]


def noted(store: Store, agent: str, iri: str, text: str) -> Plan:
    """Return what adds a note.

    Raises:
        RecordError: it says nothing, or too much.
    """
    if not text or len(text) > LONGEST_NOTE:
        reason = "a note needs some words" if not text else "the note is too long"
        raise RecordError(reason, advice=f"Write up to {LONGEST_NOTE:,} characters.")
    time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    note = store.minter.part(iri, f"note/{agent}/{digest(time + text, 12)}")
    said = [
        statement(iri, _NOTE, note),
        statement(note, RDF_TYPE, MZ + "Note"),
        statement(note, MZ + "noteText", text, "string"),
        statement(note, PREFIXES["dcterms"] + "created", time, "dateTime"),
        statement(note, PROV + "wasAttributedTo", agent_iri(store.base, agent)),
    ]
    return _changed(store, agent, iri, lambda lines: [*lines, *said])


def tagged(store: Store, agent: str, iri: str, tags: Iterable[str]) -> Plan:
    """Return what adds keywords.

    Raises:
        RecordError: there is none, or they are too many or too long.
    """
    words = list(dict.fromkeys(tag for tag in tags if tag))
    if not words or len(words) > MOST_TAGS or max(map(len, words)) > LONGEST_TAG:
        advice = f"Write 1 to {MOST_TAGS} keywords of up to {LONGEST_TAG} characters."
        raise RecordError("these are no keywords", advice=advice)
    said = [statement(iri, _KEYWORD, word, "string") for word in words]
    return _changed(store, agent, iri, lambda lines: [*lines, *said])


def removed(store: Store, agent: str, iri: str, note: str) -> Plan:
    """Return what takes a note of one's own away."""
    named = ox.NamedNode(note)
    gone = (f"{named} ", f"{ox.NamedNode(iri)} <{_NOTE}> {named} .")
    return _changed(store, agent, iri, lambda lines: [s for s in lines if not s.startswith(gone)])


def untagged(store: Store, agent: str, iri: str, tag: str) -> Plan:
    """Return what takes a keyword of one's own away."""
    gone = statement(iri, _KEYWORD, tag, "string")
    return _changed(store, agent, iri, lambda lines: [line for line in lines if line != gone])


def _changed(store: Store, agent: str, iri: str, change: Callable[[list[str]], list[str]]) -> Plan:
    graph = graph_of(store, agent, iri)

    def plan() -> Draft:
        before = [f"{triple} ." for triple in store.view.triples(graph)]
        after = change(before)
        return Draft({graph: content_of(after) if after else None} if after != before else {})

    return plan
