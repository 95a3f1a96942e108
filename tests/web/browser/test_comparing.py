"""Comparing three detectors on accuracy against latency, as a person does."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Page

from tests.web.browser.conftest import Visit, Visiting

pytestmark = pytest.mark.browser
THREE = urlencode([("m", f"model/arena/{name}") for name in ("swift", "steady", "heavy")])
PHONE = {"width": 390, "height": 844}


def journey(page: Page) -> None:
    """Find two detectors, add a third, and choose accuracy against latency."""
    page.get_by_label("Add a model").fill("swift detector")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Add Swift detector").click()
    for name in ("Steady", "Heavy"):
        page.get_by_label("Add a model").fill(f"{name.lower()} detector")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name=f"Add {name} detector").click()
    assert page.get_by_role("heading", name="Compare 3 models").is_visible()
    page.locator('select[name="y"]').select_option(
        label="COCO average precision (IoU 0.50:0.95) on COCO 2017 val"
    )
    page.locator('select[name="x"]').select_option(
        label="mean inference time on NVIDIA Jetson Nano, FP16, batch of 1"
    )
    page.locator("#scatter + form").get_by_role("button", name="Draw").click()


def scatter_table(page: Page) -> list[list[str]]:
    rows = page.locator("h2#scatter ~ div table").first.locator("tbody tr")
    return [row.locator("th, td").all_inner_texts() for row in rows.all()]


@pytest.mark.parametrize("scripts", [True, False])
def test_three_detectors_on_accuracy_against_latency(visiting: Visiting, scripts: bool) -> None:
    visit = visiting(java_script_enabled=scripts)
    page = visit.to("/compare")
    journey(page)
    points = scatter_table(page)
    assert [(row[0], row[3]) for row in points] == [
        ("Swift detector", "● yes"),
        ("Swift detector", "● yes"),
        ("Steady detector", "● yes"),
        ("Steady detector", "● yes"),
        ("Heavy detector", "no"),
    ]
    picture = page.locator("figure.chart img").last
    assert "against mean inference time" in (picture.get_attribute("alt") or "")
    if scripts:
        assert picture.evaluate("one => one.complete && one.naturalWidth > 300")
    again = visiting(java_script_enabled=scripts)
    reproduced = again.to(page.url.removeprefix(visit.server.url))
    assert scatter_table(reproduced) == points


def test_taking_a_model_out_and_choosing_metrics(visit: Visit) -> None:
    page = visit.to(f"/compare?{THREE}")
    page.get_by_role("link", name="take Heavy detector out").click()
    assert page.get_by_role("heading", name="Compare 2 models").is_visible()
    page.get_by_text("Choose metrics").click()
    boxes = page.locator('input[name="bar"]')
    for box in boxes.all():
        box.check()
    page.locator("#bars + form").get_by_role("button", name="Draw").click()
    chosen = [value for name, value in parse_qsl(urlsplit(page.url).query) if name == "bar"]
    assert len(chosen) == 3
    assert page.locator('input[name="bar"]:checked').count() == 3


def test_the_charts_and_tables_can_be_taken_away(visit: Visit, tmp_path: Path) -> None:
    page = visit.to(f"/compare?{THREE}")
    with page.expect_download() as download:
        page.get_by_role("link", name="All values as CSV").click()
    download.value.save_as(tmp_path / "metrics.csv")
    text = (tmp_path / "metrics.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["model"] for row in rows} == {
        "Swift detector",
        "Steady detector",
        "Heavy detector",
    }
    png = page.get_by_role("link", name="PNG").last.get_attribute("href")
    assert page.request.get(visit.server.url + str(png)).body().startswith(b"\x89PNG\r\n")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "m=model/arena/swift&add=detector", THREE + "&rows=all"])
def test_anyone_can_read_it(visiting: Visiting, scheme: str, query: str) -> None:
    visit = visiting(color_scheme=scheme)
    visit.to(f"/compare?{query}").wait_for_load_state("networkidle")
    visit.axe()


def test_the_picture_is_dark_in_the_dark(visiting: Visiting) -> None:
    for scheme in ("light", "dark"):
        visit = visiting(color_scheme=scheme)
        page = visit.to(f"/compare?{THREE}")
        page.wait_for_load_state("networkidle")
        shown = page.locator("figure.chart img").first.evaluate("one => one.currentSrc")
        assert f"ink={scheme}" in shown


def test_it_fits_a_phone_and_hostile_names_fit_it(visiting: Visiting) -> None:
    visit = visiting(viewport=PHONE)
    page = visit.to(f"/compare?{THREE}&m=model/arena/hostile")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.get_by_role("heading", name="Compare 4 models").is_visible()
