"""Headers: read into what they say, and refused where they are unsound."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgstore.errors import QueryError, QuerySyntaxError
from kgstore.sparql.header import Kind, Parameter, parse, read

HEADER = """#+ summary: A summary
#+ question: CQ00
#+ tags: [a, b]
#+ parameters:
#+   n: {kind: integer, default: 5, description: "How many, at most"}
#+ rests-on: One line
#+   and another.
#+ status: s
#+ empty: Nothing.
"""


def test_a_header_is_read() -> None:
    query = parse(f"{HEADER}SELECT ?s {{ ?s ?p $n }}", "q", "cq")
    assert (query.name, query.folder, query.form, query.status) == ("q", "cq", "SELECT", "s")
    assert query.tags == ("a", "b")
    assert query.parameters == (Parameter("n", Kind.INTEGER, 5, "How many, at most"),)
    assert query.rests_on == "One line and another."


@pytest.mark.parametrize("form", ["SELECT", "construct", "Ask", "DESCRIBE"])
def test_the_form_is_found_behind_prologue_and_comments(form: str) -> None:
    text = f"# SELECT\nBASE <urn:x>\nPREFIX ask: <urn:describe>\n{form} {{}}"
    assert parse(text).form == form.upper()


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("#+ summary: a: b", "no YAML"),
        ("#+ [a]", "mappings"),
        ("#+ sumary: a", "unknown keys: sumary"),
        ("#+ parameters: [a]", "mappings"),
        ("#+ parameters: {n: {kind: integer}}", "needs kind, default and description"),
        ("#+ parameters: {n: {kind: int, default: 1, description: d}}", "unknown kind int"),
        ("#+ parameters: {n: {kind: iri, default: , description: d}}", "needs a default"),
    ],
)
def test_an_unsound_header_is_refused(header: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason):
        parse(f"{header}\nASK {{}}")


def test_a_text_that_asks_nothing_is_refused() -> None:
    with pytest.raises(QuerySyntaxError, match="no SELECT, ASK"):
        parse("DELETE WHERE { ?s ?p ?o }")


def test_an_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.rq"
    path.write_text("#+ x: 1\nASK {}")
    with pytest.raises(QueryError, match=r"bad\.rq: .*unknown keys"):
        read(path)


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.rq"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(QueryError, match="cannot be read"):
        read(path)
