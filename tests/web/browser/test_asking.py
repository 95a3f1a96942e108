"""Asking as a person does: a question by its form, CQ04 in the editor, mistakes, cancelling."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Visit, Visiting

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # the machine of the tests has more to do

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
WRONG = "SELECT * {\n  ?s a mz:MLModel ; ; ]\n}"
ROWS = "SELECT ?model ?n { ?model a mz:MLModel ; mz:source ?source BIND(1.5 AS ?n) } LIMIT 20"


def editor(page: Page) -> None:
    """Put the cursor into the editor, with nothing in it."""
    page.get_by_role("textbox", name="Query in SPARQL").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def refused(visit: Visit, status: int) -> None:
    """Take note that the browser said in its console that a query was refused, and nothing else."""
    said = f"error: Failed to load resource: the server responded with a status of {status}"
    assert [fault for fault in visit.faults if not fault.startswith(said)] == []
    visit.faults.clear()


def test_cq04_from_its_form_to_the_editor(visit: Visit) -> None:
    page = visit.to("/ask")
    page.get_by_role("link", name="The models that perform best on COCO").click()
    expect(page.get_by_label("Concept")).to_have_value("wn30:00007846-n")
    expect(page.locator("#answer")).to_contain_text(re.compile(r"\d+ rows in"))
    page.get_by_role("link", name="Open it in the editor").click()
    expect(page.get_by_role("textbox", name="Query in SPARQL")).to_contain_text("SELECT DISTINCT")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("Running …", exact=True)).to_have_count(0)  # it takes the form's place
    expect(page.locator("#answer table.answer")).to_be_visible()
    assert page.locator("#answer tbody tr").count() > 1
    page.get_by_label("Chart").select_option("bars")
    page.get_by_role("button", name="Draw").click()
    expect(page.get_by_role("img", name=re.compile("bars of value"))).to_be_visible(
        timeout=30_000  # the first chart of a server starts the drawing engine
    )


def test_a_query_runs_in_place_and_is_an_address(visit: Visit) -> None:
    page = visit.to("/ask")
    editor(page)
    page.keyboard.insert_text("ASK { ?s a mz:MLModel }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_contain_text("Yes")
    assert "query=ASK" in page.url
    assert page.get_by_role("textbox", name="Query in SPARQL").evaluate("e => e.isContentEditable")
    editor(page)
    page.keyboard.insert_text("ASK { ?s a <urn:none> }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_contain_text("No")
    page.go_back()
    expect(page.locator("#answer")).to_contain_text("Yes")
    expect(page.get_by_role("textbox", name="Query in SPARQL")).to_contain_text("mz:MLModel")


def test_names_are_completed_with_their_prefix(visit: Visit) -> None:
    page = visit.to("/ask")
    editor(page)
    page.keyboard.type("SELECT * { ?model mz:hasMetricV")
    found = page.get_by_role("option", name="mz:hasMetricValue", selected=True)
    expect(found).to_be_visible()
    page.wait_for_timeout(300)  # a list that has just opened takes no key, lest it take a wrong one
    page.keyboard.press("Enter")
    content = page.get_by_role("textbox", name="Query in SPARQL")
    expect(content).to_contain_text("PREFIX mz: <https://w3id.org/modelzoo#>")
    expect(content).to_contain_text("?model mz:hasMetricValue")
    page.keyboard.type(" ?value . ?value mz:metric AP_50_9")
    page.get_by_role("option", name="mzm:AP_50_95").click()
    expect(content).to_contain_text("PREFIX mzm: <")
    page.keyboard.type(" . ?val")
    expect(page.get_by_role("option", name="?value")).to_be_visible()
    visit.axe()


def test_a_mistake_is_marked_at_its_place(visit: Visit) -> None:
    page = visit.to("/ask")
    editor(page)
    page.keyboard.insert_text(WRONG)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Line 2, column 23")
    marked = page.locator(".cm-lintRange-error")
    expect(marked).to_have_text("]")
    assert page.locator(".cm-line:has(.cm-lintRange-error)").inner_text().strip().endswith("; ; ]")
    visit.axe()
    refused(visit, 400)
    editor(page)
    page.keyboard.insert_text("ASK {}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_contain_text("Yes")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)


def test_a_runaway_query_is_cancelled(visit: Visit) -> None:
    page = visit.to("/ask")
    editor(page)
    page.keyboard.insert_text(RUNAWAY)
    page.keyboard.press("Control+Enter")
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    expect(page.locator("#progress")).to_have_text("Running …")
    cancel.click()
    expect(page.locator("#progress")).to_have_text("Cancelled.")
    expect(cancel).to_be_hidden()
    for _ in range(3):  # more than there are readers
        editor(page)
        page.keyboard.insert_text("ASK {}")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#answer")).to_contain_text("Yes", timeout=10_000)


def test_the_keyboard_leaves_the_editor(visit: Visit) -> None:
    page = visit.to("/ask")
    editor(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    editor(page)
    page.keyboard.press("Tab")
    inside = "() => document.activeElement?.shadowRoot != null"
    assert page.evaluate(inside) is False


def test_a_long_query_runs_by_post_and_has_no_address(visit: Visit) -> None:
    page = visit.to("/ask")
    editor(page)
    page.keyboard.insert_text("ASK {}\n# " + "x" * 7000)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_contain_text("Yes")
    assert page.url.endswith("/ask")


def test_without_scripts_it_is_a_form(visiting: Visiting) -> None:
    visit = visiting(java_script_enabled=False)
    page = visit.to("/ask")
    field = page.get_by_label("Query in SPARQL")
    field.fill(ROWS)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer")).to_contain_text("20 rows in")
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(page.get_by_label("Query in SPARQL")).to_have_value(ROWS)
    page.get_by_label("Query in SPARQL").fill(WRONG)
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2, column 23")
    refused(visit, 400)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_kind_of_page_is_accessible(visiting: Visiting, scheme: str, width: int) -> None:
    visit = visiting(color_scheme=scheme, viewport={"width": width, "height": 900})
    hostile = 'SELECT ("<script>alert(1)</script>" AS ?a) ("שלום 😀" AS ?b) (2 AS ?c) {}'
    chart = "/ask/cq04?view-chart=bars"
    for place in ("/ask", "/ask?find=concept", chart, f"/ask?query={quote(ROWS)}"):
        page = visit.to(place)
        visit.axe()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page = visit.to(f"/ask?query={quote(hostile)}")
    expect(page.locator("#answer")).to_contain_text("<script>alert(1)</script>")
    visit.axe()
    visit.to(f"/ask?query={quote(WRONG)}")
    visit.axe()
    refused(visit, 400)
    visit.to("/ask/cq01?minimum=many")
    visit.axe()
    refused(visit, 400)
