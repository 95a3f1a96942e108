"""identity find, list, accept, reject, withdraw."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import BASE, Kgstore

DIGEST = "sha256:" + "ab" * 32


def model(source: str, name: str) -> dict[str, object]:
    iri = f"{BASE}/id/model/{source}/{name}"
    weights = {
        "id": f"{iri}#w",
        "type": "Artifact",
        "artifactKind": "https://w3id.org/modelzoo#WeightsArtifact",
        "path": "model.bin",
        "digest": DIGEST,
    }
    return {"id": iri, "type": "MLModel", "name": name, "nativeId": name, "artifact": [weights]}


@pytest.fixture
def zoos(empty: Kgstore, tmp_path: Path) -> Kgstore:
    path = tmp_path / "two.jsonl"
    records = [model("a", "tiny"), model("b", "renamed")]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    done = empty("import", "records", path)
    assert done.status == 0, done.err
    return empty


def pairs(kgstore: Kgstore, *options: str) -> list[dict[str, str]]:
    done = kgstore("identity", "list", "-f", "csv", *options)
    assert done.status == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out)))


def test_a_pair_is_found_listed_rejected_and_the_decision_taken_back(zoos: Kgstore) -> None:
    dry = zoos("identity", "find", "--dry-run")
    assert "1 same weights (1 linked, 0 proposed)" in dry.err
    assert pairs(zoos) == []
    assert zoos("identity", "find").status == 0
    (pair,) = pairs(zoos, "--kind", "model", "--about", f"{BASE}/id/model/b/renamed")
    assert (pair["status"], pair["confidence"]) == ("linked", "0.99")
    assert DIGEST in pair["reason"]
    assert pairs(zoos, "--kind", "dataset") == pairs(zoos, "--relation", "skos:exactMatch") == []

    done = zoos("identity", "reject", pair["id"], "-r", "an empty file", "--author", "Ann")
    assert "reject: " in done.err
    again = zoos("identity", "find")
    assert "nothing changed" in again.err
    (pair,) = pairs(zoos, "--status", "rejected")
    assert pair["decidedBy"] == "Ann"
    assert zoos("identity", "withdraw", pair["id"]).status == 0
    assert [pair["status"] for pair in pairs(zoos)] == ["linked"]
    assert zoos("identity", "accept", pair["id"], "-r", "compared").status == 0
    assert [pair["status"] for pair in pairs(zoos)] == ["accepted"]


def test_wrong_use_is_told(empty: Kgstore) -> None:
    assert empty("identity", "list", "--status", "sure").status == 2
    assert empty("identity", "find", "--kind", "metric").status == 2
    assert empty("identity", "accept", "ffff", "-r", "why").status == 1
