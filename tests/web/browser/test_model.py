"""The page of a model as people see it: with and without scripts, light and dark, by keyboard."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Visit, Visiting
from tests.web.browser.zoo import BASE

pytestmark = pytest.mark.browser
SORTER = "/doc/model/atlas/sorter"
EVALUATION = f"{BASE}/id/evaluation/lab/orchard"
PLACES = [
    SORTER,
    "/doc/model/atlas/bare",
    "/doc/model/atlas/long",
    f"/matrix?of={quote(EVALUATION, safe='')}",
    f"/classes?of={quote(BASE + '/id/labels/atlas/fruit', safe='')}",
    "/history/model/atlas/sorter",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visiting: Visiting, place: str, scheme: str) -> None:
    visit = visiting(color_scheme=scheme)
    visit.to(place).wait_for_load_state("networkidle")
    visit.axe()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_is_no_wider_than_the_screen(visiting: Visiting, width: int) -> None:
    visit = visiting(viewport={"width": width, "height": 800})
    for place in PLACES:
        page = visit.to(place)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place


def test_a_reader_without_scripts_is_told_everything(visiting: Visiting) -> None:
    page = visiting(java_script_enabled=False).to(SORTER)
    expect(page.locator("h1")).to_have_text("Fruit sorter")
    expect(page.locator("main")).to_contain_text("A model for image classification")
    whole = page.get_by_role("table", name="Results as a whole, by data set")
    row = whole.get_by_role("row").filter(has_text="independently measured")
    expect(row).to_contain_text("87.40 %")
    expect(row).to_contain_text("2025-06-30")
    expect(row.get_by_role("link", name=re.compile("lab.example.org"))).to_have_count(1)
    best = whole.locator("td.best")
    expect(best).to_have_count(1)
    expect(best).to_contain_text("91.00 %")
    expect(best).to_contain_text("unit assumed")
    expect(page.locator("#section-lineage-list")).to_contain_text("fine-tuned from Backbone")
    expect(page.locator("canvas")).to_have_count(0)


def test_contradicting_claims_stand_side_by_side(visit: Visit) -> None:
    page = visit.to(SORTER)
    page.get_by_role("link", name="some contradict each other").click()
    row = page.get_by_role("region", name="Contradictions").get_by_role("row").nth(1)
    expect(row).to_contain_text("on Orchard val")
    claims = row.get_by_role("cell")
    expect(claims).to_have_count(2)
    expect(claims.nth(0)).to_contain_text("91.00 %")
    expect(claims.nth(0)).to_contain_text("self-reported, 2025-03-01")
    expect(claims.nth(1)).to_contain_text("87.40 %")
    expect(claims.nth(1)).to_contain_text("independently measured")


def test_hardware_is_folded_and_its_best_is_marked(visit: Visit) -> None:
    page = visit.to(SORTER)
    nano = page.locator("details.setup", has_text="best throughput")
    expect(nano.locator("summary")).to_contain_text("2 set-ups")
    expect(nano.locator("td.best")).to_have_count(2)
    v100 = page.locator("details.setup", has_text="1 set-up ").locator("table")
    expect(v100).to_be_hidden()


def test_the_cells_of_the_matrix_open_their_wrong_examples(visiting: Visiting) -> None:
    page = visiting(java_script_enabled=False).to(SORTER)
    matrix = page.get_by_role("region", name="Confusion matrix")
    cell = matrix.get_by_role("link", name="40")
    assert "heat6" in (cell.locator("xpath=..").get_attribute("class") or "")
    expect(matrix.get_by_role("link", name="12", exact=True)).to_have_count(0)
    cell.click()
    expect(page).to_have_url(re.compile("#examples$"))
    examples = page.get_by_role("region", name="Wrong examples").locator("tbody tr")
    expect(examples).to_have_count(2)
    expect(examples.nth(0)).to_contain_text("<script>alert(1)</script>")
    expect(examples.nth(0)).to_contain_text("0.930")
    expect(examples.nth(1).get_by_role("link")).to_have_attribute(
        "href", "https://files.example.org/1.png"
    )
    page.get_by_role("link", name="All examples").click()
    expect(page.get_by_role("region", name="Wrong examples").locator("tbody tr")).to_have_count(3)


def test_the_lineage_is_drawn_over_its_list(visit: Visit) -> None:
    page = visit.to(SORTER)
    graph = page.get_by_role("img", name=re.compile("lineage as a graph"))
    graph.scroll_into_view_if_needed()
    expect(graph).to_have_attribute("data-nodes", re.compile("^[0-9]+$"))
    assert int(graph.get_attribute("data-nodes") or 0) >= 7
    expect(graph.locator("canvas").first).to_be_visible()
    expect(page.locator("#section-lineage-list")).to_be_visible()
    expect(page.locator("style")).to_have_count(0)


def test_the_graph_follows_the_light(visit: Visit) -> None:
    page = visit.to(SORTER)
    graph = page.locator(".lineage-graph")
    graph.scroll_into_view_if_needed()
    expect(graph).to_have_attribute("data-nodes", re.compile("[0-9]"))
    before = graph.screenshot()
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    assert graph.screenshot() != before
    visit.axe()


def test_a_node_of_the_graph_leads_to_its_page(visit: Visit) -> None:
    page = visit.to("/doc/model/atlas/sorter-int8")
    graph = page.locator(".lineage-graph")
    graph.scroll_into_view_if_needed()
    expect(graph).to_have_attribute("data-nodes", re.compile("[0-9]"))
    box = graph.bounding_box()
    assert box
    # Two levels above it: the backbone is the first on the left, in the middle of its height.
    for share in (0.25, 0.3, 0.35, 0.4, 0.2):
        page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
        page.wait_for_timeout(200)
        if not page.url.endswith("sorter-int8"):
            break
    assert "/model/atlas/" in page.url
    assert not page.url.endswith("sorter-int8")


def test_an_iri_of_a_part_leads_to_its_place(visit: Visit) -> None:
    page = visit.to("/id/model/atlas/sorter#speed-nvidia-v100-64-rate")
    expect(page.locator(":target")).to_be_in_viewport()
    page = visit.to("/id/model/atlas/sorter#evil-setting")
    assert page.locator(":target").count() == 1
    ids = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))


def test_texts_of_sources_do_nothing(visit: Visit) -> None:
    for place in PLACES:
        page = visit.to(place)
        assert page.locator("main script:not([type])").count() == 0
        assert page.locator("a[href^='javascript']").count() == 0
    page = visit.to("/doc/model/atlas/long")
    assert len(page.locator("h1").inner_text()) <= 200
    expect(page.locator("main")).to_contain_text("more characters in the data")


def test_from_the_page_one_compares_edits_exports_and_reads_all(visit: Visit) -> None:
    page = visit.to(SORTER)
    iri = quote(f"{BASE}/id/model/atlas/sorter", safe="")
    compare = page.get_by_role("button", name="Compare")
    assert iri in quote(compare.get_attribute("href") or "", safe="%")
    edit = page.get_by_role("button", name="Edit").get_attribute("href") or ""
    assert edit.startswith("/curate/model?iri=")
    page.get_by_text("Export", exact=True).click()
    expect(page.get_by_role("link", name="Hugging Face model card")).to_be_visible()
    page.get_by_role("link", name="Everything stated").click()
    expect(page.get_by_role("heading", name="Who says so")).to_be_visible()


def test_what_is_missing_is_said_and_not_taken_for_no(visit: Visit) -> None:
    page = visit.to("/doc/model/atlas/bare")
    main = page.locator("main")
    expect(main).to_contain_text("No metric values are stated of it")
    expect(main).to_contain_text("Not stated:")
    expect(main).to_contain_text("Without it nobody knows whether it may be used.")
    expect(page.get_by_role("heading", name="Results")).to_have_count(0)
