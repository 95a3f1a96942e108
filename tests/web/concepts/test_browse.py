"""The concept browser over HTTP: counts that agree with the search, places, forms, odd requests."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest

from tests.web.server import Server

VEHICLE = "http://wordnet-rdf.princeton.edu/wn30/04524313-n"
CAR = "http://wordnet-rdf.princeton.edu/wn30/02958343-n"
SHIP = "http://wordnet-rdf.princeton.edu/wn30/04194289-n"
HTML = {"Accept": "text/html"}


def text(answer: httpx.Response, status: int = 200) -> str:
    assert answer.status_code == status, answer.text[:500]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.fixture
def client(harbour: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=harbour.url, headers=HTML, timeout=60) as opened:
        yield opened


def test_the_first_page_shows_kinds_counts_and_knowledge_bases(client: httpx.Client) -> None:
    shown = text(client.get("/concepts"))
    assert re.search(r"Detected by most models .*car 1 ", shown)
    assert re.search(r"entity \d+ model", shown)
    assert "WordNet 3.0, extract" in shown
    assert re.search(r"\d proposed links are not sure enough", shown)


@pytest.mark.parametrize("concept", [VEHICLE, CAR, SHIP])
def test_a_concept_has_the_models_that_the_search_finds(client: httpx.Client, concept: str) -> None:
    until = time.monotonic() + 60
    asked = {"filter": f"detects:<{concept}>", "limit": "1000"}
    data = {"Accept": "application/json"}
    while (found := client.get("/api/v1/find", params=asked, headers=data)).status_code == 503:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert found.status_code == 200, found.text
    models = {row["iri"] for row in found.json()["rows"]}
    shown = client.get(f"/concepts/wn30:{concept.rpartition('/')[2]}")
    listed = set(
        re.findall(r'<th scope="row"><a href="[^"]+" title="([^"]+/id/model/[^"]+)"', shown.text)
    )
    assert listed == models
    number = f"{len(models)} model" if models else "No model"
    assert number in text(shown)


def test_a_concept_shows_what_is_around_it(client: httpx.Client) -> None:
    shown = client.get("/concepts/wn30:02958343-n")
    words = text(shown)
    assert "also called auto, automobile, machine, motorcar" in words
    assert words.count("entity › ") == 0  # the sign between them is the style sheet's
    assert shown.text.count('<nav class="crumbs"') == 2
    assert re.search(r"Has parts .*car door", words)
    assert 'href="/concepts/wn30:03791235-n"' in shown.text, "motor vehicle leads to its page here"
    assert f'href="{CAR}" rel="nofollow noopener"' in shown.text, "the concept's own place"
    assert "/ask/cq04?concept=" in shown.text
    assert re.search(r"car Cityscapes 19 classes exactMatch 0\.95 The kgstore developers", words)
    kinds = words.partition("Kinds of it")[2].partition("Parts and wholes")[0]
    assert "cab" in kinds
    assert "car door" not in kinds, "a part is no kind"


def test_names_of_sources_are_text(client: httpx.Client) -> None:
    for place in ("/concepts/review", "/concepts/wn30:03126707-n", "/concepts?q=<script>"):
        shown = client.get(place, params=None)
        assert "<script>alert" not in shown.text
        assert "<b>labels" not in shown.text


def test_it_comes_as_data(client: httpx.Client) -> None:
    page = client.get("/concepts/wn30:02958343-n")
    alternates = re.findall(r'<link rel="alternate" href="([^"]+)" type="([^"]+)"', page.text)
    assert len(alternates) == 4
    for place, media_type in alternates:
        found = client.get(unescape(place))
        assert found.headers["content-type"].startswith(media_type)
        form = {"text/turtle": ox.RdfFormat.TURTLE, "application/n-triples": ox.RdfFormat.N_TRIPLES}
        if media_type in form:
            triples = {q.triple for q in ox.parse(found.content, format=form[media_type])}
            generic = ox.NamedNode("http://purl.org/iso25964/skos-thes#broaderGeneric")
            assert any(t.predicate == generic and t.object.value == CAR for t in triples)
            assert any(t.predicate == generic and t.subject == ox.NamedNode(CAR) for t in triples)
    negotiated = client.get("/concepts/wn30:02958343-n", headers={"Accept": "text/turtle"})
    assert negotiated.headers["content-type"].startswith("text/turtle")


def test_long_and_short_addresses_are_one(client: httpx.Client) -> None:
    for iri in (CAR, "wn30:02958343-n", f"<{CAR}>"):
        found = client.get("/concepts/of", params={"iri": iri})
        assert found.headers["location"] == "/concepts/wn30:02958343-n"
        found = client.get("/concepts", params={"q": iri})
        assert found.headers["location"] == "/concepts/wn30:02958343-n"
    found = client.get("/concepts/of", params={"iri": CAR, "format": "ttl"})
    assert found.headers["location"] == "/concepts/wn30:02958343-n.ttl"


def test_an_item_of_wikidata_has_a_page_where_a_class_is_linked_to_it(client: httpx.Client) -> None:
    shown = text(client.get("/concepts/wd:Q178692"))
    assert "crane" in shown.partition("Classes linked to it")[2]
    assert "1 data set label" in shown
    assert client.get("/concepts/wd:Q1").status_code == 404
    assert client.get("/concepts/wd:Q178692.nt").status_code == 200


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("vehicle", "conveyance"),
        ("Vehicles", "as “vehicle”"),
        ("traffic_light", "traffic light"),
        ("vehic", "have it in their names"),
        ("zzyzx", "none has it in its name"),
        ("\u05e9\u05dc\u05d5\u05dd", "none has it in its name"),
        ("a\\\"'{}$word", "none has it in its name"),
        ("x" * 5000, "none has it in its name"),
        ("urn:nothing", "none has it in its name"),
        ("http://[", "none has it in its name"),
        ("\x00", "none has it in its name"),
    ],
)
def test_any_word_gives_a_page(client: httpx.Client, word: str, said: str) -> None:
    assert said in text(client.get("/concepts", params={"q": word}))


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("of", 400),
        ("of?iri=", 400),
        ("of?iri=car", 400),
        ("of?iri=" + quote("http://a b"), 400),
        ("of?iri=" + quote("<http://a\n>"), 400),
        ("of?iri=" + quote("http://example.org/" + "x" * 9000), 404),
        ("of?iri=mz:task", 404),
        (f"of?iri={quote(CAR)}&format=exe", 400),
        ("wn30:99999999-n", 404),
        ("wn30:02958343-n.exe", 404),
        ("wn30:", 404),
        ("mz:MLModel", 404),
        ("%00", 404),
        ("%ff", 404),
        ("..%2f", 404),
        ("<script>", 404),
        ("wn30:02958343-n?q=%ff", 200),
    ],
)
def test_any_iri_gives_a_page_or_a_clear_answer(
    client: httpx.Client, place: str, status: int
) -> None:
    found = client.get(f"/concepts/{place}")
    words = text(found, status)
    assert "<script>" not in found.text or 'type="application/ld+json"' in found.text
    if status >= 400:
        assert found.headers["content-type"].startswith("text/html")
        assert f"{status}" in words


def test_other_pages_lead_to_concepts_here(client: httpx.Client) -> None:
    shown = client.get("/vocabulary/labels/cityscapes19/car").text
    assert 'href="/concepts/wn30:02958343-n"' in shown


def test_nothing_is_sent_twice(client: httpx.Client) -> None:
    for place in ("/concepts", "/concepts/wn30:02958343-n", "/concepts/review"):
        tag = client.get(place).headers["etag"]
        assert client.get(place, headers={"If-None-Match": tag}).status_code == 304
