"""The whole way of a newcomer, by clicking alone: from the home page to an answer and its why."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Visiting

pytestmark = pytest.mark.browser
SLOW = 30_000  # ms: the first chart of a server starts the drawing engine
CHOSEN = ("Swift detector", "Steady detector", "Untimed detector")


def find_apache_licensed_vehicle_detectors(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Apache-licensed vehicle detectors").click()
    expect(page.locator("p.total b")).not_to_have_text("0")
    box = page.locator("details.facet").filter(has=page.locator("summary", has_text="Measured by"))
    box.locator("summary").click()
    box.get_by_role("link", name="COCO average precision (IoU 0.50:0.95)", exact=True).click()
    expect(page.locator("table").first).to_contain_text("45.00 %")


def compare_three_on_accuracy_against_latency(page: Page) -> None:
    for name in CHOSEN:
        page.get_by_role("checkbox", name=f"compare {name}").check()
    page.get_by_role("button", name="Compare the chosen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare 3 models")
    page.locator('select[name="y"]').select_option(
        label="COCO average precision (IoU 0.50:0.95) on COCO 2017 val"
    )
    page.locator('select[name="x"]').select_option(
        label="mean inference time on NVIDIA Jetson Nano, FP16, batch of 1"
    )
    page.locator("#scatter + form").get_by_role("button", name="Draw").click()
    picture = page.get_by_role("img", name=re.compile("against mean inference time"))
    expect(picture).to_be_visible(timeout=SLOW)


def see_why_a_number_is_believed(page: Page) -> None:
    table = page.get_by_role("table", name="The same metric on the same data")
    row = table.get_by_role("row").filter(has_text="IoU 0.50:0.95").first
    row.get_by_role("link", name="33.00 %").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Swift detector")
    value = page.get_by_role("row").filter(has_text="33.00 %").first
    expect(value).to_contain_text("self-reported")
    expect(page.locator("main")).to_contain_text("Where this comes from")


def export_a_model_card(page: Page) -> None:
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Model card").first.click()
    card = waiting.value.path().read_text("utf-8")
    assert card.startswith("---\n")
    assert "license: apache-2.0" in card
    assert "Swift detector" in card


def run_cq04_in_the_editor(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Ask").click()
    page.get_by_role("link", name=re.compile("perform best on COCO")).first.click()
    expect(page.locator("#answer")).to_contain_text(re.compile(r"\d+ rows in"))
    page.get_by_role("link", name="Open it in the editor").click()
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("Running …", exact=True)).to_have_count(0)
    expect(page.locator("#answer table.answer")).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_home_page_to_a_reason(visiting: Visiting, scripts: bool) -> None:
    page = visiting(java_script_enabled=scripts, accept_downloads=True).to("/")
    find_apache_licensed_vehicle_detectors(page)
    compare_three_on_accuracy_against_latency(page)
    see_why_a_number_is_believed(page)
    export_a_model_card(page)
    run_cq04_in_the_editor(page)
