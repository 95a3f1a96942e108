"""Signing in as a person does: a token, a cookie, forms that only our pages send."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.web.browser.conftest import Visit, Visiting
from tests.web.server import Server

pytestmark = pytest.mark.browser


def test_a_token_signs_in_and_out(visit: Visit) -> None:
    page = visit.to("/login")
    visit.axe()
    page.get_by_label("Token").fill(visit.server.tokens["cleo"])
    page.get_by_role("button", name="Sign in").click()
    page.goto(visit.server.url + "/login")
    assert "signed in as cleo" in page.inner_text("main")
    page.get_by_role("button", name="Sign out").click()
    page.goto(visit.server.url + "/login")
    assert page.get_by_label("Token").is_visible()


def test_it_works_without_scripts_and_in_the_dark(visiting: Visiting) -> None:
    visit = visiting(java_script_enabled=False)
    visit.sign_in("ann")
    assert "ann" in visit.to("/login").inner_text("main")
    visiting(color_scheme="dark").to("/login")


def test_a_wrong_token_is_refused_in_words(site: Server) -> None:
    found = httpx.post(site.url + "/login", data={"token": "kgs_no"})
    assert found.status_code == 401
    assert "That is no token of this store" in found.text
    assert "set-cookie" not in found.headers


def test_forms_of_other_pages_are_refused(site: Server) -> None:
    cookie = {"kgstore_token": site.tokens["cleo"]}
    with httpx.Client(base_url=site.url, cookies=cookie) as client:
        assert client.post("/logout", data={"sign": "guessed"}).status_code == 403
        sign = re.search(r'name="sign" value="(\w+)"', client.get("/login").text)
        assert sign is not None
        form, foreign = {"sign": sign[1]}, {"Origin": "https://evil.example"}
        assert client.post("/logout", data=form, headers=foreign).status_code == 403
        assert client.post("/logout", data=form).status_code == 303


def test_a_cookie_changes_nothing_through_the_api(site: Server) -> None:
    cookie = {"kgstore_token": site.tokens["ada"]}
    with httpx.Client(base_url=site.url, cookies=cookie) as client:
        assert client.post("/api/v1/records", json={}).status_code == 401


def test_one_comes_back_only_to_this_server(site: Server) -> None:
    for place in ("//evil.example", "https://evil.example", "/\\evil.example"):
        form = {"token": site.tokens["cleo"], "next": place}
        found = httpx.post(site.url + "/login", data=form)
        assert found.headers["location"] == "/curate"
        assert "samesite=strict" in found.headers["set-cookie"].lower()
        assert "httponly" in found.headers["set-cookie"].lower()
