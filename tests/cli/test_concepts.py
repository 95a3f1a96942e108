"""`kgstore concepts`: load, list, show, drop, as a user calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgstore.cli import concepts
from tests.cli.conftest import Kgstore

TINY = Path(__file__).parents[1] / "link" / "wordnet" / "files"


def test_a_wordnet_is_loaded_listed_shown_and_dropped(kgstore: Kgstore) -> None:
    kgstore("init")
    loaded = kgstore("concepts", "load", "wordnet", str(TINY / "tiny.xml"))
    assert loaded.status == 0
    assert "oewn-2024: 5 synsets, licence https://creativecommons.org" in loaded.err
    again = kgstore("concepts", "load", "wordnet", str(TINY / "tiny.xml"))
    assert "it was there already" in again.err
    rows = {row["name"]: row for row in kgstore("concepts", "list", "--json").json()}
    assert rows["oewn-2024"]["concepts"] == 5
    assert rows["wordnet-3.0"]["packaged"] is True
    shown = kgstore("concepts", "show", "https://en-word.net/id/oewn-02961779-n").out
    assert "car, auto" in shown
    assert "is a        vehicle" in shown
    assert "parts       car wheel" in shown
    dropped = kgstore("concepts", "drop", "oewn-2024")
    assert "links to its concepts stay" in dropped.err
    assert "oewn-2024" not in kgstore("concepts", "list").out


def test_a_concept_of_the_extract_is_shown(kgstore: Kgstore) -> None:
    kgstore("init")
    text = kgstore("concepts", "show", "wn30:02958343-n").out
    assert text.startswith("wn30:02958343-n  car, auto, automobile, machine, motorcar")
    assert "is a        motor vehicle > self-propelled vehicle > wheeled vehicle >" in text
    found = kgstore("concepts", "show", "wn30:02958343-n", "--json").json()
    assert "car wheel" in [part["label"] for part in found["parts"]]
    assert kgstore("concepts", "show", "wn30:1-n").status == 1


def test_a_word_leads_to_concepts(kgstore: Kgstore) -> None:
    kgstore("init")
    found = kgstore("concepts", "find", "Motorcar", "--format", "csv").out.splitlines()
    assert found[1].startswith("http://wordnet-rdf.princeton.edu/wn30/02958343-n,")
    assert "motor vehicle" in found[1]
    nothing = kgstore("concepts", "find", "motorcars")
    assert (nothing.status, "Try the singular" in nothing.out + nothing.err) == (0, True)


def test_what_cannot_be_read_changes_nothing(kgstore: Kgstore, tmp_path: Path) -> None:
    kgstore("init")
    before = kgstore("log", "--json").out
    (tmp_path / "cut.xml").write_text((TINY / "tiny.xml").read_text("utf-8")[:-300], "utf-8")
    refused = kgstore("concepts", "load", "wordnet", str(tmp_path / "cut.xml"))
    assert refused.status == 1
    assert "cut.xml:" in refused.err
    (tmp_path / "notes.txt").write_text("no wordnet\n")
    unknown = kgstore("concepts", "load", "wordnet", str(tmp_path / "notes.txt"))
    assert unknown.status == 1
    assert "Accepted are a folder of WordNet database files" in unknown.err
    assert kgstore("concepts", "load", "wordnet", str(tmp_path / "nothing")).status == 2
    assert before
    assert kgstore("log", "--json").out == before


def test_without_a_path_it_says_what_it_looked_for(
    kgstore: Kgstore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(concepts, "DEBIAN", tmp_path / "absent")
    outcome = kgstore("concepts", "load", "wordnet")
    assert outcome.status == 2
    assert "Install Debian's wordnet-base" in outcome.err
