"""query, queries, stats: named questions, a user's own, and what goes wrong with them."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Kgstore

MIXED = "SELECT ?a ?o { ?a ?p ?o } ORDER BY ?o LIMIT 3"


class Input(io.StringIO):
    """Standard input with a query in it."""


def ask(zoo: Kgstore, monkeypatch: pytest.MonkeyPatch, text: str, *options: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "stdin", Input(text))
    outcome = zoo("query", "-", *options)
    return outcome.status, outcome.out + outcome.err


@pytest.mark.parametrize(
    ("text", "options", "status", "said"),
    [
        ("SELECT ?m { ?m a mz:MLModel } ORDER BY ?m", (), 0, "model/local/small"),
        ("SELECT (1 AS ?n) {}", ("--format", "csv"), 0, "n"),
        ("ASK { ?m a mz:MLModel }", (), 0, "yes"),
        ("CONSTRUCT { ?m a mz:X } { ?m a mz:MLModel }", ("-f", "ntriples"), 0, "local/tiny>"),
        ("SELECT ?m { ?m a }", (), 2, "line 1, column"),
        ("SELECT (1 AS ?n) {}", ("-f", "turtle"), 2, "cannot be written as turtle"),
        ("SELECT (1 AS ?n) {}", ("-f", "word"), 2, "no format word"),
        ("SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }", (), 1, "SERVICE"),
        (MIXED, (), None, ""),
    ],
)
def test_a_user_s_own_query(
    zoo: Kgstore,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    options: tuple[str, ...],
    status: int | None,
    said: str,
) -> None:
    found, printed = ask(zoo, monkeypatch, text, *options)
    assert status in {None, found}, printed
    assert said in printed
    assert "panicked" not in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cq99"], "no query named cq99"),
        (["cq04", "--param", "concpt=x"], "no parameter concpt"),
        (["cq04", "--param", "concept=dog"], "takes an IRI"),
        (["cq04", "--param", "concept"], "name=value"),
        (["nowhere.rq"], "no file nowhere.rq"),
    ],
)
def test_a_wrong_call_ends_with_two(zoo: Kgstore, arguments: list[str], said: str) -> None:
    outcome = zoo("query", *arguments)
    assert (outcome.status, said in outcome.err) == (2, True), outcome.err


def test_a_query_of_the_overlay_has_a_name(zoo: Kgstore, tmp_path: Path) -> None:
    folder = tmp_path / "store" / "overlay" / "queries"
    folder.mkdir()
    (folder / "mine.rq").write_text(
        "#+ summary: Models by least size\n"
        "#+ parameters:\n"
        "#+   least: {kind: integer, default: 1, description: The least number of parameters}\n"
        "PREFIX mz: <https://w3id.org/modelzoo#>\n"
        "SELECT ?model { ?model mz:parameterCount ?n FILTER(?n >= $least) }"
    )
    assert "mine" in zoo("queries").out
    assert "local/small" in zoo("query", "mine").out
    assert "local/small" not in zoo("query", "mine", "-p", "least=99999999").out


def test_the_seven_questions_say_what_they_rest_on(zoo: Kgstore) -> None:
    for number in range(1, 8):
        assert "Rests on:" in zoo("query", f"cq0{number}").out


def test_stats_counts_what_is_there(zoo: Kgstore) -> None:
    assert "MLModel,2" in zoo("stats", "--format", "csv").out
    assert zoo("unresolved", "--summary").status == 0
