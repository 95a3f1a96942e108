"""A store with names and texts that a page must survive, for the tests of linked data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kgstore.importers.registry import importer_named
from kgstore.opening import create
from kgstore.pipeline import import_source
from kgstore.records.iri import Minter
from kgstore.settings import Settings
from tests.web.server import Server, base_of, listening, serve

HOSTILE = [
    "a b",
    "a+b",
    "a#b",
    "a/b",
    "a%b",
    "a%2Fb",
    "é",
    "e\u0301",
    ":",
    "..",
    ".",
    "",
    "~",
    "~~",
    "line\nfeed",
    "a?b=c",
    "model.ttl",
    "model.ttl~",
    "model",
    "a.html/b.nt",
    ".jsonld",
    "back\\slash",
]
"""Native ids: those of tests/records/test_iri.py, and some that look like a form of a document."""

EVIL = "<script>alert(1)</script>"
TASK = "https://w3id.org/modelzoo/vocabulary/task/object-detection"


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over that store; import the fixture where it is used."""
    path, listener = tmp_path_factory.mktemp("linked") / "store", listening()
    make(path, base_of(listener))
    with serve(path, listener, {}) as running:
        yield running


def make(path: Path, base: str) -> None:
    """Make a store with a model of each hostile name, and one with parts and hostile texts."""
    minter = Minter(base)
    documents = [
        {"id": minter.record("model", "x", name), "type": "MLModel", "name": f"named {name!r}"}
        for name in HOSTILE
    ]
    documents.append(rich(minter))
    file = path.with_name("records.jsonl")
    file.write_text("".join(json.dumps(one) + "\n" for one in documents), "utf-8")
    settings = Settings(store=path, base=base, agent="tester", workers=1)
    with create(settings) as store:
        import_source(store, importer_named("records"), [file], settings)
        assert len(store.quarantine) == 0
        store.delete(minter.record("model", "x", ":"), reason="duplicate", agent="tester")


def rich(minter: Minter) -> dict[str, Any]:
    """Return a model with parts, files, an author, and texts that would be scripts."""
    iri = minter.record("model", "x", "rich")
    configuration = minter.part(iri, "evaluation")
    dataset = minter.record("dataset", "x", "unseen")
    return {
        "id": iri,
        "type": "MLModel",
        "name": f"rich {EVIL}",
        "description": "long " * 400,
        "keyword": [EVIL, *(f"word {n:02}" for n in range(40))],
        "otherName": "\u05e9\u05dc\u05d5\u05dd",
        "task": TASK,
        "licence": "https://w3id.org/modelzoo/vocabulary/licence/Apache-2.0",
        "landingPage": "javascript:alert(1)",
        "creator": {
            "id": minter.record("agent", "x", "ann"),
            "type": "Agent",
            "name": "Ann",
        },
        "artifact": [
            {
                "id": minter.part(iri, f"file-{n}"),
                "type": "Artifact",
                "location": f"https://files.example.org/{n}.bin",
                "mediaType": "application/octet-stream",
            }
            for n in range(3)
        ],
        "configurations": [
            {
                "id": configuration,
                "type": "TestingConfiguration",
                "dataset": {"id": dataset, "type": "Dataset", "name": "unseen data"},
            }
        ],
    }
