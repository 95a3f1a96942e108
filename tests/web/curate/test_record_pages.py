"""Records by form: made, mended, changed, at once by two; nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

from tests.web.curate.desk import Desk, text_of
from tests.web.server import Server

HOSTILE = "<script>alert(1)</script>\"' & \u202e\U0001f600"


def record(server: Server, iri: str) -> dict[str, Any]:
    path = iri.removeprefix(f"{server.url}/id")
    with server.client() as client:
        found: dict[str, Any] = client.get(f"/api/v1/records{path}").json()
    return found


def made(server: Server, desk: Desk, name: str, **more: Any) -> dict[str, Any]:
    page = desk.post("/curate/model", do="save", name=name, **more)
    assert "Saved, as commit" in text_of(page), text_of(page)[:1500]
    return record(server, f"{server.url}/id/model/user/ann/{name}")


def test_a_model_is_made_with_its_words_resolved_as_importers_do(server: Server, ann: Desk) -> None:
    form = {
        "task": ["Object_Detection", "Juggling with knives"],
        "licence": "apache-2.0",
        "parameterCount": "25,557,032",
        "references": "arXiv:1512.03385",
        "training.0.dataset": "COCO train2017",
        "evaluation.0.dataset": "COCO val2017",
        "evaluation.0.value.0.metric": "mAP",
        "evaluation.0.value.0.value": "41.2 %",
    }
    found = made(server, ann, "resolved", **form)
    assert found["parameterCount"] == 25557032
    assert found["references"] == "https://arxiv.org/abs/1512.03385"
    task, own = found["task"] if isinstance(found["task"][0], str) else found["task"][::-1]
    assert task.endswith("/task/object-detection")
    assert own["resolutionStatus"].endswith("#Unresolved")
    assert own["id"] == f"{server.url}/id/task/user/Juggling%20with%20knives"
    kinds = {one["type"]: one for one in found["configurations"]}
    assert kinds["TrainingConfiguration"]["dataset"].endswith("COCO-2017-train")
    value = kinds["TestingConfiguration"]["hasMetricValue"]
    assert (value["value"], value["rawValue"]) == (0.412, "41.2 %")
    assert kinds["TestingConfiguration"]["rawDataset"] == "COCO val2017"
    assert "create " + found["id"] in text_of(ann.get("/curate"))


def test_a_violation_stands_beside_its_field_and_nothing_is_lost(server: Server, ann: Desk) -> None:
    typed = {
        "name": "unsound",
        "parameterCount": "many",
        "description": HOSTILE,
        "evaluation.0.dataset": "VOC",
        "evaluation.0.value.0.value": "0.9",
    }
    page = ann.post("/curate/model", do="save", **typed)
    assert page.status_code == 422
    assert "'many' is no whole number" in text_of(page)
    assert 'id="why-parameterCount-1"' in page.text
    assert 'id="why-evaluation.0.value.0.metric-1"' in page.text, "a value without a metric"
    assert "<script>alert" not in page.text
    again = ann.send(page, "save", parameterCount="7", evaluation__0__value__0__metric="mAP")
    assert "Saved, as commit" in text_of(again)
    assert record(server, f"{server.url}/id/model/user/ann/unsound")["description"] == HOSTILE


def test_a_check_shows_the_record_and_keeps_nothing(server: Server, ann: Desk) -> None:
    page = ann.post("/curate/dataset", do="check", name="looked at", modality="Bild")
    assert "The vocabulary has no modality called 'Bild'" in text_of(page)
    page = ann.post("/curate/dataset", do="check", name="looked at", modality="image")
    said = text_of(page)
    assert "This can be saved" in said
    assert "As Turtle" in said
    assert "As JSON-LD" in said
    assert "There is no description" in said, "what would make it more complete"
    assert "status" in record(server, f"{server.url}/id/dataset/user/ann/looked%20at")


def test_inputs_are_added_and_taken_away_without_scripts(ann: Desk) -> None:
    page = ann.post("/curate/model", add="evaluation", name="kept")
    assert 'name="evaluation.0.value.0.metric"' in page.text
    assert 'value="kept"' in page.text
    page = ann.send(page, "", add="evaluation.0.value", evaluation__0__dataset="COCO")
    assert 'name="evaluation.0.value.1.metric"' in page.text
    page = ann.send(page, "", add="task")
    assert page.text.count('name="task"') == 2
    page = ann.send(page, "", remove="evaluation.0")
    assert 'name="evaluation.0' not in page.text
    for place in ("evaluation.9", "nothing", "evaluation.x", "..", "evaluation.0.value.7"):
        assert ann.send(page, "", add=place, remove=place).status_code == 200


def test_changing_a_field_leaves_all_else_as_it_is(server: Server, ann: Desk) -> None:
    iri = f"{server.url}/id/model/paper/yolov3"
    before = record(server, iri)
    page = ann.get("/curate/model", iri=iri)
    assert "This record comes from paper" in text_of(page)
    assert "store says all of this already" in text_of(ann.send(page)), "nothing was changed"
    page = ann.send(page, description="Finds things.", keyword=["fast", "old"])
    assert "Saved, as commit" in text_of(page)
    after = record(server, iri)
    assert after["description"] == "Finds things."
    changed = {"description", "keyword"}
    assert {k: v for k, v in after.items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }


def test_values_and_parts_are_changed_and_taken_away(server: Server, ann: Desk) -> None:
    form = {
        "evaluation.0.dataset": "COCO val2017",
        "evaluation.0.value.0.metric": "mAP",
        "evaluation.0.value.0.value": "0.4",
        "evaluation.0.value.1.metric": "AP50",
        "evaluation.0.value.1.value": "0.6",
        "evaluation.1.dataset": "My own pictures",
    }
    iri = made(server, ann, "parts", **form)["id"]
    page = ann.get("/curate/model", iri=iri)
    number = 0 if 'value="My own pictures"' not in page.text.partition("evaluation.1.id")[0] else 1
    place = f"evaluation__{number}__value__0__value"
    page = ann.send(page, **{place: "0.45"})
    assert "Saved" in text_of(page)
    values = [v for c in record(server, iri)["configurations"] for v in _values(c)]
    assert sorted(v["value"] for v in values) in ([0.4, 0.45], [0.45, 0.6])
    page = ann.send(ann.get("/curate/model", iri=iri), "", remove=f"evaluation.{1 - number}")
    assert "Saved" in text_of(ann.send(page))
    left = record(server, iri)["configurations"]
    assert left["dataset"].endswith("COCO-2017-val")


def _values(configuration: dict[str, Any]) -> list[dict[str, Any]]:
    found = configuration.get("hasMetricValue", [])
    return found if isinstance(found, list) else [found]


def test_two_people_at_one_record(server: Server, ann: Desk, bob: Desk) -> None:
    iri = made(server, ann, "shared", version="1", description="first")["id"]
    mine, theirs = ann.get("/curate/model", iri=iri), bob.get("/curate/model", iri=iri)
    assert "Saved" in text_of(bob.send(theirs, description="of bob", limitation="none known"))
    page = ann.send(mine, description="of ann", version="2")
    said = text_of(page)
    assert page.status_code == 422
    assert "Somebody changed this record since you opened it" in said
    assert "It says now: of bob" in said
    assert "of ann" in page.text, "what was typed stays"
    assert "none known" in page.text, "what only bob changed is taken over"
    assert record(server, iri)["description"] == "of bob"
    assert "Saved" in text_of(ann.send(page))
    after = record(server, iri)
    assert (after["description"], after["version"], after["limitation"]) == (
        "of ann",
        "2",
        "none known",
    )


def test_a_name_that_is_taken_or_buried_or_endless(server: Server, ann: Desk) -> None:
    made(server, ann, "once")
    page = ann.post("/curate/model", do="save", name="once")
    assert "You have a record of that name already" in text_of(page)
    assert "Fill in the name" in text_of(ann.post("/curate/model", do="save", version="3"))
    assert "shorten it" in text_of(ann.post("/curate/model", do="save", name="x" * 10_000))
    buried = ann.get("/curate/model", iri=f"{server.url}/id/model/paper/yolov4")
    assert buried.status_code == 410
    assert ann.get("/curate/model", iri="nonsense").status_code == 400
    assert ann.get("/curate/model", iri=f"{server.url}/id/model/x/none").status_code == 404
    of_data = ann.get("/curate/dataset", iri=f"{server.url}/id/model/user/ann/once")
    assert of_data.status_code == 400


def test_addresses_and_base_models_are_looked_at(server: Server, ann: Desk) -> None:
    base = made(server, ann, "the base")["id"]
    bad = {"landingPage": "javascript:alert(1)", "fineTunedFrom": "nobody knows it"}
    page = ann.post("/curate/model", do="check", name="tuned", **bad)
    assert "no address of a page" in text_of(page)
    assert "Nothing here is called 'nobody knows it'" in text_of(page)
    found = made(server, ann, "tuned", fineTunedFrom="the base", landingPage="https://e.org/")
    assert found["fineTunedFrom"] == base


def test_a_change_of_an_imported_record_can_become_a_note(server: Server, ann: Desk) -> None:
    iri = f"{server.url}/id/model/paper/yolov3"
    page = ann.send(ann.get("/curate/model", iri=iri), "note", limitation="Blind at night.")
    assert page.url.path == "/curate/notes"
    assert "limitation: Blind at night. (here: nothing)" in text_of(page)


def test_the_same_metric_twice_in_one_evaluation_is_said(ann: Desk) -> None:
    form = {
        "evaluation.0.dataset": "COCO",
        "evaluation.0.value.0.metric": "mAP",
        "evaluation.0.value.0.value": "0.4",
        "evaluation.0.value.1.metric": "mean average precision",
        "evaluation.0.value.1.value": "0.5",
    }
    page = ann.post("/curate/model", do="save", name="twice", **form)
    assert "has a value of that metric already" in text_of(page)
    out = ann.post(
        "/curate/model",
        do="save",
        name="out",
        **form | {"evaluation.0.value.1.metric": "AP50", "evaluation.0.value.1.value": "-3"},
    )
    assert "outside the range" in text_of(out)
