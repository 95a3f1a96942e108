"""Who may do what at the pages of curation; forms of other pages; read-only and private servers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from kgstore.web.app import ROUTERS
from kgstore.web.documents import DocumentRoute
from tests.web.conftest import Serving
from tests.web.curate.desk import Desk, text_of
from tests.web.server import Server

PAGES = ("/curate/model", "/curate/dataset", "/curate/import", "/curate/imports")
OPEN = ("/curate", "/curate/terms", "/curate/identity", "/curate/validation")


READING = frozenset({"/ask"})
"""Forms that ask a long question and change nothing."""


def routes(router: APIRouter) -> Iterator[APIRoute]:
    """Yield the routes of a router and of those that it includes."""
    for route in router.routes:
        if isinstance(inner := getattr(route, "original_router", None), APIRouter):
            yield from routes(inner)
        elif isinstance(route, APIRoute):
            yield route


def posting() -> set[str]:
    """Return the paths of all pages of the app that take forms, whoever wrote them."""
    return {
        re.sub(r"\{[^}]*\}", "x", route.path)
        for router in ROUTERS
        for route in routes(router)
        if isinstance(route, DocumentRoute) and "POST" in (route.methods or ())
    } - READING


def test_there_are_forms_to_look_at() -> None:
    assert {"/curate/model", "/curate/terms/word", "/curate/quarantine/x/drop"} <= posting()


@pytest.mark.parametrize("path", sorted(posting() - {"/login"}))
def test_each_form_is_taken_from_our_own_pages_only(cleo: Desk, path: str) -> None:
    for form in ({}, {"sign": ""}, {"sign": "0" * 64}):
        assert cleo.client.post(path, data=form).status_code == 403, path
    foreign = {"Origin": "https://evil.example"}
    assert cleo.client.post(path, data={"sign": cleo.sign}, headers=foreign).status_code == 403
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert cleo.client.post(path, data={"sign": cleo.sign}, headers=elsewhere).status_code == 403


@pytest.mark.parametrize("path", sorted(posting() - {"/login"}))
def test_each_form_needs_somebody(server: Server, path: str) -> None:
    answer = httpx.post(server.url + path, data={"sign": "x"}, headers={"Accept": "text/html"})
    assert answer.status_code == 401, path
    assert "you are not signed in, or no longer" in text_of(answer)
    assert "load it again" in text_of(answer), "what was typed is not lost"


def test_signing_in_is_refused_to_forms_from_elsewhere(server: Server) -> None:
    form, foreign = {"token": server.tokens["cleo"]}, {"Origin": "https://evil.example"}
    assert httpx.post(server.url + "/login", data=form, headers=foreign).status_code == 403


def test_everybody_reads_what_waits_and_is_led_to_signing_in(server: Server) -> None:
    for path in OPEN:
        page = httpx.get(server.url + path)
        assert page.status_code == 200
        assert "/login" in page.text
        assert httpx.head(server.url + path).status_code == 200
    said = text_of(httpx.get(server.url + "/curate"))
    assert "Reading needs no account" in said
    assert "words that no vocabulary knows" in said
    for path in PAGES:
        led = httpx.get(server.url + path)
        assert (led.status_code, led.headers["location"]) == (303, f"/login?next={path}")


def test_roles_are_refused_in_words(server: Server, ann: Desk) -> None:
    with Desk.of(server, "rita") as rita:
        page = rita.get("/curate/model")
        assert (page.status_code, "rita is reader" in text_of(page)) == (403, True)
        assert "A model" not in text_of(rita.get("/curate"))
    for place in ("/curate/identity", "/curate/terms/word", "/curate/quarantine/x/drop"):
        page = ann.post(place)
        assert page.status_code == 403
        assert "this needs the role curator; ann is editor" in text_of(page)


def test_a_read_only_server_says_so_and_shows_no_form(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READONLY", "1")
    server = serving()
    with Desk.of(server, "cleo") as cleo:
        for path in ("/curate", *PAGES[:3], "/curate/validation"):
            page = cleo.get(path)
            assert "read-only" in text_of(page), path
            assert 'method="post" action="/curate' not in page.text, path
        refused = cleo.post("/curate/model", do="save", name="a")
        assert refused.status_code == 403
        assert "--readonly" in text_of(refused)


def test_a_private_store_is_read_by_who_has_signed_in(serving: Serving) -> None:
    server = serving(public=False)
    page = {"Accept": "text/html"}
    led = httpx.get(server.url + "/curate", headers=page)
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=/curate")
    assert httpx.get(server.url + "/curate").status_code == 401, "a program is told"
    assert httpx.get(server.url + "/login", headers=page).status_code == 200
    assert httpx.get(server.url + "/static/style.css").status_code == 200
    assert httpx.get(server.url + "/loginx", headers=page).status_code != 200
    with Desk.of(server, "rita") as rita:
        assert "You are rita" in text_of(rita.get("/curate"))
        assert rita.get("/api/v1/records").status_code == 200
        assert rita.client.post("/api/v1/records", json={}).status_code == 401
    stale = {"kgstore_token": "kgs_none"}
    with httpx.Client(base_url=server.url, cookies=stale, headers=page) as client:
        assert client.get("/curate").headers["location"] == "/login?next=/curate"
