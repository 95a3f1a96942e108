"""Which format an answer has, by RFC 9110 section 12.5 and the names that clients use."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.errors import QuerySyntaxError
from kgstore.web.graphs_upload import KINDS
from kgstore.web.negotiation import GRAPHS, RESULTS, depends_on_store_alone, pick, query_form
from kgstore.web.negotiation_encoding import coding

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
WRAPPER = "application/sparql-results+json,application/json,text/javascript,application/javascript"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", "text/csv"),
        (f"{JSON};q=0.5, {XML}", XML),
        (f"{XML}, {JSON}", JSON),
        ("text/csv;q=0.5, */*;q=0.1", "text/csv"),
        (f"*/*, {JSON};q=0", XML),
        ("application/json", "application/json"),
        (f"{JSON};charset=utf-8", JSON),
        ("TEXT/CSV", "text/csv"),
        (BROWSER, "application/xml"),
        (WRAPPER, JSON),
        ("text/turtle", None),
        (f"{JSON};q=0", None),
        ("image/*", None),
    ],
)
def test_rows(accept: str | None, media_type: str | None) -> None:
    found = pick(RESULTS, accept)
    assert (found.media_type if found else None) == media_type


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/turtle"),
        ("application/rdf+xml, text/turtle;q=0.9", "application/rdf+xml"),
        ('application/ld+json;profile="a,b;q=0", text/turtle;q=0.1', "application/ld+json"),
        ("application/*", "application/n-triples"),
        ("text/csv", None),
    ],
)
def test_triples(accept: str | None, media_type: str | None) -> None:
    found = pick(GRAPHS, accept)
    assert (found.media_type if found else None) == media_type


@given(st.text(max_size=60))
def test_no_header_breaks_it(header: str) -> None:
    pick(RESULTS, header)
    assert coding(header) in {"gzip", "deflate", ""}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("select * {}", "SELECT"),
        ("PREFIX construct: <urn:a#> BASE <urn:ask> DESCRIBE <b>", "DESCRIBE"),
        ("# SELECT\nASK{}", "ASK"),
        ("INSERT DATA {}", ""),
        ("", ""),
    ],
)
def test_forms_of_queries(text: str, form: str) -> None:
    assert query_form(text) == form


def test_every_media_type_is_documented(checkout: Path) -> None:
    text = (checkout / "docs" / "serving.md").read_text("utf-8")
    short = text.replace("`+xml`", "`application/sparql-results+xml`")
    for media_type in (*RESULTS, *GRAPHS, *KINDS):
        assert f"`{media_type}`" in short, media_type


def test_a_text_without_tokens_says_where() -> None:
    with pytest.raises(QuerySyntaxError, match="line 2, column 3"):
        query_form("# x\n  'no end")


@pytest.mark.parametrize("text", ["SELECT (now() AS ?t) {}", "ASK { SERVICE <urn:a> {} }"])
def test_answers_that_change_by_themselves(text: str) -> None:
    assert not depends_on_store_alone(text)
