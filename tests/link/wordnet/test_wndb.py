"""WordNet database files: what is read of them, and how broken ones are reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kgstore.errors import ImportFailed
from kgstore.link.wordnet.recognise import DEBIAN
from kgstore.link.wordnet.wndb import notice, read_wndb

Iri = Callable[[str], str]


def test_synsets_have_their_words_and_relations(wndb: Path, iri: Iri) -> None:
    lexicon = read_wndb(wndb)
    car = lexicon.synsets[iri("car")]
    assert (lexicon.name, lexicon.title, lexicon.version) == ("wordnet-3.0", "WordNet 3.0", "3.0")
    assert (car.lemmas, car.pos, car.domain) == (("car", "auto", "motor car"), "n", "noun.artifact")
    assert car.hypernyms == (iri("vehicle"),)
    assert lexicon.synsets[iri("Herbie")].instance_hypernyms == (iri("car"),)
    assert lexicon.synsets[iri("car_wheel")].part_holonyms == (iri("car"),)
    assert lexicon.synsets[iri("railcar")].member_holonyms == (iri("train"),)
    assert lexicon.synsets[iri("rubber")].substance_holonyms == (iri("car_wheel"),)
    assert lexicon.synsets[iri("drive")].domain == "verb.motion"
    assert lexicon.ancestors(iri("Herbie")) == {iri("car"), iri("vehicle"), iri("entity")}
    assert lexicon.parts(iri("car")) == (iri("car_wheel"),)
    assert set(lexicon.narrower(iri("vehicle"))) == {iri("car"), iri("railcar")}


def test_senses_are_ranked_by_the_index_and_counted(wndb: Path, iri: Iri) -> None:
    senses = read_wndb(wndb).senses("CAR")
    assert [(s.synset.iri, s.rank, s.frequency) for s in senses] == [
        (iri("railcar"), 1, 7),
        (iri("car"), 2, 71),
    ]


def test_irregular_and_regular_forms_lead_to_lemmas(wndb: Path) -> None:
    lexicon = read_wndb(wndb)
    assert lexicon.lemmas_of("mice") == ("mouse",)
    assert lexicon.lemmas_of("Car_wheels") == ("car wheel",)
    assert lexicon.lemmas_of("driving") == ("drive",)
    assert lexicon.lemmas_of("driving", "n") == ()


def test_counts_may_be_missing_or_in_the_sense_index(wndb: Path) -> None:
    (wndb / "cntlist.rev").unlink()
    assert {s.frequency for s in read_wndb(wndb).senses("car")} == {0}
    (wndb / "index.sense").write_text("car%1:06:00:: 00000000 2 5\n")
    assert [s.frequency for s in read_wndb(wndb).senses("car")] == [0, 5]


def test_the_licence_at_the_top_is_kept(wndb: Path) -> None:
    assert "WordNet 3.0 Copyright" in notice(wndb)


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("data.noun", " 06 n 03 car", " 06 n 09 car", "data.noun:5: it is no synset"),
        ("data.noun", " 06 n 03 car", " 99 n 03 car", "lexicographers' file 99"),
        ("data.noun", "auto", "autos", "data.noun:6: it says that it stands at byte"),
        ("data.noun", "This is", "So is", "data.noun:3: it says that it stands at byte"),
        ("data.noun", " | a gloss", " a gloss", "data.noun:3: it is no synset"),
        ("data.noun", "WordNet 3.0", "WordNet", "do not say which WordNet"),
        ("data.noun", "WordNet 3.0", "WordNet 2.1", "WordNet 2.1 have no IRIs"),
        ("index.noun", "train n 1", "train n 2", "it is no entry"),
        ("index.noun", "train n 1 1 @ 1 0 00", "train n 1 1 @ 1 0 99", "is not in data.noun"),
        ("cntlist.rev", " 1 7", " one 7", "cntlist.rev:1: it is no count"),
        ("noun.exc", "mice mouse", "mice", "noun.exc:1: an irregular form has no lemma"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    wndb: Path, file: str, old: str, new: str, says: str
) -> None:
    replace(wndb / file, old, new)
    with pytest.raises(ImportFailed, match=says):
        read_wndb(wndb)


def test_a_cut_file_is_refused(wndb: Path) -> None:
    whole = (wndb / "data.verb").read_bytes()
    (wndb / "data.verb").write_bytes(whole[:-20])
    with pytest.raises(ImportFailed, match=r"data\.verb:4: the file ends within a line"):
        read_wndb(wndb)


def test_a_synset_whose_relation_leads_nowhere_is_refused(wndb: Path) -> None:
    lines = (wndb / "data.verb").read_text().splitlines(keepends=True)
    (wndb / "data.verb").write_text("".join(lines[:3]))
    with pytest.raises(ImportFailed, match=r"is not in data\.verb"):
        read_wndb(wndb)
    replace(wndb / "data.noun", "#p 0", "#p 9")
    with pytest.raises(ImportFailed, match="relations lead to synsets that are missing"):
        read_wndb(wndb)


def test_a_missing_file_is_named(wndb: Path) -> None:
    (wndb / "index.verb").unlink()
    with pytest.raises(ImportFailed, match=r"index\.verb: cannot be read"):
        read_wndb(wndb)


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's wordnet-base is not installed")
def test_the_whole_of_wordnet_is_read() -> None:
    lexicon = read_wndb(DEBIAN)
    assert len(lexicon.synsets) == 82_115 + 13_767
    dog = lexicon.senses("dog", "n")[0]
    assert (dog.synset.iri[-10:], dog.rank, dog.frequency) == ("02084071-n", 1, 42)
    assert lexicon.lemmas_of("geese") == ("goose",)
