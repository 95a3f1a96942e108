"""Validation: one record at once, the whole store as a job, its report kept."""

from __future__ import annotations

from urllib.parse import quote

from tests.web.curate.desk import Desk, ended, text_of
from tests.web.server import Server


def test_one_record_says_what_is_wrong_and_how_to_mend_it(server: Server, ann: Desk) -> None:
    iri = f"{server.url}/id/model/paper/yolov3"
    page = ann.get("/curate/validation", iri=iri)
    said = text_of(page)
    assert "0 violations" in said
    assert "Add dcterms:license" in said
    assert "the rule" in said
    assert f"/curate/model?iri={quote(iri)}" in page.text
    assert ann.get("/curate/validation", iri=f"{server.url}/id/model/x/none").status_code == 404
    assert ann.get("/curate/validation", iri="nonsense").status_code == 400


def test_the_store_is_validated_beside_all_else(server: Server, ann: Desk) -> None:
    assert "has not been validated" in text_of(ann.get("/curate/validation"))
    page = ann.post("/curate/validation")
    page = ended(ann, "/curate/validation")
    said = text_of(page)
    assert "asked for by ann" in said
    assert "Violations: 0" in said
    assert "Notes on completeness: " in said
    place = page.text.partition("/curate/validation?rule=")[2].partition('"')[0]
    rule = ann.get(f"/curate/validation?rule={place}")
    assert 'href="/id/' in rule.text
    assert "change" in text_of(rule)
    assert (server.store / "validation.json").is_file()
    assert ann.get("/curate/validation/progress").json() == {
        "state": "done",
        "read": int(said.partition("The last report: ")[2].partition(" ")[0]),
    }
    ann.post("/curate/notes", iri=f"{server.url}/id/model/paper/yolov3", text="newer", do="note")
    assert "There were commits since" in text_of(ann.get("/curate/validation"))
    assert "Nothing" not in text_of(ann.get("/curate/validation", rule="no such rule"))
