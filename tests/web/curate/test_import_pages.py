"""Imports with upload: progress, the report, what is refused, and how that is mended."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx

from tests.web.curate.desk import Desk, ended, text_of
from tests.web.server import Server

FIXTURES = Path(__file__).parent.parent.parent / "importers"


def upload(desk: Desk, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    form = {"sign": desk.sign, "source": "records"} | fields
    sent = [("files", file) for file in files]
    return desk.client.post("/curate/import", data=form, files=sent, follow_redirects=True)


def model(server: Server, name: str, **more: object) -> bytes:
    iri = f"{server.url}/id/model/upload/{name}"
    return json.dumps({"id": iri, "type": "MLModel", "name": name} | more).encode()


def refused(desk: Desk, name: str) -> str:
    listed = desk.get("/curate/quarantine")
    found = re.search(rf'href="(/curate/quarantine/[^"]+)">model {name}', listed.text)
    assert found is not None, text_of(listed)
    return found[1]


def test_the_form_names_each_importer(ann: Desk) -> None:
    page = ann.get("/curate/import", source="timm")
    assert page.text.count('name="source"') > 15
    assert 'value="timm" checked' in page.text


def test_a_fixture_comes_in_with_its_report(server: Server, ann: Desk) -> None:
    folder = FIXTURES / "fiftyone" / "models" / "zoo"
    files = [(p.name, p.read_bytes()) for p in sorted(folder.iterdir()) if "manifest" in p.name]
    page = upload(ann, *files, source="fiftyone")
    page = ended(ann, page.url.path)
    said = text_of(page)
    assert re.search(r"[1-9]\d* records read", said)
    assert re.search(r"[1-9]\d* committed", said)
    assert "What is new" in said
    assert "/id/model/fiftyone/" in page.text
    assert re.search(r"Mapped: [1-9]", said)
    assert "FiftyOne ann done" in text_of(ann.get("/curate/imports"))
    assert "import fiftyone" in text_of(ann.get("/curate"))


def test_an_unsound_record_waits_and_is_mended(server: Server, ann: Desk, cleo: Desk) -> None:
    bad = model(server, "unsound", parameterCount=-5)
    both = bad + b"\n" + model(server, "fine")
    page = ended(ann, upload(ann, ("some.jsonl", both)).url.path)
    assert "1 in quarantine" in text_of(page)
    assert "some.jsonl:1" in text_of(page)
    place = refused(ann, "unsound")
    page = ann.get(place)
    assert "uploads" not in page.text, "where the server keeps files is nobody's business"
    assert "Drop it" not in page.text, "that is a curator's"
    document = json.loads(bad)
    still = ann.post(place, document=json.dumps(document))
    assert still.status_code == 422
    assert "It is not mended yet" in text_of(still)
    broken = ann.post(place, document="{no json")
    assert broken.status_code == 400
    assert "{no json" in broken.text, "what was typed stays"
    document["parameterCount"] = 5
    assert "was committed" in text_of(ann.post(place, document=json.dumps(document)))
    assert ann.get("/doc/model/upload/unsound").status_code == 200
    assert ann.get(place).status_code == 404


def test_a_curator_drops_a_record_with_a_reason(server: Server, ann: Desk, cleo: Desk) -> None:
    bad = model(server, "junk", parameterCount=-5)
    ended(ann, upload(ann, ("junk.json", bad)).url.path)
    place = refused(cleo, "junk")
    assert cleo.post(f"{place}/drop").status_code == 400
    page = cleo.post(f"{place}/drop", reason="It was a test.")
    assert "/id/model/upload/junk by cleo" in text_of(page)
    assert "It was a test." in text_of(page)
    assert cleo.get(place).status_code == 404


def test_a_dry_run_keeps_nothing(server: Server, ann: Desk) -> None:
    page = upload(ann, ("dry.json", model(server, "dry")), dry_run="1")
    page = ended(ann, page.url.path)
    assert "1 would be committed" in text_of(page)
    assert ann.get("/doc/model/upload/dry").status_code == 404


def test_what_cannot_be_imported_is_refused_in_words(ann: Desk) -> None:
    assert "Choose at least one file" in text_of(upload(ann, ("", b"")))
    page = upload(ann, ("../../evil", b"{}"))
    assert (page.status_code, "cannot be the name of a file" in text_of(page)) == (400, True)
    page = upload(ann, ("a.json", b"{}"), source="nothing")
    assert (page.status_code, "there is no importer" in text_of(page).lower()) == (404, True)
    page = upload(ann, ("a.json", b"{}"), ("a.json", b"{}"))
    assert "Two files have one name" in text_of(page)
    page = ended(ann, upload(ann, ("<script>.txt", b"no"), source="timm").url.path)
    assert "The import failed; the store is as it was before" in text_of(page)
    assert ann.get("/curate/imports/none").status_code == 404
