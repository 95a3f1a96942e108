"""The packaged extract: what is in it, and that anyone can make it again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kgstore.errors import ResourceError
from kgstore.link.wordnet import extract, table
from kgstore.link.wordnet.recognise import DEBIAN
from kgstore.link.wordnet.wndb import read_wndb

WN30 = "http://wordnet-rdf.princeton.edu/wn30/"
needs_wordnet = pytest.mark.skipif(
    not DEBIAN.is_dir(), reason="Debian's wordnet-base is not installed"
)


def test_the_selection_follows_relations_and_words(wndb: Path, iri: Callable[[str], str]) -> None:
    role = extract.selection(read_wndb(wndb), [iri("car"), "urn:unknown"])
    assert role == {
        iri("car"): "seed",
        iri("vehicle"): "near",
        iri("entity"): "near",
        iri("car_wheel"): "near",
        iri("railcar"): "sense",
    }


def test_a_table_gives_back_what_was_written(
    wndb: Path, tmp_path: Path, iri: Callable[[str], str]
) -> None:
    lexicon = read_wndb(wndb)
    role = extract.selection(lexicon, [iri("car"), iri("mouse")])
    at = tmp_path / "wordnet-3.0"
    table.write_table(at, lexicon, role, "a licence\n")
    back, stated = table.read_table(at)
    assert back.synsets.keys() == role.keys()
    assert [(s.rank, s.frequency) for s in back.senses("car")] == [(1, 7), (2, 71)]
    assert stated[iri("car")] == ["2 71 car"]
    assert back.lemmas_of("mice") == ("mouse",)
    assert table.roles(at)[iri("car").removeprefix(WN30)] == "seed"
    assert iri("railcar") not in table.read_table(at, leave_out="sense")[0].synsets


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [("\tseed", "", r"synsets\.tsv:\d+: it has 9 cells"), ("|", "", "not as many ranks as words")],
)
def test_a_damaged_table_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    at = tmp_path / "wordnet-3.0"
    shutil.copytree(table.place(), at)
    text = (at / "synsets.tsv").read_text("utf-8")
    (at / "synsets.tsv").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ResourceError, match=says):
        table.read_table(at)


def test_the_licence_lies_beside_it() -> None:
    notice = (table.place() / "LICENSE").read_text("utf-8")
    assert "WordNet 3.0 Copyright 2006 by Princeton University." in notice


def test_competing_senses_are_there_for_linkers_only() -> None:
    cranes = [sense.synset for sense in table.packaged().senses("crane", "n")]
    assert {synset.domain for synset in cranes} >= {"noun.artifact", "noun.animal", "noun.person"}
    assert "Stephen Crane" not in table.packaged_graph()


@needs_wordnet
def test_the_extract_is_what_its_command_makes(tmp_path: Path) -> None:
    at = tmp_path / "wordnet-3.0"
    shutil.copytree(table.place(), at)
    extract.main(["--output", str(at)])
    for name in (table.SYNSETS, table.IRREGULAR, table.LICENCE):
        assert (at / name).read_text("utf-8") == (table.place() / name).read_text("utf-8"), name


@needs_wordnet
@pytest.mark.corpus
def test_every_gold_concept_is_a_seed(corpus: Path) -> None:
    role = table.roles(table.place())
    gold = extract.seeds_of_labels(corpus / "class_labels")
    assert {role.get(iri.removeprefix(WN30)) for iri in gold} == {"seed"}
