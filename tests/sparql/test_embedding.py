"""A SELECT taken into another query, and queries laid out."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kgstore.errors import QueryError
from kgstore.sparql.embedding import embedded
from kgstore.sparql.layout import laid_out
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import bind

QUERY = """#+ summary: A test
PREFIX a: <urn:a#>
PREFIX : <urn:b#>

# a comment with SELECT and {
SELECT DISTINCT ?s (STR(?o) AS ?text)
WHERE { ?s a:p ?o . FILTER(?o != "SELECT { ?s }") }
ORDER BY ?s
"""


def test_prologue_and_comments_go_and_the_projection_changes() -> None:
    found = embedded(QUERY, ["x"], {"s": "x"})
    assert found.prefixes == {"a:": "<urn:a#>", ":": "<urn:b#>"}
    assert found.text == (
        'SELECT DISTINCT ?x WHERE { ?x a:p ?o . FILTER(?o != "SELECT { ?s }") }\nORDER BY ?x'
    )


@pytest.mark.parametrize("text", ["ASK { ?s ?p ?o }", "SELECT * ", "PREFIX a: <urn:a#>"])
def test_what_is_no_select_cannot_be_embedded(text: str) -> None:
    with pytest.raises(QueryError):
        embedded(text, ["s"])


def test_a_layout_changes_no_token_but_space() -> None:
    for query in Library.packaged():
        text = bind(query)
        shown = laid_out(text)
        assert "".join(shown.split()) == "".join(text.split())
        assert laid_out(shown) == shown
        ox.Store().query(shown)


def test_strings_with_line_breaks_stay_as_they_are() -> None:
    text = 'ASK {\n      ?s ?p """a\n   b {\n\n c"""\n}'
    assert '"""a\n   b {\n\n c"""' in laid_out(text)
