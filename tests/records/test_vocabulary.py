"""Free text finds its canonical term, and only its own."""

from __future__ import annotations

from pathlib import Path

from kgstore.namespaces import PREFIXES, expand
from kgstore.records.vocabulary import Vocabulary

PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
TERMS = """
mzt:a a mz:TaskType ; skos:inScheme mzv:task ; skos:prefLabel "Object detection"@en ;
  skos:notation "detection"^^mzs:zoo .
mzt:b a mz:TaskType ; skos:inScheme mzv:task ;
  skos:prefLabel "Detection"@en ; skos:hiddenLabel "det" .
mzm:c a mz:Metric ; skos:inScheme mzv:metric ; skos:altLabel "det" .
"""


def vocabulary(tmp_path: Path, *texts: str) -> Vocabulary:
    files = []
    for number, text in enumerate(texts):
        files.append(tmp_path / f"{number}.ttl")
        files[-1].write_text(PROLOGUE + text, "utf-8")
    return Vocabulary.load(files)


def test_spelling_does_not_matter(tmp_path: Path) -> None:
    terms = vocabulary(tmp_path, TERMS)
    for text in ("object-detection", "Object_Detection", " OBJECT  detection"):
        assert terms.resolve("task", text) == expand("mzt:a")


def test_a_label_of_the_source_wins_and_is_the_source_s_alone(tmp_path: Path) -> None:
    terms = vocabulary(tmp_path, TERMS)
    assert terms.resolve("task", "detection", "zoo") == expand("mzt:a")
    assert terms.resolve("task", "detection") == expand("mzt:b")
    assert terms.resolve("task", "detection", "other") == expand("mzt:b")


def test_schemes_are_apart(tmp_path: Path) -> None:
    terms = vocabulary(tmp_path, TERMS)
    assert terms.resolve("task", "det") == expand("mzt:b")
    assert terms.resolve("metric", "det") == expand("mzm:c")
    assert terms.resolve("licence", "det") is None


def test_an_overlay_wins(tmp_path: Path) -> None:
    mine = 'mzt:mine a mz:TaskType ; skos:inScheme mzv:task ; skos:prefLabel "det" .'
    assert vocabulary(tmp_path, TERMS, mine).resolve("task", "DET") == expand("mzt:mine")


def test_types_are_known(tmp_path: Path) -> None:
    assert vocabulary(tmp_path, TERMS).types[expand("mzm:c")] == {expand("mz:Metric")}
