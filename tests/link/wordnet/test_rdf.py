"""Wordnets in RDF, in the form in which en-word.net writes them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.errors import ImportFailed
from kgstore.link.wordnet.rdf import read_rdf

OEWN = "https://en-word.net/id/oewn-"


def test_turtle_and_ntriples_say_the_same(files: Path, tmp_path: Path) -> None:
    lexicon = read_rdf(files / "tiny.ttl")
    triples = ox.parse(path=files / "tiny.ttl", format=ox.RdfFormat.TURTLE)
    lines = ox.serialize((q.triple for q in triples), format=ox.RdfFormat.N_TRIPLES) or b""
    (tmp_path / "tiny.nt.gz").write_bytes(gzip.compress(lines))
    assert read_rdf(tmp_path / "tiny.nt.gz").synsets == lexicon.synsets
    car = lexicon.synsets[OEWN + "02961779-n"]
    assert (lexicon.name, lexicon.scheme) == ("oewn-rdf", "https://en-word.net/")
    assert (car.lemmas, car.domain, car.pos) == (("car",), "noun.artifact", "n")
    assert car.hypernyms == (OEWN + "04531608-n",)
    assert car.matches == ("http://globalwordnet.org/ili/i51496",)
    assert lexicon.narrower(OEWN + "04531608-n") == (car.iri, OEWN + "02962414-n")
    assert [s.rank for s in lexicon.senses("car")] == [1, 2]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("wn:lexfile", "wn:lexfile wn:lexfile", r"changed\.ttl:\d+: it is no Turtle"),
        ("ontolex:LexicalConcept", "skos:Concept", "lacks synsets"),
        ("dct:license", "dct:rights", "does not state its licence"),
        ("wn:hypernym wnid:oewn-04531608-n", "wn:hypernym wnid:gone", "hypernym .*gone"),
        ("ontolex:writtenRep", "ontolex:other", "has no written form"),
        ("ontolex:isLexicalizedSenseOf wnid:oewn-02962414-n ;", "", "is of no synset"),
    ],
)
def test_broken_files_are_refused(
    files: Path, tmp_path: Path, old: str, new: str, says: str
) -> None:
    text = (files / "tiny.ttl").read_text("utf-8")
    assert old in text
    (tmp_path / "changed.ttl").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ImportFailed, match=says):
        read_rdf(tmp_path / "changed.ttl")


def test_a_cut_archive_is_refused(files: Path, tmp_path: Path) -> None:
    packed = gzip.compress((files / "tiny.ttl").read_bytes())
    (tmp_path / "cut.ttl.gz").write_bytes(packed[:-100])
    with pytest.raises(ImportFailed, match=r"cut\.ttl\.gz: the compressed file is cut"):
        read_rdf(tmp_path / "cut.ttl.gz")
