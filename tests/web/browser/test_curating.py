"""Curation as people do it in a browser: with scripts and without, in the light and in the dark."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Visit, Visiting
from tests.web.browser.zoo import BASE

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)> \u202e\U0001f600 " + "long " * 40
PAGES = (
    *("/curate", "/curate/model", "/curate/dataset", "/curate/import", "/curate/imports"),
    *("/curate/validation", "/curate/quarantine", "/curate/terms", "/curate/identity"),
)
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def said_422(visit: Visit) -> None:
    """Forget that the browser calls a page with something to mend an error."""
    visit.faults[:] = [fault for fault in visit.faults if "422" not in fault]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@SCRIPTS
def test_a_model_is_made_mended_changed_and_noted(visiting: Visiting, scripts: bool) -> None:
    visit, name = visiting(java_script_enabled=scripts), f"of the browser {scripts}"
    visit.sign_in("ann")
    page = visit.to("/curate")
    press(page, "A model")
    page.get_by_label("name (needed)").fill(name)
    page.locator("#f-task").fill("object detection")
    page.locator("#f-description").fill(HOSTILE)
    page.locator("#f-parameterCount").fill("about seven")
    press(page, "Add an evaluation")
    page.locator("[id='f-evaluation.0.dataset']").fill("COCO val2017")
    page.locator("[id='f-evaluation.0.value.0.metric']").fill("mAP")
    page.locator("[id='f-evaluation.0.value.0.value']").fill("41.2 %")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("is no whole number")
    expect(page.locator("#f-description")).to_have_value(HOSTILE.strip())
    if scripts:
        visit.axe()
    page.locator("#f-parameterCount").fill("7,000,000")
    press(page, "Check")
    expect(page.locator("main")).to_contain_text("This can be saved")
    press(page, "Save")
    expect(page.get_by_role("status").first).to_contain_text("Saved, as commit")
    page.get_by_label("limitation").fill("Blind at night.")
    press(page, "Save")
    expect(page.get_by_role("status").first).to_contain_text("Saved, as commit")
    page.get_by_role("link", name="leave a note").click()
    page.get_by_label("A new note").fill("Fine for toys. " + HOSTILE)
    press(page, "Leave the note")
    page.get_by_label("Keywords, with commas between").fill("toy, small")
    press(page, "Add")
    expect(page.locator("main")).to_contain_text("Fine for toys.")
    expect(page.locator(".chips")).to_contain_text("toy ann")
    if scripts:
        visit.axe()
    page = visit.to(f"/doc/model/user/ann/{name.replace(' ', '%20')}")
    expect(page.locator("main")).to_contain_text("Blind at night.")
    said_422(visit)


def document(name: str, **more: Any) -> bytes:
    iri = f"{BASE}/id/model/browser/{name}"
    return json.dumps({"id": iri, "type": "MLModel", "name": name} | more).encode() + b"\n"


@SCRIPTS
def test_files_are_imported_watched_and_what_is_refused_is_mended(
    visiting: Visiting, scripts: bool
) -> None:
    visit, mark = visiting(java_script_enabled=scripts), f"{scripts}".lower()
    lines = document(f"good-{mark}") + document(f"bad-{mark}", parameterCount=-5)
    visit.sign_in("ann")
    page = visit.to("/curate/import")
    page.get_by_label("Files", exact=True).set_input_files(
        {"name": "some.jsonl", "mimeType": "application/json", "buffer": lines}
    )
    press(page, "Import")
    expect(page.locator("main")).to_contain_text("records read", timeout=60_000)
    expect(page.locator("main")).to_contain_text("What became of each field", timeout=60_000)
    expect(page.locator("main")).to_contain_text(f"good-{mark}")
    if scripts:
        visit.axe()
    page.get_by_role("link", name="in quarantine").click()
    page.get_by_role("link", name=f"bad-{mark}").click()
    if scripts:
        visit.axe()
    box = page.get_by_label("The record, as JSON")
    mended = json.loads(box.input_value()) | {"parameterCount": 5}
    press(page, "Try again")
    expect(page.get_by_role("alert")).to_contain_text("It is not mended yet")
    page.get_by_label("The record, as JSON").fill(json.dumps(mended))
    press(page, "Try again")
    page.get_by_role("link", name="See its page").click()
    expect(page.locator("h1")).to_contain_text(f"bad-{mark}")
    said_422(visit)


@SCRIPTS
def test_a_word_is_mapped_by_a_curator(visiting: Visiting, scripts: bool) -> None:
    visit, word = visiting(java_script_enabled=scripts), f"objekt detection {scripts}".lower()
    visit.sign_in("cleo")
    page = visit.to("/curate/model")
    page.get_by_label("name (needed)").fill(word)
    page.locator("#f-task").fill(word)
    press(page, "Save")
    page = visit.to("/curate/terms?kind=task&q=objekt")
    page.get_by_role("link", name=word).first.click()
    if scripts:
        visit.axe()
    page.get_by_label("object detection").first.check()
    press(page, "Map it")
    expect(page.get_by_role("status")).to_contain_text(f'skos:altLabel "{word}"')
    page = visit.to("/curate/dataset")
    page.get_by_label("name (needed)").fill(word)
    page.locator("#f-task").fill(word)
    press(page, "Check")
    expect(page.locator(".told").first).to_contain_text("object detection")
    said_422(visit)


@SCRIPTS
def test_the_store_is_validated_and_the_page_follows(visiting: Visiting, scripts: bool) -> None:
    visit = visiting(java_script_enabled=scripts)
    visit.sign_in("ann")
    page = visit.to("/curate/validation")
    page.get_by_role("button", name="Validate the").click()
    expect(page.locator("main")).to_contain_text("asked for by ann", timeout=120_000)
    expect(page.get_by_role("button", name="again")).to_be_visible(timeout=120_000)
    page.locator("tbody a").first.click()
    expect(page.locator("caption").first).to_contain_text("of")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_any_page_of_curation(visiting: Visiting, scheme: str) -> None:
    stranger = visiting(color_scheme=scheme)
    for place in ("/curate", "/curate/terms", "/curate/validation", "/curate/identity"):
        stranger.to(place)
        stranger.axe()
    visit = visiting(color_scheme=scheme)
    visit.sign_in("cleo")
    iri = f"{BASE}/id/model/torchvision/AlexNet_Weights.IMAGENET1K_V1"
    more = ("/curate/model?iri=", "/curate/notes?iri=", "/curate/validation?iri=")
    for place in (*PAGES, *(place + iri for place in more)):
        visit.to(place)
        visit.axe()


def test_pages_fit_a_phone(visiting: Visiting) -> None:
    visit = visiting(viewport={"width": 390, "height": 844})
    visit.sign_in("cleo")
    for place in PAGES:
        page = visit.to(place)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{place} is {wide} pixels wide"
