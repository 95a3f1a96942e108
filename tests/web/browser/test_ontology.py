"""Reading what the words mean: ontology, shapes, vocabularies, terms, catalogue, the store."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Visit, Visiting

pytestmark = pytest.mark.browser
PLACES = (
    "/ontology",
    "/shapes",
    "/vocabulary",
    "/vocabulary/dataset?q=coco",
    "/vocabulary/metric/AP_50_95",
    "/vocabulary/task/object-detection",
    "/catalog?kind=model",
    "/doc/dataset/kennel/dogs?profile=alt",
    "/void",
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


def test_a_link_to_a_property_opens_the_fold_that_it_lies_in(visit: Visit) -> None:
    page = visit.to("/ontology")
    term = page.locator("#parameterCount")
    expect(term).not_to_be_visible()
    page.goto(f"{visit.server.url}/ontology#parameterCount")
    expect(term).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_term_is_found_by_any_of_its_names(visiting: Visiting, scripts: bool) -> None:
    page = visiting(java_script_enabled=scripts).to("/vocabulary")
    page.get_by_role("link", name="Datasets", exact=True).click()
    page.get_by_label("Words in a name or definition").fill("ms coco")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("status")).to_contain_text("of")
    page.get_by_role("link", name="COCO", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("COCO")


def test_a_long_vocabulary_is_turned_page_by_page(visit: Visit) -> None:
    page = visit.to("/vocabulary/dataset")
    first = page.locator("main table tr").nth(1).inner_text()
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("status")).to_contain_text("page 2 of")
    assert page.locator("main table tr").nth(1).inner_text() != first
    page.get_by_role("link", name="Previous page").click()
    assert page.locator("main table tr").nth(1).inner_text() == first


def test_a_filter_that_finds_nothing_says_so(visit: Visit) -> None:
    page = visit.to("/vocabulary/task?q=%3Cscript%3E")
    expect(page.get_by_role("status")).to_have_text(
        "No term has <script> in its names or definition."
    )


def test_a_task_leads_to_its_models(visit: Visit) -> None:
    page = visit.to("/vocabulary/task/object-detection")
    expect(page.locator("main")).to_contain_text("computer vision")
    count = page.locator(".cards b").first.inner_text()
    page.locator(".cards").get_by_role("link", name="models").click()
    expect(page.locator("main")).to_contain_text(f"Models {count}")


def test_the_catalogue_goes_by_kind_and_source(visit: Visit) -> None:
    page = visit.to("/catalog")
    page.get_by_role("link", name="dataset", exact=True).click()
    page.get_by_role("navigation", name="Sources of dataset records").get_by_role(
        "link", name="kennel"
    ).click()
    expect(page.get_by_role("heading", level=2)).to_have_text("3 records")
    expect(page.locator("main")).to_contain_text("Dogs of the kennel")


def test_the_shapes_of_one_severity(visit: Visit) -> None:
    page = visit.to("/shapes")
    page.get_by_role("link", name="info (", exact=False).click()
    page.wait_for_url("**severity=Info")
    assert set(page.locator("td .severity").all_inner_texts()) == {"Info"}
