"""kgstore find, as a user calls it."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.conftest import Kgstore


def test_a_table_with_facets_and_ranges(zoo: Kgstore) -> None:
    outcome = zoo("find", "--facet", "task", "--histogram", "parameters", "--sort", "parameters")
    assert outcome.status == 0
    lines = outcome.out.splitlines()
    assert [line.split()[0] for line in lines[2:4]] == ["small", "tiny"]
    assert "2 of 2." in lines
    assert any(line.split() == ["object", "detection", "1"] for line in lines)
    assert any("12,000,000" in line for line in lines)
    assert "indexing" in outcome.err, "the first search says what it waits for"
    assert "indexing" not in zoo("find").err


def test_pages_by_cursor(zoo: Kgstore) -> None:
    first = zoo("find", "--sort", "name", "--limit", "1")
    cursor = first.err.split("--cursor ")[1].split()[0]
    second = zoo("find", "--sort", "name", "--limit", "1", "--cursor", cursor)
    assert "small" in first.out
    assert "tiny" in second.out
    assert "--cursor" not in second.err
    assert zoo("find", "--sort", "parameters", "--cursor", cursor).status == 2


def test_whole_results_and_json(zoo: Kgstore) -> None:
    rows = list(csv.DictReader(io.StringIO(zoo("find", "--format", "csv").out)))
    assert sorted(row["name"] for row in rows) == ["small", "tiny"]
    lines = zoo("find", "--format", "jsonl", "--limit", "1").out.splitlines()
    assert [json.loads(line)["kind"] for line in lines] == [["model"]]
    page = zoo("find", "task:object-detection", "--format", "json").json()
    assert page["total"] == 1
    assert "mz:task" in page["sparql"]


def test_the_explanation_can_be_asked(zoo: Kgstore) -> None:
    explained = zoo("find", "parameters<30M has:task", "--explain").out
    assert "# parameters<30M: parameters < 30000000" in explained
    assert "SELECT" in explained


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tsk:x"], "Did you mean task"),
        (["task:"], "column"),
        (["--sort", "nonsense"], "no metric and no number"),
        (["--facet", "parameters"], "Take one of"),
        (["--format", "word"], "Take one of: table, json, csv, jsonl, parquet"),
        (["--sort", "accuracy", "--on-dataset", "cocoo"], "COCO"),
    ],
)
def test_what_is_not_understood_has_advice(zoo: Kgstore, arguments: list[str], said: str) -> None:
    outcome = zoo("find", *arguments)
    assert outcome.status == 2
    assert said in outcome.err
    assert outcome.out == ""


def test_a_slip_is_told(zoo: Kgstore) -> None:
    outcome = zoo("find", "smalll")
    assert "searched for 'small'" in outcome.err
    assert "1 of 1." in outcome.out


def test_a_rebuild_makes_the_index_anew(zoo: Kgstore) -> None:
    zoo("find")
    assert "indexing" in zoo("rebuild").err
    assert "indexing" not in zoo("find").err
