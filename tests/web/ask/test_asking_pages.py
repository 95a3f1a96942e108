"""The page /ask: answers, errors in words, downloads, charts, and never an error of the server."""

from __future__ import annotations

import html
import re
import time

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.conftest import Serving
from tests.web.server import Server

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MANY = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 450"
BROWSER = {"Accept": "text/html,*/*;q=0.8"}


def asked(server: Server, query: str, **more: str) -> httpx.Response:
    parameters = {"query": query, **more}
    return httpx.get(server.url + "/ask", params=parameters, headers=BROWSER, timeout=60)


def words(page: httpx.Response) -> str:
    """What a person reads on a page."""
    body = re.sub(r"<script.*?</script>", "", page.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_rows_have_names_short_forms_and_numbers_to_the_right(server: Server) -> None:
    query = 'SELECT ?task ?n ?t { VALUES (?task ?n ?t) { (mzt:object-detection 1.50 "a"@fr) } }'
    page = asked(server, query)
    assert page.status_code == 200
    assert (
        '>object detection</a> <small class="iri short">mzt:object-detection</small>' in page.text
    )
    assert '<td class="number"><span class="text" dir="auto">1.5</span>' in page.text
    assert '<span class="text" dir="auto" lang="fr">a</span> <small>fr</small>' in page.text
    assert "1 row in" in words(page)


def test_a_datatype_that_is_no_common_one_is_shown(server: Server) -> None:
    page = asked(server, 'SELECT ("2020-01-01"^^xsd:date AS ?day) {}')
    assert "2020-01-01 xsd:date" in words(page)


def test_the_first_rows_are_shown_and_all_are_counted(server: Server) -> None:
    page = asked(server, MANY)
    assert "450 rows in" in words(page)
    assert "the first 200 are shown" in words(page)
    assert page.text.count("<tr>") == 201


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (MANY, ["csv", "tsv", "json", "xml"]),
        ("ASK { ?s ?p ?o }", ["csv", "tsv", "json", "xml"]),
        ("CONSTRUCT WHERE { ?s a mz:MLModel }", ["turtle", "ntriples", "jsonld", "rdfxml"]),
    ],
)
def test_all_rows_can_be_downloaded_in_every_format(
    server: Server, query: str, names: list[str]
) -> None:
    found = re.findall(r'href="(/sparql\?[^"]+format=(\w+))"', asked(server, query).text)
    assert [name for _, name in found] == names
    for link, _ in found:
        answer = httpx.get(server.url + html.unescape(link), headers=BROWSER)
        assert answer.status_code == 200
        assert "html" not in answer.headers["content-type"]


def test_yes_no_and_nothing(server: Server) -> None:
    assert "Yes" in words(asked(server, "ASK { ?s a mz:MLModel }"))
    assert "No " in words(asked(server, "ASK { ?s a <urn:none> }"))
    assert "No row" in words(asked(server, "SELECT * { ?s a <urn:none> }"))
    assert "1 row" in words(asked(server, "SELECT * {}"))


def test_triples_are_a_table(server: Server) -> None:
    page = asked(server, "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t FILTER(?t = mz:MLModel) }")
    assert re.search(r"\d+ triples? in", words(page))
    assert "subject property value" in words(page)


def test_text_of_a_store_is_escaped_and_cut(server: Server) -> None:
    page = asked(server, 'SELECT ("<script>alert(1)</script>" AS ?a) (<javascript:x> AS ?b) {}')
    assert "<script>alert" not in page.text
    assert "javascript:x" in words(page)
    assert 'href="javascript' not in page.text
    long = asked(server, f'SELECT ("{"x" * 900}" AS ?a) {{}}')
    assert "(600 more characters)" in words(long)


def test_a_syntax_error_keeps_the_page_and_names_the_place(server: Server) -> None:
    page = asked(server, "SELECT * {\n  ?s a mz:MLModel ; ; ]\n}")
    assert page.status_code == 400
    assert "Line 2, column 23: this is not SPARQL here: ]" in words(page)
    assert "  ?s a mz:MLModel ; ; ]\n" + '<b class="bad">' + " " * 22 + "^</b>" in page.text
    assert "?s a mz:MLModel ; ; ]\n}</textarea>" in page.text
    assert "etag" not in page.headers


def test_changes_and_calls_to_others_are_refused_in_words(server: Server) -> None:
    page = asked(server, "INSERT DATA { <urn:a> <urn:b> 1 }")
    assert page.status_code == 400
    assert "A query only asks" in words(page)
    page = asked(server, "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")
    assert page.status_code == 400
    assert "SERVICE is not allowed" in words(page)


def test_limits_are_told_in_words_with_what_to_do(serving: Serving) -> None:
    slow = serving(query_timeout=0.5)
    page = asked(slow, RUNAWAY)
    assert page.status_code == 503
    assert "The query took too long" in words(page)
    assert "Ask for less" in words(page)
    small = serving(result_limit=1)
    page = asked(small, "SELECT ?a ?b { ?a ?p ?o . ?b ?q ?r } LIMIT 300000")
    assert page.status_code == 422
    assert "The answer is too large" in words(page)
    assert asked(small, "ASK {}").status_code == 200


def test_an_answer_that_is_too_large_to_count_says_so(server: Server) -> None:
    page = asked(server, "SELECT ?a ?b ?c { ?a ?p ?o . ?b ?q ?r . ?c ?t ?u } LIMIT 400000")
    assert re.search(r"More than [\d,]+ rows in", words(page))


def test_who_leaves_frees_the_reader(serving: Serving) -> None:
    server = serving(readers=1, query_timeout=30)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(server.url + "/ask", params={"query": RUNAWAY}, timeout=1)
    begun = time.monotonic()
    assert asked(server, "ASK {}").status_code == 200
    assert time.monotonic() - begun < 10


def test_a_long_query_goes_by_post(server: Server) -> None:
    query = MANY + "\n# " + "x" * 7000
    page = httpx.post(server.url + "/ask", data={"query": query}, headers=BROWSER)
    assert "450 rows" in words(page)
    assert '<form id="ask" method="post"' in page.text
    assert "too long for an address" in words(page)
    assert '<form method="post" action="/sparql"' in page.text
    data = {"query": query, "format": "csv"}
    assert httpx.post(server.url + "/sparql", data=data).headers["content-type"][:8] == "text/csv"


def test_an_answer_is_kept_by_the_browser_until_the_store_changes(server: Server) -> None:
    first = asked(server, MANY)
    again = {**BROWSER, "If-None-Match": first.headers["etag"]}
    unchanged = httpx.get(first.url, headers=again)
    assert unchanged.status_code == 304
    assert "etag" not in asked(server, "SELECT (NOW() AS ?now) {}").headers


def test_charts_are_drawn_of_columns_with_numbers(server: Server) -> None:
    query = 'SELECT ?k ?n ?m { VALUES (?k ?n ?m) { ("a<b>" 1 2) ("b" 2 3) ("c" 3 1) } }'
    plain = asked(server, query)
    assert 'name="view-chart"' in plain.text
    assert "<figure" not in plain.text
    bars = asked(server, query, **{"view-chart": "bars"})
    assert 'aria-label="bars of n by k, 3 rows"' in bars.text
    assert "a&lt;b&gt;" in bars.text
    points = asked(server, query, **{"view-chart": "points", "view-x": "m", "view-y": "n"})
    assert 'aria-label="points of n by m, 3 rows"' in points.text
    odd = asked(server, query, **{"view-chart": "bars", "view-y": "k"})
    assert "There are no such numbers in ?k" in words(odd)
    assert 'name="view-chart"' not in asked(server, "SELECT ?s { ?s a mz:MLModel }").text


def test_the_start_lists_the_questions_and_finds_them(server: Server) -> None:
    page = httpx.get(server.url + "/ask", headers=BROWSER)
    assert page.text.index("/ask/cq01") < page.text.index("/ask/cq08")
    assert "The seven questions of the paper" in words(page)
    assert '"/ask/links"' not in page.text
    found = httpx.get(server.url + "/ask", params={"find": "person coco"}, headers=BROWSER)
    assert "/ask/cq04" in found.text
    assert "/ask/cq10" not in found.text
    none = httpx.get(server.url + "/ask", params={"find": "<b>zzz"}, headers=BROWSER)
    assert "None." in words(none)
    assert "<b>zzz" not in none.text


def test_people_who_visit_the_endpoint_are_led_here(server: Server) -> None:
    found = httpx.get(server.url + "/sparql", headers=BROWSER)
    assert (found.status_code, found.headers["location"]) == (303, "/ask")


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=80), st.text("SELECT*{}?x<>:\"'#\n\\ 1@^", max_size=40)))
def test_any_text_gives_an_answer_or_an_error_in_words(server: Server, text: str) -> None:
    page = asked(server, text)
    assert page.status_code in {200, 400}
    assert "<h1>Ask</h1>" in page.text
    assert 'id="answer"' in page.text
    assert page.headers["content-type"].startswith("text/html")
    assert text.strip() == "" or '<section id="answer" hidden' not in page.text


def test_deep_nesting_ends_no_server(server: Server) -> None:
    page = asked(server, "SELECT * { " + "{" * 1500 + "}" * 1500 + " }")
    assert page.status_code < 500
    assert asked(server, "ASK {}").status_code == 200
