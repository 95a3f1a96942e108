"""Reads lexicons back from a store: what `kgstore concepts load` put there, else the extract.

The columns of the graph are asked for one by one, and joined here by the synset's IRI: one pass
over a whole wordnet takes about two seconds. The extract that every store has is read from
its packaged table, which takes a few hundredths of a second.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from kgstore.commit.view import Results
from kgstore.errors import NotFound
from kgstore.link.lexicon import Lexicon, Synset
from kgstore.link.wordnet import graph as g
from kgstore.link.wordnet.table import packaged, ranked_by
from kgstore.namespaces import RDF_TYPE

LOADED = "kb/loaded"
"""Where loaded knowledge bases are, below the graphs of a store."""
LINKED = f"{LOADED}/linked"
"""Where the neighbourhoods of linked concepts are, by knowledge base, when it is not loaded."""


class Graphs(Protocol):
    """What lexicons are read from: a store's view."""

    def query(self, query: str, /) -> Results:
        """Return the results of a SPARQL query."""

    def values(self, subject: str, predicate: str, graph: str = "") -> list[str]:
        """Return the objects of one subject and predicate in a graph."""

    def subjects_with(self, predicate: str, iri: str, graph: str = "") -> list[str]:
        """Return the IRIs that a predicate relates to `iri` in a graph."""

    def graphs(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A knowledge base in a store; `packaged` if it came with kgstore."""

    name: str
    graph: str
    scheme: str
    title: str
    version: str
    licence: str
    packaged: bool = False


def loaded(view: Graphs, base: str) -> list[Loaded]:
    """Return the loaded knowledge bases, by name."""
    place = f"{base}/graph/{LOADED}/"
    names = (iri.removeprefix(place) for iri in view.graphs() if iri.startswith(place))
    found = (_about(view, place + name, name) for name in sorted(names) if "/" not in name)
    return [one for one in found if one.scheme]  # a graph that was dropped leaves its name behind


def known(view: Graphs, base: str) -> list[Loaded]:
    """Return every knowledge base of a store: what ships with kgstore, then what was loaded."""
    extract = packaged()
    graph = f"{base}/graph/kb/{extract.name}"
    title = f"{extract.title}, extract"
    shipped = Loaded(
        extract.name, graph, extract.scheme, title, extract.version, extract.licence, packaged=True
    )
    return [shipped, *loaded(view, base)]


def _about(view: Graphs, graph: str, name: str) -> Loaded:
    schemes = view.subjects_with(RDF_TYPE, g.SCHEME_TYPE, graph)
    scheme = schemes[0] if schemes else ""

    def said(predicate: str) -> str:
        return next(iter(view.values(scheme, predicate, graph)), "") if scheme else ""

    licence = said(g.LICENCE) or said(g.RIGHTS)
    return Loaded(name, graph, scheme, said(g.TITLE), said(g.VERSION), licence)


def stored_lexicon(view: Graphs, base: str, name: str = "wordnet") -> Lexicon:
    """Return the lexicon `name` of a store, or the newest whose name begins so.

    Without a loaded one, `wordnet` is the packaged extract.

    Raises:
        NotFound: there is no such knowledge base; the advice says how to load one.
    """
    there = [one for one in loaded(view, base) if f"{one.name}-".startswith(f"{name}-")]
    if there:
        return _read(view, there[-1])
    if f"{packaged().name}-".startswith(f"{name}-"):
        return packaged()
    raise NotFound(
        f"the store has no knowledge base {name}",
        subject=name,
        advice="Load it: kgstore concepts load wordnet PATH, where PATH is its folder or file, as "
        "english-wordnet-2024.xml.gz; `kgstore concepts list` shows those that are there.",
    )


def _read(view: Graphs, about: Loaded) -> Lexicon:
    synsets = {synset.iri: synset for synset in _synsets(view, about)}
    return Lexicon(
        about.name,
        about.licence,
        synsets,
        ranked_by(synsets, _column(view, about.graph, g.RANKED)),
        _exceptions(view.values(about.scheme, g.IRREGULAR, about.graph)),
        about.version,
        about.title,
        about.scheme,
    )


def _synsets(view: Graphs, about: Loaded) -> Iterator[Synset]:
    columns = (g.OTHER, g.GENERIC, g.INSTANCE, g.PART, g.MEMBER, g.SUBSTANCE, g.SAME)
    others, generic, instance, part, member, substance, same = (
        _column(view, about.graph, predicate) for predicate in columns
    )
    domains = dict(_rows(view, about.graph, g.DOMAIN))
    parts_of_speech = dict(_rows(view, about.graph, g.POS))
    none: list[str] = []
    for iri, first in _rows(view, about.graph, g.FIRST):
        if iri == about.scheme:
            continue
        domain, one_of = domains.get(iri, ""), instance.get(iri, none)
        yield Synset(
            iri,
            parts_of_speech.get(iri) or domain[:1],
            (first, *sorted(others.get(iri, none))),
            tuple(broader for broader in generic.get(iri, none) if broader not in one_of),
            tuple(one_of),
            tuple(part.get(iri, none)),
            tuple(member.get(iri, none)),
            tuple(substance.get(iri, none)),
            domain,
            tuple(same.get(iri, none)),
        )


def _column(view: Graphs, graph: str, predicate: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for subject, value in _rows(view, graph, predicate):
        found.setdefault(subject, []).append(value)
    return found


def _rows(view: Graphs, graph: str, predicate: str) -> Iterator[tuple[str, str]]:
    """Return subjects and objects: as a table of the engine, for half the price of its terms."""
    found = view.query(f"SELECT ?s ?o WHERE {{ GRAPH <{graph}> {{ ?s <{predicate}> ?o }} }}")
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError(f"{found} is no table")
    text = found.serialize(format=ox.QueryResultsFormat.CSV) or b""
    table = csv.reader(io.StringIO(text.decode(), newline=""))
    next(table)
    return ((subject, value) for subject, value in table)


def _exceptions(rows: list[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in sorted(rows):
        pos, form, lemma = row.split("|", 2)
        forms = found.setdefault(pos, {})
        forms[form] = (*forms.get(form, ()), lemma)
    return found
