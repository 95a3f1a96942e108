"""show and export in the terms of a profile, and what they say of what is missing."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.publish.profiles import names
from tests.cli.conftest import BASE, Kgstore

TINY = f"{BASE}/id/model/local/tiny"
TITLE = ox.NamedNode("http://purl.org/dc/terms/title")


def test_the_profiles_are_listed_with_their_formats(kgstore: Kgstore) -> None:
    lines = kgstore("profiles").out.splitlines()
    assert [line.split()[0] for line in lines] == names()
    assert any(line.startswith("mldcat_ap ") and "[turtle, " in line for line in lines)


def test_what_is_missing_is_told_apart_from_what_is_shown(zoo: Kgstore) -> None:
    shown = zoo("show", TINY, "--profile", "mldcat_ap")
    triples = {quad.triple for quad in ox.parse(shown.out, format=ox.RdfFormat.TURTLE)}
    assert ox.Triple(ox.NamedNode(TINY), TITLE, ox.Literal("tiny")) in triples
    told = shown.err.splitlines()
    assert f"missing: it6:trainedOn: the source does not state it ({TINY})" in told
    number = sum(line.startswith("missing: ") for line in told)
    assert told[-1] == f"{number} fields that the profile asks for are missing."


def test_the_missing_fields_of_a_selection_are_counted(zoo: Kgstore, tmp_path: Path) -> None:
    query = tmp_path / "models.rq"
    query.write_text("#+ summary: Models\nSELECT ?m { ?m a <https://w3id.org/modelzoo#MLModel> }")
    told = zoo("export", "--select", query, "--profile", "mldcat_ap", "-f", "turtle").err
    assert "missing: it6:trainedOn: the source does not state it (2 times, first " in told


@pytest.mark.parametrize("profile", ["schema_org", "fair4ml", "prov_o", "dump"])
def test_every_profile_writes_the_whole_store(zoo: Kgstore, tmp_path: Path, profile: str) -> None:
    target = tmp_path / "all.nq"
    assert zoo("export", "--profile", profile, "-o", target).status == 0
    assert ox.NamedNode(TINY) in {quad.subject for quad in ox.parse(path=target)}


def test_statements_do_not_go_into_a_folder(zoo: Kgstore, tmp_path: Path) -> None:
    outcome = zoo("export", "--profile", "prov_o", "-o", tmp_path)
    assert (outcome.status, "is a folder" in outcome.err) == (1, True)


def test_documents_go_into_a_folder_one_by_one(zoo: Kgstore, tmp_path: Path) -> None:
    place = tmp_path / "cards"
    place.mkdir()
    assert zoo("export", "--profile", "model_card", "-o", place).status == 0
    assert len(list(place.iterdir())) == 2


def test_a_format_that_the_profile_does_not_have_is_a_wrong_call(zoo: Kgstore) -> None:
    outcome = zoo("export", "--profile", "dump", "-f", "turtle")
    assert (outcome.status, "Formats: trig, nquads, jsonld." in outcome.err) == (2, True)
