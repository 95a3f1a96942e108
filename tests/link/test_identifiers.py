"""Identifiers name concepts by definition; what only looks like one names none."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.link.identifiers import JUSTIFICATION, Identified, concept_of, identified, is_mid
from kgstore.link.schema import BACKGROUND, Label
from kgstore.link.sssom import read_mappings
from kgstore.namespaces import PREFIXES, VOCABULARY

ONTOLOGY = Path(__file__).parents[2] / "ontology"
WN30, WD, SKOS = PREFIXES["wn30"], PREFIXES["wd"], PREFIXES["skos"]


@pytest.mark.parametrize(
    ("identifier", "concept"),
    [
        ("n01440764", WN30 + "01440764-n"),
        ("n01440764 tench", WN30 + "01440764-n"),
        ("n02085620-Chihuahua", WN30 + "02085620-n"),
        (WN30 + "01440764-n", WN30 + "01440764-n"),
        ("Q144", WD + "Q144"),
        ("wd:Q144", WD + "Q144"),
        ("http://www.wikidata.org/entity/Q144", WD + "Q144"),
        ("https://www.wikidata.org/wiki/Q144", WD + "Q144"),
        ("/m/0bt9lr", None),
        ("n0144076", None),
        ("n014407644", None),
        ("N01440764", None),
        ("xn01440764", None),
        ("Q0", None),
        ("Q144a", None),
        ("", None),
    ],
)
def test_an_identifier_stands_for_a_concept_or_for_none(
    identifier: str, concept: str | None
) -> None:
    assert concept_of(identifier) == concept


@pytest.mark.parametrize(
    ("label", "concept"),
    [
        (Label("urn:c", "crane", identifiers=("n03126707",)), WN30 + "03126707-n"),
        (Label("urn:c", "n03126707"), WN30 + "03126707-n"),
        (Label("urn:c", "crane", synonyms=("n03126707",)), WN30 + "03126707-n"),
        (Label("urn:c", "n02012849", identifiers=("/m/01", "n03126707")), WN30 + "03126707-n"),
        (Label("urn:c", "dog", identifiers=("Q144",)), WD + "Q144"),
        (Label("urn:c", "Q1"), None),
        (Label("urn:c", "crane"), None),
        (Label("urn:c", "n03126707", status=BACKGROUND), None),
    ],
)
def test_a_class_is_identified_by_what_its_source_gives(label: Label, concept: str | None) -> None:
    found = identified(label)
    assert (found.concept if found else None) == concept


def test_a_concept_that_nobody_knows_identifies_nothing() -> None:
    label = Label("urn:c", "", identifiers=("n99999999", "n03126707"))
    assert identified(label, {WN30 + "03126707-n"}) == Identified(WN30 + "03126707-n", "n03126707")
    assert identified(label, set()) is None


@pytest.mark.parametrize("text", ["/m/011k07", "/g/11bc58l13w", "/m/0_zz"])
def test_mids_are_known_as_such(text: str) -> None:
    assert is_mid(text)


def test_the_table_of_imagenet_is_what_its_ids_say() -> None:
    path = ONTOLOGY / "vocabulary" / "labels-imagenet1k.ttl"
    ids = {
        (quad.subject.value, quad.object.value)
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        if quad.predicate.value == SKOS + "notation"
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(f"{VOCABULARY}labels/imagenet1k/n")
        and not quad.object.value.isdecimal()
    }
    rows = read_mappings(ONTOLOGY / "links" / "imagenet1k.sssom.tsv")
    assert len(ids) == len(rows) == 1000
    assert {(m.subject, m.object) for m in rows} == {(s, concept_of(text)) for s, text in ids}
    assert {m.justification for m in rows} == {JUSTIFICATION}
    assert {m.confidence for m in rows} == {1.0}
    assert {m.predicate for m in rows} == {SKOS + "exactMatch"}
