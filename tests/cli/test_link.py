"""kgstore link: which schemas, to what, in which format."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.conftest import Kgstore

VOC = "mzlab:voc20"


def test_all_schemas_as_a_table(empty: Kgstore) -> None:
    done = empty("link", "--all", "--to", "wordnet", "--dry-run")
    assert done.status == 0, done.err
    assert "exactMatch" in done.out
    assert "COCO" in done.out
    assert "WordNet 3.0" in done.err


def test_one_schema_as_rows(empty: Kgstore) -> None:
    as_csv = empty("link", VOC, "--dry-run", "--format", "csv")
    as_json = empty("link", VOC, "--dry-run", "--format", "json")
    row = next(csv.DictReader(io.StringIO(as_csv.out)))
    assert {name: str(value) for name, value in json.loads(as_json.out)[0].items()} == row
    assert (row["classes"], row["schema"].rpartition("/")[2]) == ("20", "voc20")


def test_again_says_so(empty: Kgstore) -> None:
    assert empty("link", VOC, "--again").status == 0
    assert empty("links", "list").status == 0


def test_wikidata_is_asked_elsewhere(empty: Kgstore) -> None:
    done = empty("link", VOC, "--to", "wikidata")
    assert (done.status, "kgstore links reconcile" in done.err) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "say which label schemas"),
        ((VOC, "--all"), "say which label schemas"),
        (("urn:nothing",), "no label schema"),
        (("--all", "--format", "xml"), "no format"),
        (("--all", "--to", "oewn"), "concepts load"),
    ],
)
def test_what_cannot_be_done(empty: Kgstore, arguments: tuple[str, ...], complaint: str) -> None:
    done = empty("link", *arguments)
    assert done.status in (1, 2)
    assert complaint in done.err
