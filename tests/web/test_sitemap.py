"""What crawlers read."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import httpx

from kgstore.web import sitemap
from tests.web.conftest import Serving
from tests.web.server import Server

_NAME = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(url: str) -> list[str]:
    """Return the addresses that a site map or its index lists."""
    tree = ElementTree.fromstring(httpx.get(url).content)  # noqa: S314  # our own server wrote it
    return [found.text or "" for found in tree.iter(f"{_NAME}loc")]


def test_the_site_map_lists_the_documents_of_records(server: Server) -> None:
    pages = places(f"{server.url}/sitemap.xml")
    assert pages == [f"{server.url}/sitemap/1.xml"]
    documents = places(pages[0])
    assert f"{server.url}/doc/model/paper/yolov3" in documents
    assert not [place for place in documents if "yolov4" in place], "it was deleted"
    assert {httpx.get(place).status_code for place in documents} == {200}
    assert httpx.get(f"{server.url}/sitemap/2.xml").status_code == 404


def test_a_page_of_the_site_map_is_within_the_limit() -> None:
    assert sitemap.PAGE <= 50_000


def test_robots_read_documents_and_no_queries(server: Server) -> None:
    told = RobotFileParser()
    told.parse(httpx.get(f"{server.url}/robots.txt").text.splitlines())
    assert told.can_fetch("any", f"{server.url}/doc/model/paper/yolov3")
    assert not told.can_fetch("any", f"{server.url}/sparql?query=ASK")
    assert told.site_maps() == [f"{server.url}/sitemap.xml"]


def test_a_private_store_keeps_robots_out(serving: Serving) -> None:
    private = serving(public=False)
    assert httpx.get(f"{private.url}/doc/model/paper/yolov3").status_code == 401
    with private.client("rita") as client:
        assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
