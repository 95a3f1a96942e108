"""The page of a model over HTTP: of every model that importers make in their tests."""

from __future__ import annotations

import html
import re
from html import unescape

import httpx
import pytest

from tests.web.model.conftest import BASE, SOURCES
from tests.web.server import Server

ORCHARD = f"{BASE}/id/evaluation/lab/orchard"
FRUIT = f"{BASE}/id/labels/atlas/fruit"
HTML = {"Accept": "text/html"}


def page(served: Server, iri: str, **query: str) -> str:
    """Return the page of a model."""
    place = served.url + "/doc" + iri.removeprefix(BASE + "/id")
    found = httpx.get(place, params=query or None, headers=HTML)
    assert found.status_code == 200, (iri, found.text[:300])
    return found.text


def test_there_are_models_of_many_sources(iris: list[str]) -> None:
    sources = {iri.removeprefix(f"{BASE}/id/model/").partition("/")[0] for iri in iris}
    assert set(SOURCES) - {"predictions"} <= sources
    assert len(iris) > 90


def test_every_model_has_a_page_with_each_anchor_once(served: Server, iris: list[str]) -> None:
    for iri in iris:
        shown = page(served, iri)
        ids = re.findall(r' id="([^"]*)"', shown)
        assert len(ids) == len(set(ids)), iri
        assert 'id="section-completeness"' in shown, iri
        bare = r"<script(?! type=\"(application/|module))"
        assert not re.search(bare + r"|<[^>]*\son\w+=\"|<[^>]*\sstyle=\"", shown), iri
        inner = {unescape(one) for one in re.findall(r'href="#([^"]*)"', shown)}
        assert inner <= {unescape(one) for one in ids} | {"main"}, iri


def test_every_value_and_configuration_has_its_place(served: Server, iris: list[str]) -> None:
    query = (
        "PREFIX mz: <https://w3id.org/modelzoo#> SELECT ?model ?part { { ?part mz:model ?model } "
        "UNION { ?setup mz:model ?model ; mz:hasMetricValue ?part } }"
    )
    asked = httpx.get(
        served.url + "/sparql", params={"query": query}, headers={"Accept": "text/csv"}
    )
    places: dict[str, list[str]] = {}
    for line in asked.text.splitlines()[1:]:
        model, _, part = line.partition(",")
        if part.startswith(model + "#"):
            places.setdefault(model, []).append(part.partition("#")[2])
    assert sum(map(len, places.values())) > 200
    for iri in iris:
        ids = set(re.findall(r' id="([^"]*)"', page(served, iri)))
        assert ids.issuperset(map(html.escape, places.get(iri, []))), iri


def test_a_run_elsewhere_gives_its_values_to_the_page(served: Server) -> None:
    shown = page(served, f"{BASE}/id/model/atlas/sorter")
    assert "independent test in the lab" in shown
    assert "87.40 %" in shown
    assert f'href="/matrix?of={ORCHARD.replace(":", "%3A", 1)}' in shown


def test_the_page_as_data_is_schema_org(served: Server) -> None:
    shown = page(served, f"{BASE}/id/model/atlas/sorter")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', shown, re.DOTALL)
    assert block
    assert '"@type":"CreativeWork"' in block[1]
    assert '"license":"https://w3id.org/modelzoo/vocabulary/licence/Apache-2.0"' in block[1]
    assert "javascript:" not in block[1].partition('"description"')[0]
    assert "<script>" not in block[1]


def test_everything_stated_is_the_generic_page(served: Server) -> None:
    shown = page(served, f"{BASE}/id/model/atlas/sorter", view="everything")
    assert "Who says so" in shown
    assert "section-completeness" not in shown


def test_the_two_views_of_a_model_are_two_to_caches(served: Server) -> None:
    place = served.url + "/doc/model/atlas/sorter"
    one = httpx.get(place, headers=HTML)
    other = httpx.get(place + "?view=everything", headers=HTML)
    assert one.headers["etag"] != other.headers["etag"]
    again = httpx.get(place, headers={**HTML, "If-None-Match": one.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("/matrix", 400),
        ("/matrix?of=word", 400),
        ("/matrix?of=urn:a%20b", 400),
        ("/matrix?of=urn:nothing", 404),
        (f"/matrix?of={ORCHARD}&actual=a%3Cb", 400),
        ("/matrix.csv?of=urn:nothing", 404),
        ("/matrix.csv", 400),
        ("/classes", 400),
        ("/classes?of=urn:nothing", 404),
        (f"/classes?of={FRUIT}&after=-1", 400),
        (f"/classes?of={FRUIT}&after=99999999999999999999", 400),
        (f"/classes?of={FRUIT}&after=6", 404),
        ("/history/model/atlas/absent", 404),
        ("/history/", 404),
        ("/history/%ff", 404),
    ],
)
def test_bad_parameters_get_a_page_that_says_so(served: Server, place: str, status: int) -> None:
    found = httpx.get(served.url + place, headers=HTML)
    assert found.status_code == status
    assert found.headers["content-type"].startswith("text/html")


def test_a_matrix_as_csv_has_all_stored_cells(served: Server) -> None:
    found = httpx.get(served.url + "/matrix.csv", params={"of": ORCHARD})
    assert found.headers["content-type"].startswith("text/csv")
    lines = found.text.splitlines()
    assert lines[0] == "actual,predicted,count,actual class,predicted class"
    assert lines[1].startswith("apple,pear,40,")
    assert len(lines) == 6


def test_a_long_schema_comes_in_pages(served: Server) -> None:
    imagenet = "https://w3id.org/modelzoo/vocabulary/labels/imagenet1k"
    first = httpx.get(served.url + "/classes", params={"of": imagenet}, headers=HTML).text
    assert "these are 1 to 500" in first
    assert "Next classes" in first
    last = httpx.get(
        served.url + "/classes", params={"of": imagenet, "after": "500"}, headers=HTML
    ).text
    assert "these are 501 to 1,000" in last
    assert "Next classes" not in last


def test_heads_are_answered(served: Server) -> None:
    for place in ("/history/model/atlas/sorter", f"/matrix?of={ORCHARD}", f"/classes?of={FRUIT}"):
        found = httpx.head(served.url + place)
        assert found.status_code == 200
        assert found.content == b""
