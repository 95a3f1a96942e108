"""Records read, written, deleted, imported, checked and exported; the same here and there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kgstore import errors
from kgstore.client import Knowledge, RecordDocument
from kgstore.publish.profiles import profile_named, profiles
from kgstore.records.finding import Severity
from tests.client.conftest import BASE, Both, Same
from tests.web.server import RECORDS

YOLO = f"{BASE}/id/model/paper/yolov3"
GONE = f"{BASE}/id/model/paper/yolov4"


def model(name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"{BASE}/id/model/test/{name}", "type": "MLModel", "name": name} | more


def test_a_record_is_the_same_document(same: Same) -> None:
    found = same(lambda k: (k.get(YOLO), k.get(YOLO).version))
    assert isinstance(found, tuple)
    assert found[0]["name"]
    assert same(lambda k: k.get("model/paper/yolov3")) == found[0]


@pytest.mark.parametrize("iri", [GONE, f"{BASE}/id/model/paper/nothing", "mzd:COCO", "urn:x:y"])
def test_what_is_no_record_is_not_found(same: Same, iri: str) -> None:
    assert same(lambda k: _kind(lambda: k.get(iri))) is errors.NotFound
    assert same(lambda k: _kind(lambda: k.raw(iri))) is errors.NotFound


def _kind(work: Any) -> type[Exception] | None:
    try:
        work()
    except errors.KgstoreError as error:
        return type(error)
    return None


def test_the_raw_record_is_the_source_s_own(same: Same) -> None:
    raw = same(lambda k: k.raw(YOLO))
    assert isinstance(raw, bytes)
    assert json.loads(raw)["name"] == json.loads((RECORDS / "yolov3.jsonld").read_bytes())["name"]


def test_a_record_is_written_changed_and_deleted(knowledge: Knowledge) -> None:
    made = knowledge.put(model("life", parameterCount=3))
    assert (made.outcome, made.iri) == ("created", f"{BASE}/id/model/test/life")
    document = knowledge.get(made.iri)
    assert (document["parameterCount"], document.version) == (3, made.version)
    assert knowledge.put(document).outcome == "unchanged"
    document["parameterCount"] = 4
    changed = knowledge.put(document)
    assert (changed.outcome, changed.version != made.version) == ("changed", True)
    with pytest.raises(errors.Conflict, match="not as you have seen it"):
        knowledge.put(document | {"parameterCount": 5})
    with pytest.raises(errors.Conflict):
        knowledge.put(RecordDocument(document, made.version))
    assert knowledge.put(model("life", parameterCount=5), version=changed.version)
    assert knowledge.put(model("life", parameterCount=6), overwrite=True).outcome == "changed"
    assert knowledge.query(f"SELECT ?n {{ <{made.iri}> mz:parameterCount ?n }}").column("n") == [6]
    history = knowledge.history(made.iri)
    assert [c.agent for c in history] == ["ada"] * 4
    assert history == sorted(history, key=lambda c: -c.number)
    grave = knowledge.delete(made.iri, "duplicate", message="twice", replaced_by=YOLO)
    assert (grave.iri, grave.reason, grave.replaced_by) == (made.iri, "duplicate", (YOLO,))
    assert (knowledge.log(1)[0].message, knowledge.log(1)[0].agent) == ("twice", "ada")
    assert len(knowledge.history(made.iri)) == 5
    for work in (
        lambda: knowledge.get(made.iri),
        lambda: knowledge.put(model("life")),
        lambda: knowledge.delete(made.iri),
    ):
        with pytest.raises(errors.NotFound):
            work()


def test_a_record_without_an_id_gets_one(knowledge: Knowledge) -> None:
    receipt = knowledge.put({"type": "MLModel", "name": "mine"})
    assert receipt.iri == f"{BASE}/id/model/user/ada/mine"
    with pytest.raises(errors.Conflict):
        knowledge.put({"type": "MLModel", "name": "mine", "description": "again"}, overwrite=True)


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (model("broken", parameterCount=-1), errors.Refused),
        (model("odd", colour="red"), errors.Refused),
        ({"name": "no type"}, errors.RecordError),
        ({"id": "urn:elsewhere", "type": "MLModel"}, errors.IriError),
        ({"@context": "https://e.org/", "type": "MLModel", "name": "x"}, errors.RecordError),
    ],
)
def test_what_is_refused_is_refused_alike(
    same: Same, record: dict[str, Any], kind: type[Exception]
) -> None:
    def put(knowledge: Knowledge) -> object:
        try:
            return knowledge.put(record)
        except errors.Refused as error:
            return errors.Refused, str(error), [f.message for f in error.findings]
        except errors.KgstoreError as error:
            return type(error), str(error)

    found = same(put)
    assert isinstance(found, tuple)
    assert found[0] is kind


def test_checking_keeps_nothing(same: Same) -> None:
    document = model("unkept", parameterCount=-1)
    report = same(lambda k: k.validate(document).as_json())
    assert isinstance(report, dict)
    assert (report["conforms"], report["violations"]) == (False, 1)
    assert same(lambda k: _kind(lambda: k.get(document["id"]))) is errors.NotFound
    assert same(lambda k: k.validate(YOLO, severity=Severity.INFO).as_json())
    assert same(lambda k: _kind(lambda: k.validate({"name": "x"}))) is errors.RecordError


def test_files_and_the_whole_store_are_checked(same: Same, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(model("filed", parameterCount=-1)))
    found = same(lambda k: k.validate_files([file]).as_json())
    assert isinstance(found, dict)
    assert found["violations"] == 1
    done: list[int] = []
    assert same(lambda k: k.validate_all(progress=done.append).conforms) is True
    assert done


def test_files_are_imported(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "some.jsonl").write_text(
        json.dumps(model("imported")) + "\n" + json.dumps(model("bad", parameterCount=-1)) + "\n"
    )
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.jsonl").write_text("{")
    done: list[int] = []
    dry = knowledge.import_("records", tmp_path, dry_run=True)
    assert (dry.dry_run, dry.counts.committed) == (True, 1)
    report = knowledge.import_("records", [tmp_path / "inner"], progress=done.append)
    assert (report.counts.committed, report.counts.quarantined) == (1, 1)
    assert "some.jsonl:2" in report.findings[0].file
    assert report.losses.summary()["mapped"] > 0
    assert "1 in quarantine" in report.lines()[0]
    assert done
    assert knowledge.get("model/test/imported")["name"] == "imported"


def test_an_import_that_cannot_be_fails_alike(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing")
    for source, path, kind in [
        ("nothing", tmp_path, errors.UnknownSource),
        ("records", tmp_path / "absent", errors.PathMissing),
        ("records", tmp_path, errors.ImportFailed),
    ]:
        with pytest.raises(kind):
            knowledge.import_(source, path)


def test_many_files_at_once(both: Both, tmp_path: Path) -> None:
    for number in range(1_200):
        (tmp_path / f"{number}.json").write_text(json.dumps(model(f"many-{number}")))
    for knowledge in both:
        assert knowledge.import_("records", tmp_path).counts.committed == 1_200


@pytest.mark.parametrize("profile", [profile.name for profile in profiles()])
@pytest.mark.parametrize("iri", [YOLO, "mzd:COCO"])
def test_an_export_is_the_same(same: Same, profile: str, iri: str) -> None:
    def exported(knowledge: Knowledge) -> object:
        formats = profile_named(profile).formats
        form = next((f for f in ("ntriples", "nquads") if f in formats), None)
        found = knowledge.export(iri, profile, format=form)
        lines = found.text.splitlines()  # the two stores were last written at two times
        return sorted(x for x in lines if "/terms/modified>" not in x), sorted(found.missing)

    assert isinstance(same(exported), tuple)


def test_the_whole_store_is_exported(both: Both) -> None:
    ours = f"{BASE}/id/model/paper/"
    texts = [sorted(x for x in k.export().text.splitlines() if ours in x) for k in both]
    assert texts[0] == texts[1]
    assert texts[0]


def test_what_there_is(same: Same, both: Both) -> None:
    assert same(lambda k: k.base) == BASE
    assert same(lambda k: k.iri("model/paper/yolov3")) == YOLO
    assert same(lambda k: k.unresolved(summary=True).columns)
    assert same(lambda k: k.unresolved().columns)
    assert both.local.stats().columns == both.remote.stats().columns
    for knowledge in both:
        everything = knowledge.log(0)
        assert everything == sorted(everything, key=lambda c: -c.number)
        assert knowledge.log(2) == everything[:2]
    with pytest.raises(errors.IriError):
        both.remote.history("mzd:COCO")
    assert same(lambda k: _kind(lambda: k.history("mzd:COCO"))) is errors.IriError


def test_classes_are_linked(same: Same) -> None:
    def link(knowledge: Knowledge) -> object:
        found = knowledge.link(to="wordnet", dry_run=True)
        return found.target, found.rows.dicts(), found.passed_over, found.commit

    dry = same(link)
    assert isinstance(dry, tuple)
    assert dry[3] is None
    made = same(lambda k: k.link())
    again = same(lambda k: k.link())
    assert getattr(made, "commit", None)
    assert getattr(again, "commit", 0) is None
    assert same(lambda k: _kind(lambda: k.link(["mzlab:nothing"]))) is errors.NotFound
    assert same(lambda k: sorted(map(str, k.query("links").values)))
