"""links list, explain, accept, reject, withdraw, import, export."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from kgstore.link.sssom import read_mappings
from tests.cli.conftest import BASE, Kgstore, Outcome

FRONT = """\
#curie_map:
#  lab: https://w3id.org/modelzoo/vocabulary/labels/voc20/
#  wn30: http://wordnet-rdf.princeton.edu/wn30/
#mapping_set_id: https://example.org/sets/voc-by-words
#license: https://spdx.org/licenses/CC0-1.0
"""
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tcomment\n"
ROW = "lab:cat\tskos:{}\twn30:{}\tsemapv:LexicalMatching\t{}\tby words\n"
WOMAN = "10172793-n"
"""A sense of "cat" that no table names."""
PERSON = "mzlab:coco80/person"
VALIDATE = """
import sys
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
for path in sys.argv[1:]:
    for report in validate(parse_sssom_table(path)).values():
        for result in report.results: print(path, result.message)
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "by-words.sssom.tsv"
    path.write_text(FRONT + COLUMNS + ROW.format("exactMatch", WOMAN, "0.4"), "utf-8")
    return path


@pytest.fixture
def proposed(empty: Kgstore, table: Path) -> Kgstore:
    """A store with one unsure mapping: of VOC's cats to a gossiping woman."""
    done = empty("links", "import", table)
    assert (done.status, "1 mappings, as made/voc-by-words" in done.err) == (0, True), done.err
    return empty


def rows(outcome: Outcome) -> list[dict[str, str]]:
    assert outcome.status == 0, outcome.err
    return list(csv.DictReader(io.StringIO(outcome.out)))


def commits(kgstore: Kgstore) -> list[str]:
    """Return the lines of the log that are about links."""
    return [line for line in kgstore("log").out.splitlines() if " links: " in line]


def listed(kgstore: Kgstore, *options: str) -> dict[str, str]:
    """Return the status of each mapping, by its id."""
    return {
        row["id"]: row["status"] for row in rows(kgstore("links", "list", "-f", "csv", *options))
    }


def the_id(kgstore: Kgstore, *options: str) -> str:
    (only,) = listed(kgstore, *options)
    return only


def test_list_filters_by_set_schema_confidence_and_status(proposed: Kgstore) -> None:
    assert set(listed(proposed, "--set", "voc-by-words").values()) == {"proposed"}
    assert set(listed(proposed, "--set", "made/voc-by-words", "--below", "0.4").values()) == set()
    unsure = rows(proposed("links", "list", "--below", "0.5", "-f", "csv"))
    assert [row["set"] for row in unsure] == ["made/voc-by-words"]
    of_voc = rows(proposed("links", "list", "--schema", "mzlab:voc20", "-f", "csv"))
    assert {row["class"].rpartition("/")[0] for row in of_voc} == {
        "https://w3id.org/modelzoo/vocabulary/labels/voc20"
    }
    assert set(listed(proposed, "--status", "linked").values()) == {"linked"}
    assert proposed("links", "list", "--status", "odd").status == 2
    assert "proposed" in proposed("links", "list", "--limit", "1").out


def test_a_decision_lasts_is_explained_and_can_be_taken_back(proposed: Kgstore) -> None:
    name = the_id(proposed, "--set", "voc-by-words")
    done = proposed("links", "accept", name[:8], "-r", "cats gossip", "--author", "Ann")
    assert (done.status, "too" in done.err) == (0, True), done.err  # cats are animals as well
    assert listed(proposed, "--set", "voc-by-words") == {name: "accepted"}
    (why,) = [
        row
        for row in rows(proposed("links", "explain", name, "-f", "csv"))
        if row["set"] == "made/voc-by-words"
    ]
    assert (why["decidedBy"], why["decidedBecause"]) == ("Ann", "cats gossip")
    again = proposed("links", "reject", name, "-r", "they do not")
    assert again.status == 0
    assert listed(proposed, "--set", "voc-by-words") == {name: "rejected"}
    log = proposed("log").out
    assert "links: reject" in log
    assert proposed("links", "withdraw", name).status == 0
    assert listed(proposed, "--set", "voc-by-words") == {name: "proposed"}
    nobody = proposed("links", "withdraw", name)
    assert (nobody.status, "nobody decided" in nobody.err) == (1, True)


def test_a_packaged_link_can_be_rejected_for_another_concept(empty: Kgstore) -> None:
    def linked(concept: str) -> bool:
        found = rows(empty("links", "explain", PERSON, "-f", "csv"))
        here = {row["status"] for row in found if row["concept"].endswith(concept)}
        return bool(here) and here <= {"linked", "accepted"}

    (person,) = [
        row["id"]
        for row in rows(empty("links", "explain", PERSON, "-f", "csv"))
        if row["status"] == "linked" and row["relation"].endswith("exactMatch")
    ]
    assert linked("00007846-n")
    done = empty("links", "reject", person, "-r", "bodies", "--instead", "wn30:05217688-n")
    assert done.status == 0, done.err
    assert not linked("00007846-n")
    assert linked("05217688-n")  # though the packaged table has a Not there
    assert "person" in empty("links", "list", "--status", "accepted").out
    empty("rebuild")
    assert not linked("00007846-n")


def test_an_orcid_is_kept_as_one_and_decisions_go_out_and_come_back(
    proposed: Kgstore, tmp_path: Path
) -> None:
    name = the_id(proposed, "--set", "voc-by-words")
    proposed("links", "reject", name, "-r", "no cat", "--author", "0000-0002-1825-0097")
    out = tmp_path / "decisions.sssom.tsv"
    assert proposed("links", "export", "--set", "review", "-o", out).status == 0
    (decision,) = read_mappings(out)
    assert decision.cells["author_id"] == "https://orcid.org/0000-0002-1825-0097"
    assert (decision.negated, decision.cells["comment"]) == (True, "no cat")
    proposed("links", "withdraw", name)
    assert proposed("links", "import", out).status == 0
    assert listed(proposed, "--set", "voc-by-words") == {name: "rejected"}
    again = proposed("links", "import", out)
    assert (again.status, "nothing changed" in again.err) == (0, True)


def test_what_is_exported_is_sound_to_the_reference_implementation(
    proposed: Kgstore, tmp_path: Path
) -> None:
    proposed("links", "accept", the_id(proposed, "--set", "voc-by-words"), "-r", "yes")
    files: list[Path] = []
    for options in (["--set", "review"], ["--set", "coco80"], []):
        files.append(tmp_path / f"{len(files)}.sssom.tsv")
        assert proposed("links", "export", *options, "-o", files[-1]).status == 0
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VALIDATE, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert proposed("links", "export", "--set", "coco80").out.startswith("#curie_map")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["accept", "ffffffffff", "-r", "x"], 1, "no mapping record ffffffffff"),
        (["accept", "", "-r", "x"], 1, "no mapping record"),
        (["accept", "0", "-r", "x"], 2, "several records begin with 0"),
        (["reject", "0"], 2, "--reason"),
        (["explain", "nothing"], 1, "no mapping record nothing"),
        (["export", "--set", "nothing"], 1, "coco80"),
        (["import", "nowhere.tsv"], 1, "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said(
    empty: Kgstore, arguments: list[str], status: int, said: str
) -> None:
    before = commits(empty)
    outcome = empty("links", *arguments)
    assert (outcome.status, said in outcome.err) == (status, True), outcome.err
    assert commits(empty) == before


def test_a_reason_must_say_something(proposed: Kgstore) -> None:
    name = the_id(proposed, "--set", "voc-by-words")
    outcome = proposed("links", "accept", name, "-r", "  ")
    assert (outcome.status, "needs a reason" in outcome.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FRONT + COLUMNS, "has no row"),
        (FRONT.replace("lab:", "label:", 1), "no sound SSSOM table"),
        (
            FRONT.replace("lab:", "other:", 1) + COLUMNS + ROW.format("exactMatch", WOMAN, "0.4"),
            "line 7: the prefix 'lab' of 'lab:cat' is unknown; add `#  lab: ",
        ),
        (
            FRONT.replace("sets/voc-by-words", "x").replace("https://example.org/x", f"{BASE}/y"),
            "column",
        ),
        (
            FRONT.replace(
                "https://example.org/sets/voc-by-words", "https://w3id.org/modelzoo/links/voc20"
            )
            + COLUMNS
            + ROW.format("exactMatch", WOMAN, "0.4"),
            "has the mapping_set_id of the set voc20",
        ),
    ],
)
def test_a_file_that_is_not_sound_changes_nothing(
    empty: Kgstore, table: Path, text: str, said: str
) -> None:
    before = commits(empty)
    table.write_text(text, "utf-8")
    outcome = empty("links", "import", table)
    assert (outcome.status, said in outcome.err) == (1, True), outcome.err
    assert commits(empty) == before


def test_classes_that_the_store_does_not_know_are_counted(empty: Kgstore, table: Path) -> None:
    unknown = ROW.format("exactMatch", WOMAN, "0.9").replace("lab:cat", "lab:unheard-of")
    table.write_text(FRONT + COLUMNS + unknown, "utf-8")
    outcome = empty("links", "import", table, "--set", "mine")
    assert "1 classes of it are not in this store" in outcome.err
    assert "made/mine" in outcome.err
