"""Tables for people: short, honest about what is left out, and safe on a terminal."""

from __future__ import annotations

import io

import pyoxigraph as ox

from kgstore.query.table import Presentation, write_table
from kgstore.sparql.header import Query

QUERY = Query("q", "", "SELECT", status="status", rests_on="What is known.", empty="None at all.")
STATUSES = 'SELECT ?status { VALUES ?status { "yes" "not stated" "not stated" } }'


def shown(text: str, how: Presentation) -> str:
    output = io.BytesIO()
    rows = ox.Store().query(text)
    assert isinstance(rows, ox.QuerySolutions)
    write_table(rows, output, how)
    return output.getvalue().decode()


def test_the_third_value_is_tallied_over_all_rows() -> None:
    text = shown(STATUSES, Presentation(limit=1, query=QUERY))
    assert "2 more rows, 3 in all." in text
    assert "status: 2 not stated, 1 yes" in text
    assert "Rests on: What is known." in text


def test_an_empty_answer_says_what_that_means() -> None:
    text = shown("SELECT ?status { ?s ?status ?o }", Presentation(query=QUERY))
    assert text.splitlines()[0] == "None at all."
    assert "Rests on" in text


def test_no_limit_shows_every_row() -> None:
    text = shown(STATUSES, Presentation(limit=None))
    assert text.count("not stated") == 2
    assert "3 rows." in text


def test_names_are_short() -> None:
    text = shown(
        "SELECT ?m ?c { VALUES (?m ?c) { (<https://e.org/id/model/hub/a%20b> "
        "<https://w3id.org/modelzoo/vocabulary/labels/coco80/person>) } }",
        Presentation(base="https://e.org"),
    )
    assert "model/hub/a b" in text
    assert "mzlab:coco80/person" in text
    assert "https://" not in text


def test_a_pipe_gets_unwrapped_lines_and_no_escape_codes() -> None:
    long = "x" * 250
    text = shown(f'SELECT ("{long}" AS ?x) {{}}', Presentation(width=None))
    assert long in text
    assert "\x1b" not in text


def test_a_terminal_gets_lines_that_fit() -> None:
    text = shown(f'SELECT ("{"word " * 40}" AS ?x) {{}}', Presentation(width=40))
    assert all(len(line) <= 40 for line in text.splitlines())


def test_a_value_cannot_steer_the_terminal_or_be_markup() -> None:
    text = shown('SELECT ("a\\u001B[31mb\\nc [bold]d" AS ?x) {}', Presentation())
    assert "\x1b" not in text
    assert "a [31mb c [bold]d" in text


def test_numbers_stand_to_the_right_and_keep_their_size() -> None:
    text = shown("SELECT ?n { VALUES ?n { 5 1.5e0 9.0e7 0.1234567891e0 } }", Presentation())
    lines = [line for line in text.splitlines() if line[-1:].isdigit()]
    assert [line.strip() for line in lines] == ["5", "1.5", "90000000", "0.123457"]
    assert len({len(line) for line in lines}) == 1
