"""Concepts as a person meets them: from a word to a model, and a link decided on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Visit, Visiting

pytestmark = pytest.mark.browser
PLANT = "https://w3id.org/modelzoo/vocabulary/labels/voc20/pottedplant"
PLACES = (
    "/concepts",
    "/concepts?q=vehicle",
    "/concepts?q=vehic",
    "/concepts/wn30:02958343-n",
    "/concepts/review",
    f"/concepts/review/why?class={PLANT}",
    "/concepts/wn30:99-n",
)


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_word_to_a_model(visiting: Visiting, scripts: bool) -> None:
    page = (visit := visiting(java_script_enabled=scripts)).to("/")
    page.get_by_role("link", name="Concepts", exact=True).click()
    page.get_by_label("A word, or the IRI of a concept").fill("vehicle")
    page.get_by_role("button", name="Find concepts").click()
    page.get_by_role("rowheader", name="vehicle").first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("vehicle")
    expect(page.get_by_role("navigation", name="Is a kind of")).to_contain_text("conveyance")
    page.get_by_role("link", name="wheeled vehicle", exact=True).click()
    expect(page.get_by_role("navigation", name=re.compile("kind of.*")).last).to_contain_text(
        "vehicle"
    )
    page.get_by_role("table").first.get_by_role("rowheader").get_by_role("link").first.click()
    assert re.search(r"/(doc|id)/model/", page.url)
    visit.to("/concepts/wn30:02958343-n").get_by_role("button", name="Find these models").click()
    assert "/find?filter=detects" in page.url


def test_branches_open(visit: Visit) -> None:
    page = visit.to("/concepts")
    inner = page.get_by_role("link", name="whole", exact=True)
    assert not inner.is_visible()
    page.get_by_text(re.compile(r"^\d+ kinds of object$")).click()
    assert inner.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visiting: Visiting, scheme: str) -> None:
    visit = visiting(color_scheme=scheme)
    visit.sign_in("cleo")
    for place in PLACES:
        visit.page.goto(visit.server.url + place)
        visit.faults = [one for one in visit.faults if "404" not in one]
        visit.axe()


def test_a_phone_shows_it_without_scrolling_sideways(visiting: Visiting) -> None:
    visit = visiting(viewport={"width": 360, "height": 700})
    for place in PLACES[:-1]:
        page = visit.to(place)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, place


@pytest.mark.parametrize("scripts", [True, False])
def test_a_curator_accepts_a_link(visiting: Visiting, scripts: bool) -> None:
    visit = visiting(java_script_enabled=scripts)
    page = visit.to("/concepts/review?set=voc20")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Token").fill(visit.server.tokens["cleo"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label(re.compile("^pottedplant as houseplant")).check()
    page.get_by_label("Reason").fill("seen in the images")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("by cleo: accept pottedplant as houseplant")
    assert "set=voc20" in page.url
    page = visit.to("/concepts/wn30:13083023-n")
    linked = page.get_by_role("row", name=re.compile("pottedplant"))
    expect(linked).to_contain_text("cleo")
    linked.get_by_role("link", name="why").click()
    expect(page.get_by_role("main")).to_contain_text("accepted by cleo")
    expect(page.get_by_role("main")).to_contain_text("seen in the images")
    page = visit.to("/concepts/review?set=voc20&status=accepted")
    page.get_by_label(re.compile("^pottedplant as houseplant")).check()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("status")).to_contain_text("Done")


def test_an_editor_is_told_what_it_needs(visit: Visit) -> None:
    visit.sign_in("ann")
    page = visit.to("/concepts/review")
    expect(page.get_by_role("main")).to_contain_text("needs the role curator")
    assert page.get_by_role("button", name="Accept").count() == 0
