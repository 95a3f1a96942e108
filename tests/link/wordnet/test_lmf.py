"""WN-LMF: what is read, and what is refused."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from kgstore.errors import ImportFailed
from kgstore.link.wordnet import compressed
from kgstore.link.wordnet.lmf import read_lmf

OEWN = "https://en-word.net/id/oewn-"


def changed(files: Path, tmp_path: Path, old: str, new: str) -> Path:
    text = (files / "tiny.xml").read_text("utf-8")
    assert old in text
    (tmp_path / "changed.xml").write_text(text.replace(old, new), "utf-8")
    return tmp_path / "changed.xml"


def test_synsets_senses_and_forms(files: Path) -> None:
    lexicon = read_lmf(files / "tiny.xml")
    car = lexicon.synsets[OEWN + "02961779-n"]
    assert (lexicon.name, lexicon.scheme) == ("oewn-2024", "https://en-word.net/")
    assert lexicon.licence == "https://creativecommons.org/licenses/by/4.0"
    assert (car.lemmas, car.domain) == (("car", "auto"), "noun.artifact")
    assert car.matches == ("http://globalwordnet.org/ili/i51496",)
    assert car.hypernyms == (OEWN + "04531608-n",)
    assert lexicon.synsets[OEWN + "02977636-n"].part_holonyms == (car.iri,)
    assert [(s.synset.iri[-10:], s.rank, s.frequency) for s in lexicon.senses("car")] == [
        ("02961779-n", 1, 71),
        ("02962414-n", 2, 0),
    ]
    assert lexicon.lemmas_of("drove") == ("drive",)
    assert lexicon.senses("fast") == []


@pytest.mark.parametrize(("name", "pack"), [("t.xml.gz", gzip.compress), ("t.xz", lzma.compress)])
def test_compressed_files_are_read_and_cut_ones_refused(
    files: Path, tmp_path: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack((files / "tiny.xml").read_bytes())
    (tmp_path / name).write_bytes(packed)
    assert len(read_lmf(tmp_path / name).synsets) == 5
    (tmp_path / name).write_bytes(packed[:-200])
    with pytest.raises(ImportFailed, match=rf"{name}: the compressed file is cut"):
        read_lmf(tmp_path / name)


def test_what_unpacks_without_end_is_refused(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compressed, "MOST", 1000)
    (tmp_path / "t.gz").write_bytes(gzip.compress((files / "tiny.xml").read_bytes()))
    with pytest.raises(ImportFailed, match="unpacks to more than"):
        read_lmf(tmp_path / "t.gz")


def test_entities_are_refused_before_they_are_expanded(files: Path, tmp_path: Path) -> None:
    bomb = '"http://globalwordnet.github.io/schemas/WN-LMF-1.3.dtd" [<!ENTITY a "&b;&b;">]>'
    old = '"http://globalwordnet.github.io/schemas/WN-LMF-1.3.dtd">'
    with pytest.raises(ImportFailed, match=r"changed\.xml:2: it declares the entity a"):
        read_lmf(changed(files, tmp_path, old, bomb))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("</LexicalResource>", "", r"changed\.xml:\d+: it is no XML"),
        ("LexicalResource", "Lexica", "the root is Lexica"),
        (' license="https://creativecommons.org/licenses/by/4.0"', "", "has no attribute license"),
        ('relType="hypernym" target', 'relType="hypernym" to', "has no attribute target"),
        ('target="oewn-02977636-n"', 'target="oewn-1-n"', "the mero_part oewn-1-n"),
        ('synset="oewn-01933305-v"', 'synset="oewn-1-v"', "'drive' has oewn-1-v"),
        ('id="oewn-02962414-n"', 'id="oewn-02961779-n"', "is there twice"),
        ("<Count>71<", "<Count>many<", "the count 'many' is no number"),
        ('n="2"', 'n="b"', "the place 'b' of a sense"),
        ("</Lexicon>", '</Lexicon><Lexicon id="x"/>', "one lexicon a file"),
        ("</Lexicon>", '</Lexicon><LexiconExtension id="x"/>', "extends another lexicon"),
        ("oewn-0", "other-0", "relations lead to synsets that are missing"),
    ],
)
def test_broken_files_are_refused(
    files: Path, tmp_path: Path, old: str, new: str, says: str
) -> None:
    file = changed(files, tmp_path, old, new)
    if old == "oewn-0":
        file.write_text(file.read_text().replace('target="other-04531608-n"', 'target="gone"'))
    with pytest.raises(ImportFailed, match=says):
        read_lmf(file)


def test_other_wordnets_are_known_by_the_interlingual_index(files: Path, tmp_path: Path) -> None:
    lexicon = read_lmf(changed(files, tmp_path, "oewn", "odenet"))
    assert "http://globalwordnet.org/ili/i51496" in lexicon.synsets
    assert lexicon.notes == ("1 synsets without an ILI were left out",)
    assert lexicon.scheme == "https://github.com/globalwordnet/english-wordnet"
