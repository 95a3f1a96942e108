"""Reading a dataset: from its head to a leaderboard, with and without scripts, light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Visit, Visiting

pytestmark = pytest.mark.browser
DOGS = "/doc/dataset/kennel/dogs"
PLACES = (
    DOGS,
    "/doc/dataset/kennel/stl",
    "/doc/dataset/kennel/odd",
    "/vocabulary/dataset/COCO",
    "/leaderboard?of=mzd:STL-10",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing(visiting: Visiting, place: str, scheme: str) -> None:
    visit = visiting(color_scheme=scheme)
    visit.to(place)
    visit.axe()


@pytest.mark.parametrize("place", PLACES)
def test_it_fits_a_phone(visiting: Visiting, place: str) -> None:
    visit = visiting(viewport={"width": 390, "height": 800})
    visit.to(place)
    visit.fits()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_dataset_to_another_leaderboard_and_back(visiting: Visiting, scripts: bool) -> None:
    page = visiting(java_script_enabled=scripts).to(DOGS)
    board = page.locator("table", has=page.get_by_role("columnheader", name="Place"))
    expect(board.get_by_role("row").nth(1)).to_contain_text("Tracker")
    page.get_by_label("Metric and split").select_option(label="top-1 error (2)")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("top-1 error on Dogs, test")
    expect(page.get_by_text("Lower is better.")).to_be_visible()
    assert "board=" in page.url
    page.get_by_role("link", name="Dogs of the kennel", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dogs of the kennel")


def test_the_models_trained_on_it_are_found(visit: Visit) -> None:
    page = visit.to(DOGS)
    trained = page.locator("#section-trained + p")
    expect(trained).to_contain_text("1, on its parts")
    trained.get_by_role("link").click()
    page.wait_for_url(re.compile("/find"))
    expect(page.locator("main")).to_contain_text("Sniffer")
    expect(page.locator("main")).not_to_contain_text("Barker")


def test_a_link_to_a_part_shows_it(visit: Visit) -> None:
    page = visit.to(f"{DOGS}#column/weight")
    expect(page.locator(":target")).to_contain_text("Weight in kilograms")
    expect(page.locator(":target")).to_be_in_viewport()


def test_malice_stays_text(visit: Visit) -> None:
    page = visit.to(DOGS)
    expect(page.locator("main")).to_contain_text("<script>alert(1)</script>")
    expect(page.locator("main")).to_contain_text("\u05db\u05dc\u05d1\u05d9\u05dd")
    assert page.locator('a[href^="javascript"]').count() == 0
