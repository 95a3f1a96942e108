"""Notes and keywords of people beside what a source says."""

from __future__ import annotations

from tests.web.curate.desk import Desk, text_of
from tests.web.server import Server

HOSTILE = "<b>Do not deploy</b>\njavascript:alert(1) \u202e\U0001f600"


def test_notes_and_keywords_stand_under_their_authors_names(
    server: Server, ann: Desk, bob: Desk
) -> None:
    iri = f"{server.url}/id/model/paper/yolov3"
    page = ann.post("/curate/notes", iri=iri, do="note", text=HOSTILE)
    assert "&lt;b&gt;Do not deploy" in page.text
    bob.post("/curate/notes", iri=iri, do="tags", tags="fast, <i>old</i>; fast")
    page = ann.get("/curate/notes", iri=iri)
    said = text_of(page)
    assert "fast bob" in said
    assert "<i>old</i> bob" in said
    assert 'name="untag"' not in page.text, "it is bob's"
    assert page.text.count('name="remove"') == 1
    shown = ann.get(f"/doc/{iri.removeprefix(server.url + '/id/')}.ttl")
    assert "Do not deploy" in shown.text, "what is known of the record has it too"
    own = ann.get("/doc/" + iri.partition("/id/")[2]).text  # the model's own page
    assert "section-notes" in own
    assert HOSTILE not in own
    page = bob.post("/curate/notes", iri=iri, untag="fast")
    assert "fast bob" not in text_of(page)
    note = page.text.partition("#note/")[2]
    assert not note, "bob has none to take back"
    mine = ann.get("/curate/notes", iri=iri).text.partition('name="remove" value="')[2]
    page = ann.post("/curate/notes", iri=iri, remove=mine.partition('"')[0])
    assert "Do not deploy" not in page.text


def test_an_import_leaves_notes_alone(server: Server, ann: Desk) -> None:
    iri = f"{server.url}/id/model/paper/yolov3"
    ann.post("/curate/notes", iri=iri, text="Stays.", do="note")
    page = ann.get("/curate/model", iri=iri)
    ann.send(page, version="9")
    assert "Stays." in text_of(ann.get("/curate/notes", iri=iri))


def test_what_cannot_be_noted_is_refused_in_words(server: Server, ann: Desk) -> None:
    iri = f"{server.url}/id/model/paper/yolov3"
    for form, status, words in (
        ({"iri": iri, "text": ""}, 400, "a note needs some words"),
        ({"iri": iri, "text": "x" * 10_001}, 400, "too long"),
        ({"iri": iri, "do": "tags", "tags": " , "}, 400, "no keywords"),
        ({"iri": iri, "do": "tags", "tags": "x" * 101}, 400, "no keywords"),
        ({"iri": f"{server.url}/id/model/x/none", "text": "a"}, 404, "nothing is known"),
        ({"iri": "", "text": "a"}, 404, "nothing is known"),
        ({"iri": iri, "remove": "urn:x"}, 400, "no note on this thing"),
    ):
        page = ann.post("/curate/notes", **form)
        assert (page.status_code, words in text_of(page)) == (status, True), form
    assert ann.get("/curate/notes", iri="<x>").status_code == 404
