"""Reads lexicons back from a store: what `kgstore concepts load` put there, else the extract.

The columns of the graph are asked for one by one, and joined here by the synset's IRI: one pass
over a whole wordnet takes about two seconds. The extract that every store has is read from
its packaged table, which takes a few hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

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

    def pairs(self, predicate: str, graph: str = "") -> Iterator[tuple[str, str]]:
        """Yield subject and object of every triple with a predicate."""

    def values(self, subject: str, predicate: str, graph: str = "") -> list[str]:
        """Return the objects of one subject and predicate in a graph."""

    def subjects_with(self, predicate: str, iri: str, graph: str = "") -> list[str]:
        """Return the IRIs that a predicate relates to `iri` in a graph."""

    def graphs(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A knowledge base that a store has loaded."""

    name: str
    graph: str
    scheme: str
    title: str
    version: str
    licence: str


def loaded(view: Graphs, base: str) -> list[Loaded]:
    """Return the loaded knowledge bases, by name."""
    place = f"{base}/graph/{LOADED}/"
    names = (iri.removeprefix(place) for iri in view.graphs() if iri.startswith(place))
    return [_about(view, place + name, name) for name in sorted(names) if "/" not in name]


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
        advice="Load one: kgstore concepts load PATH.",
    )


def _read(view: Graphs, about: Loaded) -> Lexicon:
    def column(predicate: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for subject, value in view.pairs(predicate, about.graph):
            found.setdefault(subject, []).append(value)
        return found

    names, generic, instance = column(g.OTHER), column(g.GENERIC), column(g.INSTANCE)
    parts, members, substances = column(g.PART), column(g.MEMBER), column(g.SUBSTANCE)
    same, domains = column(g.SAME), dict(view.pairs(g.DOMAIN, about.graph))
    parts_of_speech = dict(view.pairs(g.POS, about.graph))
    empty: list[str] = []
    synsets = {}
    for iri, first in view.pairs(g.FIRST, about.graph):
        if iri == about.scheme:
            continue
        domain, only = domains.get(iri, ""), instance.get(iri, empty)
        synsets[iri] = Synset(
            iri,
            parts_of_speech.get(iri) or domain[:1],
            (first, *sorted(names.get(iri, empty))),
            tuple(b for b in generic.get(iri, empty) if b not in only),
            tuple(only),
            tuple(parts.get(iri, empty)),
            tuple(members.get(iri, empty)),
            tuple(substances.get(iri, empty)),
            domain,
            tuple(same.get(iri, empty)),
        )
    return Lexicon(
        about.name,
        about.licence,
        synsets,
        ranked_by(synsets, column(g.RANKED)),
        _exceptions(view.values(about.scheme, g.IRREGULAR, about.graph)),
        about.version,
        about.title,
        about.scheme,
    )


def _exceptions(rows: list[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in sorted(rows):
        pos, form, lemma = row.split("|", 2)
        forms = found.setdefault(pos, {})
        forms[form] = (*forms.get(form, ()), lemma)
    return found
