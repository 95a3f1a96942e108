"""Which mappings become links: the one way by which a links graph is made.

A mapping set `name` has two graphs: `graph/sssom/{name}` with its records, `graph/links/{name}`
with the links that queries follow. Tables of files have the name of their file; what a linker or a
service proposed is `made/{set}`, what curators decided is `made/review`.

* A record becomes a link if it is positive, its confidence reaches the threshold and nothing denies
  it. A `Not` of any set denies it in every set, also in packaged tables; so it survives whatever a
  linker proposes later.
* What curators accepted is in the review set, and is linked whatever its confidence, and whatever a
  table denies.
* A `Not` of a closeMatch denies an exactMatch too, which says more; a `Not` of an exactMatch denies
  a closeMatch unless a person asserted that.

A linker commits its proposals so (both graphs, and every other links graph that they touch):

    own = made_set(store.base, "wordnet-3.0.acme", "Labels of acme to WordNet 3.0", licence)
    cells = {"subject_label": "crane", "object_label": "crane", "mapping_tool": "kgstore",
             "mapping_tool_version": "1", "mapping_date": "2026-11-20", "comment": "why",
             "runner_up": "http://...", "runner_up_confidence": "0.31"}
    found = [Mapping(own, 0, class_iri, skos + "exactMatch", concept_iri, False,
                     semapv + "LexicalMatching", 0.93, cells)]
    commit_mappings(store, settings, "wordnet-3.0.acme", found, "link: acme's labels")

No mapping at all takes the set away. The same again commits nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from kgstore.commit.change import Commit, GraphChange, GraphInfo
from kgstore.commit.provenance import DOCUMENT_DIGEST
from kgstore.commit.store import Store
from kgstore.commit.view import View
from kgstore.link import rdf
from kgstore.link.denials import LINK_THRESHOLD, Denials, link_digest, links_of
from kgstore.link.mapping import UNSPECIFIED, MappingSet, Statement
from kgstore.link.mapping import Mapping as Row
from kgstore.namespaces import PREFIXES, RDF_TYPE
from kgstore.records.iri import encode_path
from kgstore.settings import Settings
from kgstore.sparql import view as sparql

__all__ = [
    "LINK_THRESHOLD",
    "commit_mappings",
    "graphs_with",
    "link_graphs",
    "made_set",
    "mapping_changes",
]

MADE = "made/"
REVIEW = MADE + "review"
_MAPPING_SET = PREFIXES["sssom"] + "MappingSet"

Sets = Mapping[str, Sequence[Row]]
"""Mappings by the name of their set."""


def commit_mappings(
    store: Store, settings: Settings, set_name: str, mappings: Sequence[Row], message: str
) -> Commit | None:
    """Put mappings in the place of the made set of that name; commit them with all they touch.

    Returns None where nothing changes. See the top of this module.

    Raises:
        StoreError: the store is open for reading only, or its disk is full.
    """
    changes = mapping_changes(store, {MADE + encode_path(set_name): mappings})
    return store.commit(changes, agent=settings.agent, message=message)


def mapping_changes(store: Store, sets: Sets) -> list[GraphChange]:
    """Return the changes that put made sets, by name, in place of what the store has of them."""
    before = stored_denials(store.view, store.base)
    after = before | {name: Denials.of(mappings) for name, mappings in sets.items()}
    denied = union(after.values())
    changes = [
        GraphChange(f"{store.base}/graph/sssom/{name}", rdf.records_graph(found) if found else None)
        for name, found in sets.items()
    ]
    changes += link_graphs(store.base, sets, denied)
    differing = union(before.values()).statements ^ denied.statements
    differing |= own_denials(before).statements ^ own_denials(after).statements
    others = _about(store.view, store.base, {subject for subject, _, _ in differing}, sets)
    own = own_denials(after)
    for name, change in zip(others, link_graphs(store.base, others, denied), strict=True):
        changes += _dated(store, change, name, own.state(others[name]))
    return changes


def link_graphs(base: str, sets: Sets, denied: Denials) -> Iterator[GraphChange]:
    """Yield the links graph of each set; `denied` is what all sets of the store deny."""
    for name, mappings in sets.items():
        content = decided(mappings) if name == REVIEW else links_of(mappings, denied)
        yield GraphChange(f"{base}/graph/links/{name}", content if mappings else None)


def decided(mappings: Iterable[Row]) -> str:
    """Return the links that curators accepted, as N-Triples: whatever their confidence."""
    return links_of(mappings, Denials(), 0.0)


def made_set(base: str, set_name: str, title: str, licence: str = UNSPECIFIED) -> MappingSet:
    """Return the front matter of a set that is made in a store; its IRI is that of its graph.

    >>> made_set("https://e.org", "lexical", "By words").iri
    'https://e.org/graph/sssom/made/lexical'
    """
    return MappingSet(f"{base}/graph/sssom/{MADE}{encode_path(set_name)}", licence, title=title)


def stored_sets(view: View, base: str) -> dict[str, str]:
    """Return the graph of records of every set that the store holds, by the set's name."""
    top = f"{base}/graph/sssom/"
    graphs = graphs_with(view, RDF_TYPE, _MAPPING_SET)
    return {g.removeprefix(top): g for g in sorted({g for g, _ in graphs}) if g.startswith(top)}


def set_iris(view: sparql.View, base: str) -> dict[str, str]:
    """Return the IRI of every mapping set, by its name, of a store or of a server."""
    top = f"{base}/graph/sssom/"
    found = sorted(graphs_with(view, RDF_TYPE, _MAPPING_SET))
    return {graph.removeprefix(top): iri for graph, iri in found if graph.startswith(top)}


def made_sets(view: View, base: str) -> dict[str, list[Row]]:
    """Return the sets that no file holds, by name."""
    graphs = stored_sets(view, base).items()
    return {n: rdf.read_records(view, graph) for n, graph in graphs if n.startswith(MADE)}


def stored_denials(view: View, base: str) -> dict[str, Denials]:
    """Return what each set of the store denies, by the set's name."""
    found: dict[str, set[Statement]] = {}
    for graph, record in graphs_with(view, rdf.MODIFIER, rdf.NEGATED):
        subject, predicate, target = (view.values(record, end, graph)[0] for end in rdf.ENDS)
        name = graph.removeprefix(f"{base}/graph/sssom/")
        found.setdefault(name, set()).add((subject, predicate, target))
    return {name: Denials(frozenset(statements)) for name, statements in found.items()}


def own_denials(denials: Mapping[str, Denials]) -> Denials:
    """Return what the sets that no file holds deny: made ones, and the curators' decisions."""
    return union(denials[name] for name in denials if name.startswith(MADE))


def union(many: Iterable[Denials]) -> Denials:
    """Return what any of them denies."""
    return Denials(frozenset().union(*(one.statements for one in many)))


def _about(view: View, base: str, subjects: Iterable[str], without: Sets) -> dict[str, list[Row]]:
    """Return the sets that say something of the subjects, whole."""
    graphs = {g for subject in subjects for g, _ in graphs_with(view, rdf.SOURCE, subject)}
    known = {graph: name for name, graph in stored_sets(view, base).items()}
    names = sorted(known[graph] for graph in graphs & known.keys())
    return {
        name: rdf.read_records(view, f"{base}/graph/sssom/{name}")
        for name in names
        if name not in without
    }


def _dated(store: Store, change: GraphChange, name: str, state: str) -> list[GraphChange]:
    """Return the change of another set's links with the digest that `knowledge` will look for.

    A table that only aligns vocabularies gives no links; its graph is none of ours.
    """
    if name.startswith(MADE):
        return [change]
    former = store.view.values(change.graph, DOCUMENT_DIGEST, store.meta_graph)
    info = [GraphInfo(document_digest=link_digest(one, state)) for one in former]
    return [GraphChange(change.graph, change.content, one) for one in info]


def graphs_with(view: sparql.View, predicate: str, target: str) -> list[tuple[str, str]]:
    """Return the graphs that hold a triple of this predicate and object, each with its subject."""
    pattern = f"?subject {ox.NamedNode(predicate)} {ox.NamedNode(target)}"
    text = f"SELECT ?graph ?subject {{ GRAPH ?graph {{ {pattern} }} }}"
    found = view.query(text)
    rows = found if isinstance(found, ox.QuerySolutions) else ()
    return [(row[0].value, row[1].value) for row in rows]
