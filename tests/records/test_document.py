"""A record graph, read back as the document it stands for, says the same when written again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pyoxigraph as ox
import pytest

from kgstore.commit.canonical import canonical_lines
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.document import document_of
from kgstore.records.rdf import to_ntriples

BASE = "https://e.org/id/model/x/m"
CONTEXT = packaged_context()


def lines_of(document: dict[str, Any]) -> set[str]:
    checked = check(document, CONTEXT)
    assert not checked.problems
    return set(canonical_lines(to_ntriples({"urn:g": checked}, CONTEXT)["urn:g"]))


def read_back(document: dict[str, Any]) -> dict[str, Any]:
    text = "\n".join(lines_of(document))
    return document_of(document["id"], ox.parse(text, format=ox.RdfFormat.N_TRIPLES), CONTEXT)


def test_parts_stand_under_their_keys_again() -> None:
    document = {
        "id": BASE,
        "type": "MLModel",
        "name": ["tiny", "TINY"],
        "parameterCount": 12,
        "floatingPointOperations": 1e24,
        "gated": False,
        "configurations": [
            {
                "id": f"{BASE}#cfg",
                "type": "TestingConfiguration",
                "hasMetricValue": {"id": f"{BASE}#value", "type": "MetricValue", "value": 0.5},
            },
            {"id": f"{BASE}#other", "type": "TrainingConfiguration"},
        ],
    }
    found = read_back(document)
    assert lines_of(found) == lines_of(document)
    assert sorted(found.pop("name")) == ["TINY", "tiny"]
    assert found == {key: value for key, value in document.items() if key != "name"}


@pytest.mark.parametrize(
    "document",
    [
        {"id": BASE, "baseModel": None},
        {"id": BASE, "type": ["MLModel", "https://schema.org/Thing"]},
        {"id": BASE, "fineTunedFrom": {"id": BASE, "name": "itself"}},
        {"id": BASE, "fineTunedFrom": {"id": "urn:b", "fineTunedFrom": {"id": BASE}}},
        {"id": BASE, "dataset": [{"id": "urn:d", "name": "d"}, {"id": "urn:d", "version": "1"}]},
        {"id": BASE, "configurations": {"id": f"{BASE}#c", "model": ["urn:other", BASE]}},
        {"id": BASE, "splits": [{"id": "urn:s", "subsetOf": BASE, "splitOf": BASE}]},
        {
            "id": BASE,
            "created": "2026-01-31T12:00:00Z",
            "measuredOn": "2026-01-31",
            "name": 'a\n"é',
        },
    ],
    ids=lambda document: ",".join(document),
)
def test_every_form_says_the_same_again(document: dict[str, Any]) -> None:
    document = {key: value for key, value in document.items() if value is not None}
    assert lines_of(read_back(document)) == lines_of(document)


def test_the_example_catalogue_says_the_same_again(checkout: Path) -> None:
    for file in sorted((checkout / "examples").glob("*.jsonl")):
        for line in file.read_bytes().splitlines()[::7]:
            document = orjson.loads(line)
            document.pop("@context", None)
            assert lines_of(read_back(document)) == lines_of(document), document["id"]
