"""Croissant: descriptions that must not pass, and our own export, read back and written again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kgstore.commit.view import View
from kgstore.importers.base import ImportContext, Scan
from kgstore.importers.croissant import importer
from kgstore.knowledge import vocabulary_files
from kgstore.publish.profiles import Source
from kgstore.publish.profiles.croissant import profile
from kgstore.records.finding import Severity
from kgstore.records.iri import Minter
from kgstore.records.record import Record
from kgstore.records.vocabulary import Vocabulary
from tests.publish.stores import add_records, source_of_records
from tests.queries.fixture import BASE

EXPORTED = sorted((Path(__file__).parents[1] / "publish" / "croissant").glob("*/expected.json"))
CONTEXT = ImportContext(Minter(BASE), Vocabulary.load(vocabulary_files()))
ALIKE = ("name", "description", "license", "citeAs", "keywords", "inLanguage", "version", "url")


def imported(path: Path) -> list[Record]:
    scan = Scan([path])
    return [record for item in importer.scan(scan) for record in importer.records(item, CONTEXT)]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    source = source_of_records(tmp_path_factory.mktemp("croissant") / "view", [])
    yield source
    assert isinstance(source.view, View)
    source.view.close()


def told(document: dict[str, Any]) -> dict[str, Any]:
    """Return what a description says, but for the ids that it says it with."""
    sets = document.get("recordSet", [])
    return {key: document.get(key) for key in ALIKE} | {
        "files": [
            {k: f.get(k) for k in ("name", "contentUrl", "sha256", "contentSize", "encodingFormat")}
            for f in document.get("distribution", [])
            if f["@type"] == "cr:FileObject"
        ],
        "fields": sorted(
            (inner["name"], inner["dataType"], inner.get("arrayShape", ""))
            for record_set in sets
            if "data" not in record_set
            for field in record_set["field"]
            for inner in field.get("subField", [field])
        ),
        "records": sorted(
            json.dumps({k.rpartition("/")[2]: v for k, v in row.items()}, sort_keys=True)
            for record_set in sets
            for row in record_set.get("data", [])
        ),
    }


@pytest.mark.parametrize("case", EXPORTED, ids=lambda path: path.parent.name)
def test_what_we_export_comes_back_and_goes_out_again(
    case: Path, source: Source, tmp_path: Path
) -> None:
    first = json.loads(case.read_text("utf-8"))["document"]
    package = Path(profile.__class__.__module__.replace(".", "/"))
    context = Path(__file__).parents[2] / package / "context.json"
    document = {"@context": json.loads(context.read_text("utf-8"))} | first
    (tmp_path / "metadata.json").write_text(json.dumps(document), "utf-8")
    (record,) = imported(tmp_path)
    assert all(finding.severity is Severity.INFO for finding in record.findings)
    assert record.document["exactMatch"] == [first["@id"]]
    add_records(source, [record])
    export = profile.export(source, [record.iri])
    assert export.documents is not None
    (again,) = [json.loads(found.content) for found in export.documents]
    one, two = told(first), told(again)
    # A column of two texts goes out as two columns inside one, and comes back as two columns.
    two["fields"] = [(n.rpartition("/")[2], t, s) for n, t, s in two["fields"]]
    assert two == one


@pytest.mark.corpus
def test_no_invalid_graph_passes(corpus: Path) -> None:
    records = imported(corpus / "croissant" / "invalid_graphs")
    assert len(records) == 30
    for record in records:
        found = [f for f in record.findings if f.severity is Severity.VIOLATION]
        assert found, record.file
        assert all(finding.path for finding in found), record.file


@pytest.mark.corpus
def test_every_sound_description_passes(corpus: Path) -> None:
    records = imported(corpus / "croissant" / "datasets")
    assert len(records) == 64
    for record in records:
        assert not [f for f in record.findings if f.severity is Severity.VIOLATION], record.file
