"""Opening a store with everything that belongs to it: its knowledge and its derivation rules."""

from __future__ import annotations

from kgstore.commit.change import GraphChange, GraphInfo
from kgstore.commit.store import Store
from kgstore.derive.engine import RuleDeriver
from kgstore.knowledge import knowledge, table_denials
from kgstore.link.accept import link_graphs, made_sets, own_denials, stored_denials
from kgstore.namespaces import MZ
from kgstore.records.iri import Minter
from kgstore.settings import Settings

_MESSAGE = "knowledge: ontology, vocabularies, links"
_KNOWLEDGE = ("tbox", "vocab", "kb", "links", "sssom")
_OF_THE_STORE = ("kb/loaded", "links/made", "sssom/made")
"""Below these lies knowledge that no file holds: loaded, made by a linker, or decided here."""


def create(settings: Settings) -> Store:
    """Make an empty store, with the packaged knowledge in it, and return it open for writing.

    Raises:
        StoreExists: there is one already, or a folder with other things in it.
    """
    store = Store.create(settings.store, settings.base, deriver=RuleDeriver())
    synchronise(store, settings)
    return store


def for_reading(settings: Settings) -> Store:
    """Return the store open for reading; many may read at once.

    Raises:
        StoreMissing: there is no store.
        StoreBusy: somebody writes.
    """
    return Store.open(settings.store, deriver=RuleDeriver())


def for_writing(settings: Settings) -> Store:
    """Return the store open for writing, its knowledge brought up to the files' state.

    Raises:
        StoreMissing: there is no store.
        StoreBusy: somebody else reads or writes.
    """
    store = Store.open(settings.store, write=True, deriver=RuleDeriver())
    try:
        synchronise(store, settings)
    except BaseException:
        store.close()
        raise
    return store


def synchronise(store: Store, settings: Settings, *, message: str = _MESSAGE) -> bool:
    """Commit the knowledge graphs whose files have changed; return whether any had.

    Graphs whose files are gone leave the store.
    """
    there = dict(store.view.pairs(MZ + "documentDigest", store.meta_graph))
    own = own_denials(stored_denials(store.view, store.base))
    graphs = knowledge(Minter(store.base), store.overlay, own)
    wanted = {f"{store.base}/graph/{graph.path}": graph for graph in graphs}
    changes = [
        GraphChange(iri, graph.read(), GraphInfo(document_digest=graph.digest))
        for iri, graph in wanted.items()
        if there.get(iri) != graph.digest
    ]
    gone = there.keys() - wanted.keys()
    changes += [GraphChange(iri, None) for iri in gone if _is_of_files(iri, store.base)]
    if any(change.graph.startswith(f"{store.base}/graph/sssom/") for change in changes):
        denied = own | table_denials(store.overlay)
        changes += link_graphs(store.base, made_sets(store.view, store.base), denied)
    if changes:
        store.commit(changes, agent=settings.agent, message=message)
    return bool(changes)


def _is_of_files(graph: str, base: str) -> bool:
    files, own = _below(base, _KNOWLEDGE), _below(base, _OF_THE_STORE)
    return graph.startswith(files) and not graph.startswith(own)


def _below(base: str, places: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{base}/graph/{place}/" for place in places)
