"""Lexicons in a store: in by one commit, back out the same, and out of it again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kgstore.commit.store import Store
from kgstore.errors import NotFound
from kgstore.link.lexicon import Lexicon, Synset
from kgstore.link.wordnet.concept import concept
from kgstore.link.wordnet.graph import graph_of, neighbourhood, only
from kgstore.link.wordnet.lmf import read_lmf
from kgstore.link.wordnet.load import drop, load
from kgstore.link.wordnet.recognise import DEBIAN
from kgstore.link.wordnet.stored import known, loaded, stored_lexicon
from kgstore.link.wordnet.table import packaged, packaged_graph
from kgstore.link.wordnet.wndb import read_wndb
from kgstore.opening import synchronise
from kgstore.settings import Settings


def in_any_order(synset: Synset) -> Synset:
    first, *others = synset.lemmas
    return replace(synset, lemmas=(first, *sorted(others)))


def same(one: Lexicon, other: Lexicon) -> bool:
    return (
        {i: in_any_order(s) for i, s in one.synsets.items()}
        == {i: in_any_order(s) for i, s in other.synsets.items()}
        and {w: sorted(r) for w, r in one.ranked.items()}
        == {w: sorted(r) for w, r in other.ranked.items()}
        and (one.name, one.licence, one.version, one.title, one.scheme)
        == (other.name, other.licence, other.version, other.title, other.scheme)
    )


def test_what_goes_in_comes_back(store: Store, files: Path) -> None:
    lexicon = read_lmf(files / "tiny.xml")
    commit = load(store, lexicon, files / "tiny.xml", agent="ann")
    assert commit is not None
    assert commit.inserted == graph_of(lexicon).count("\n")
    back = stored_lexicon(store.view, store.base, "oewn")
    assert same(back, lexicon)
    assert back.lemmas_of("drove") == ("drive",)
    assert [one.name for one in loaded(store.view, store.base)] == ["oewn-2024"]


def test_loading_again_changes_nothing(store: Store, files: Path) -> None:
    lexicon = read_lmf(files / "tiny.xml")
    load(store, lexicon, files / "tiny.xml", agent="ann")
    assert load(store, lexicon, files / "tiny.xml", agent="ann") is None


def test_a_newer_kgstore_leaves_what_was_loaded(
    store: Store, settings: Settings, files: Path
) -> None:
    load(store, read_lmf(files / "tiny.xml"), files / "tiny.xml", agent="ann")
    assert not synchronise(store, settings)
    assert loaded(store.view, store.base)


def test_dropping_takes_out_what_was_loaded_and_nothing_else(store: Store, wndb: Path) -> None:
    before = set(store.view.lines(""))
    load(store, read_wndb(wndb), wndb, agent="ann")
    assert set(store.view.lines("")) > before
    assert drop(store, "wordnet-3.0", agent="ann").title == "WordNet 3.0"
    assert set(store.view.lines("")) == before
    assert loaded(store.view, store.base) == []
    with pytest.raises(NotFound, match=r"no knowledge base wordnet-3\.0"):
        drop(store, "wordnet-3.0", agent="ann")


def test_without_a_loaded_one_wordnet_is_the_extract(store: Store) -> None:
    assert stored_lexicon(store.view, store.base) is packaged()
    with pytest.raises(NotFound, match="no knowledge base oewn"):
        stored_lexicon(store.view, store.base, "oewn")
    (shipped,) = known(store.view, store.base)
    assert (shipped.name, shipped.packaged) == ("wordnet-3.0", True)


def test_a_neighbourhood_has_what_questions_need(wndb: Path) -> None:
    lexicon = read_wndb(wndb)
    car = lexicon.senses("auto")[0].synset.iri
    (wheel, *_), entity = lexicon.parts(car), lexicon.senses("entity")[0].synset.iri
    text = neighbourhood(lexicon, [car, "urn:unknown"])
    assert all(f"<{iri}> <http://www.w3.org/1999" in text for iri in (car, wheel, entity))
    assert "Herbie" not in text
    assert set(neighbourhood(lexicon, [wheel]).split("\n")) <= set(graph_of(lexicon).split("\n"))


def test_a_concept_shows_its_place(store: Store) -> None:
    found = concept(store.view, "http://wordnet-rdf.princeton.edu/wn30/02958343-n")
    assert found.lemmas[0] == "car"
    assert [one.label for one in found.chain][-1] == "entity"
    assert "car wheel" in [one.label for one in found.parts]
    assert "bus" in [one.label for one in found.kinds]
    assert ("exactMatch", "car") in [(match, one.label) for match, one in found.linked]
    with pytest.raises(NotFound, match="no concept urn:x"):
        concept(store.view, "urn:x")


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's wordnet-base is not installed")
def test_the_extract_says_nothing_that_the_whole_does_not() -> None:
    whole = read_wndb(DEBIAN)
    assert set(packaged_graph().split("\n")) <= set(graph_of(whole).split("\n"))
    held = packaged().synsets
    assert held == only(whole, held).synsets
