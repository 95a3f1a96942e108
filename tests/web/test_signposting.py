"""Typed links, as somebody else's reader of FAIR Signposting finds them on a running server."""

from __future__ import annotations

import httpx
import pytest
from signposting import (
    Signposting,
    find_signposting_html,
    find_signposting_http,
    find_signposting_linkset,
)

from tests.web.linked_store import linked
from tests.web.server import Server

__all__ = ["linked"]


def place(linked: Server) -> str:
    return f"{linked.url}/doc/model/x/rich"


def targets(found: set[object]) -> set[str]:
    return {str(one.target) for one in found}  # type: ignore[attr-defined]  # untyped package


def check(found: Signposting, linked: Server) -> None:
    """Check what level 1 asks of a landing page."""
    assert str(found.citeAs.target) == f"{linked.url}/id/model/x/rich"
    assert targets(found.describedBy) == {
        f"{place(linked)}.{form}" for form in ("ttl", "jsonld", "nt", "rdf")
    }
    assert targets(found.items) == {f"https://files.example.org/{n}.bin" for n in range(3)}
    assert {str(item.type) for item in found.items} == {"application/octet-stream"}
    assert targets(found.authors) == {f"{linked.url}/id/agent/x/ann"}
    assert str(found.license.target) == "https://spdx.org/licenses/Apache-2.0.html"
    assert "https://schema.org/AboutPage" in targets(found.types)
    assert len(found.types) == 2


@pytest.mark.filterwarnings("default")
def test_headers_hold_level_one(linked: Server) -> None:
    found = find_signposting_http(f"{linked.url}/id/model/x/rich")
    check(found, linked)
    assert targets(found.linksets) == {f"{linked.url}/linkset/model/x/rich"}


@pytest.mark.filterwarnings("default")
def test_the_page_says_the_same(linked: Server) -> None:
    check(find_signposting_html(place(linked)), linked)


@pytest.mark.filterwarnings("default")
def test_the_link_set_holds_level_two(linked: Server) -> None:
    found = find_signposting_linkset(f"{linked.url}/linkset/model/x/rich")
    check(found.for_context(place(linked)), linked)
    item = found.for_context("https://files.example.org/0.bin")
    assert str(item.collection.target) == place(linked)


def test_the_link_set_says_what_it_is(linked: Server) -> None:
    found = httpx.get(f"{linked.url}/linkset/model/x/rich")
    assert found.headers["content-type"] == "application/linkset+json"
    anchors = {context["anchor"]: context for context in found.json()["linkset"]}
    described = anchors[f"{place(linked)}.ttl"]["describes"]
    assert described == [{"href": place(linked), "type": "text/html"}]
    assert httpx.get(f"{linked.url}/linkset/model/x/none").status_code == 404


def test_metadata_lead_back_to_the_page(linked: Server) -> None:
    found = httpx.get(place(linked) + ".ttl").headers["link"]
    assert '</doc/model/x/rich>; rel="describes"; type="text/html"' in found
    assert 'rel="profile"' in found
