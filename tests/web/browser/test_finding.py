"""Finding Apache-licensed vehicle detectors from the home page, as a person does."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Visit, Visiting

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
KINDS = (
    "/",
    "/find",
    "/find?filter=detects%3Avehicle+license%3Aapache-2.0&open=author",
    "/find?filter=kind%3Adataset",
    "/find?filter=mAP%3E%3D0.4+dataset%3Acoco&sort=mAP",
    "/find?filter=task%3Aobjekt",
    "/find?q=nothing+whatever+fits",
)


def total(page: Page) -> int:
    """Return how many the page says it found."""
    return int(page.locator("p.total b").inner_text().replace(",", ""))


def forget_refusals(visit: Visit) -> None:
    """Take a page that refuses a filter, which the browser calls an error, for what it is."""
    refusal = re.compile("the server responded with a status of 400")
    visit.faults[:] = [fault for fault in visit.faults if not refusal.search(fault)]


def choose(page: Page, facet: str, value: str) -> int:
    """Click a value of a facet; it must find as many as it said."""
    box = page.locator("details.facet").filter(has=page.locator("summary", has_text=facet)).first
    row = box.locator("li").filter(has=page.get_by_role("link", name=value, exact=True)).first
    count = int(row.locator(".count").inner_text().replace(",", ""))
    row.get_by_role("link", name=value, exact=True).click()
    assert total(page) == count
    return count


def journey(page: Page) -> None:
    """From the home page to a comparison, by clicking alone."""
    page.get_by_role("main").get_by_role("link", name="Find models and data sets by").click()
    everything = total(page)
    detectors = choose(page, "Task", "object detection")
    under_apache = choose(page, "Licence", "Apache License 2.0")
    vehicles = choose(page, "Detects", "vehicle")
    assert everything > detectors > under_apache >= vehicles > 3
    for number in range(3):
        page.get_by_role("checkbox").nth(number).check()
    page.get_by_role("button", name="Compare the chosen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Compare")
    assert page.url.count("m=") == 3


def test_apache_licensed_vehicle_detectors_are_found(visit: Visit) -> None:
    journey(visit.to("/"))


def test_they_are_found_without_scripts_and_in_the_dark(visiting: Visiting) -> None:
    journey(visiting(java_script_enabled=False, color_scheme="dark").to("/"))


def test_examples_of_the_home_page_find_something(visit: Visit) -> None:
    page = visit.to("/")
    for link in page.locator("main > p.note").first.get_by_role("link").all():
        address = link.get_attribute("href") or ""
        found = httpx.get(visit.server.url + address)
        assert found.status_code == 200
        assert '<th scope="row">' in found.text, address


def test_what_is_chosen_can_be_taken_back_and_excluded(visit: Visit) -> None:
    page = visit.to("/find?filter=license%3Aapache-2.0+NOT+task%3Aobject-detection")
    chips = page.get_by_role("list", name="Conditions")
    expect(chips).to_contain_text("not Task: object detection")
    before = total(page)
    chips.get_by_role("link", name="without not Task").click()
    after = total(page)
    assert after > before
    page.get_by_role("link", name="exclude object detection", exact=True).click()
    assert total(page) == before


def test_an_expert_edits_the_filter_as_text(visiting: Visiting) -> None:
    visit = visiting(java_script_enabled=False)
    page = visit.to("/find?q=yolo")
    page.get_by_text("As a filter, and how it was understood").click()
    box = page.get_by_label("The search as a filter")
    expect(box).to_have_value("yolo")
    box.fill("yolo task:objekt-detection")
    page.get_by_role("button", name="Apply the filter").click()
    expect(page.get_by_role("alert")).to_contain_text("no task is called")
    forget_refusals(visit)
    page.get_by_role("link", name="object detection", exact=True).click()
    assert total(page) > 0
    expect(page.get_by_role("list", name="Conditions")).to_contain_text("Task: object detection")


def test_a_range_and_a_condition_are_added_with_forms(visiting: Visiting) -> None:
    page = visiting(java_script_enabled=False).to("/find?filter=task%3Aobject-detection")
    before = total(page)
    page.get_by_label("Parameters to").fill("10M")
    page.locator("details.facet").filter(has=page.get_by_label("Parameters to")).get_by_role(
        "button", name="Set"
    ).click()
    small = total(page)
    assert 0 < small < before
    expect(page.get_by_label("Parameters to")).to_have_value("10M")
    page.get_by_text("Add a condition").click()
    page.get_by_label("What").select_option(label="Licence")
    page.get_by_label("How").select_option(label="is stated")
    page.get_by_role("button", name="Add", exact=True).last.click()
    assert 0 < total(page) <= small
    assert "has%3Alicence" in page.url


def test_on_a_phone_the_facets_fold(visiting: Visiting) -> None:
    page = visiting(viewport=PHONE, java_script_enabled=False).to("/find")
    link = page.get_by_role("link", name="object detection", exact=True)
    expect(link).to_be_hidden()
    page.locator("details.facets > summary").click()
    expect(link).to_be_visible()
    link.click()
    expect(page.locator("details.facets > summary")).to_have_text("Narrow down (1 chosen)")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


@pytest.mark.parametrize("place", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visiting: Visiting, place: str, scheme: str) -> None:
    visit = visiting(color_scheme=scheme)
    page = visit.to(place)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    visit.axe()
    forget_refusals(visit)


def test_the_axe_of_a_phone_finds_nothing(visiting: Visiting) -> None:
    visit = visiting(viewport=PHONE)
    page = visit.to(KINDS[2])
    page.locator("details.facets > summary").click()
    visit.axe()


def test_the_search_box_completes_filters(visit: Visit) -> None:
    page = visit.to("/find")
    box = page.get_by_role("combobox", name="Words or a filter")
    box.press_sequentially("tas")
    page.get_by_role("option", name="task:").click()
    expect(box).to_have_value("task:")
    box.press_sequentially("object-det")
    chosen = page.get_by_role("option", name="object detection").first
    expect(chosen).to_be_visible()
    visit.axe()
    box.press("ArrowDown")
    expect(chosen).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    box.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert (box.input_value() or "").startswith("task:")
    box.press("Enter")
    expect(page.get_by_role("list", name="Conditions")).to_contain_text("Task: object detection")


def test_what_is_written_is_sent_though_there_are_proposals(visit: Visit) -> None:
    page = visit.to("/find")
    box = page.get_by_role("combobox", name="Words or a filter")
    box.press_sequentially("😀 lic")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("😀 lic")
    box.press_sequentially("ense")
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("option", name="license:").click()
    expect(box).to_have_value("😀 license:")
    box.fill("yolo")
    box.press("Enter")
    assert page.url.endswith("q=yolo")
