"""The importer of ML Metadata: old schemas, structured values, hostile databases."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from kgstore.errors import ImportFailed
from kgstore.importers.base import Scan
from kgstore.importers.mlmd import importer
from kgstore.importers.mlmd.proto import struct_of_any, struct_of_text
from kgstore.importers.wire import Malformed
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.vocabulary import Vocabulary
from tests.importers.cases import run

HERE = Path(__file__).parent / "mlmd"

OLD = """
CREATE TABLE Type(id INTEGER PRIMARY KEY, name TEXT, type_kind INT);
CREATE TABLE Artifact(id INTEGER PRIMARY KEY, type_id INT, uri TEXT);
CREATE TABLE ArtifactProperty(artifact_id INT, name TEXT, is_custom_property INT, int_value INT,
    double_value REAL, string_value TEXT);
CREATE TABLE Execution(id INTEGER PRIMARY KEY, type_id INT);
CREATE TABLE Event(id INTEGER PRIMARY KEY, artifact_id INT, execution_id INT, type INT);
CREATE TABLE MLMDEnv(schema_version INT);
INSERT INTO MLMDEnv VALUES (0);
INSERT INTO Type VALUES (1, 'kubeflow.org/alpha/model', 1), (2, 'kubeflow.org/alpha/execution', 0),
    (3, 'kubeflow.org/alpha/metrics', 1);
INSERT INTO Artifact VALUES (1, 1, 'gs://b/m'), (2, 3, 'gs://b/x');
INSERT INTO ArtifactProperty VALUES (1, 'hyperparameters', 0, NULL, NULL, '{"lr": 0.5}'),
    (1, 'training_framework', 0, NULL, NULL, '{"name": "pytorch", "version": "1.0"}'),
    (2, 'values', 0, NULL, NULL, '{"loss": 0.25}');
INSERT INTO Execution VALUES (1, 2);
INSERT INTO Event VALUES (1, 1, 1, 4), (2, 2, 1, 4);
"""


def test_an_old_schema_of_kubeflow_metadata(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.executescript(OLD)
    connection.close()
    records, findings = run(importer, tmp_path, Vocabulary())
    found = {r.kind: r.document for r in records}
    assert found["model"]["configurations"][0]["hyperparameterValue"][0]["value"] == 0.5
    assert found["model"]["frameworkVersion"] == "1.0"
    (training,) = found["run"]["executes"]
    assert [v["value"] for v in training["hasMetricValue"]] == [0.25]
    assert any("external_id" in f.reason for f in findings)


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_database_never_breaks(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    content = bytearray((HERE / "kfp" / "zoo" / "metadata.sqlite").read_bytes())
    for _ in range(chance.randint(1, 40)):
        content[chance.randrange(100, len(content))] = chance.randrange(256)
    (tmp_path / "odd.db").write_bytes(content[: chance.choice([len(content), 4000])])
    try:
        records, findings = run(importer, tmp_path, Vocabulary())
    except ImportFailed:
        return
    assert all(f.file and f.reason for f in findings)
    for record in records:
        assert check(record.document, packaged_context()).problems == []


def test_structured_values() -> None:
    # {"a": [1.0, "x", true, null]}, encoded by hand after the description of protobuf's encoding.
    items = [b"\x11" + b"\0" * 6 + b"\xf0\x3f", b"\x1a\x01x", b"\x20\x01", b"\x08\x00"]
    many = b"".join(b"\x0a" + bytes([len(item)]) + item for item in items)
    value = b"\x32" + bytes([len(many)]) + many
    entry = b"\x0a\x01a\x12" + bytes([len(value)]) + value
    message = b"\x0a" + bytes([len(entry)]) + entry
    url = b"type.googleapis.com/google.protobuf.Struct"
    packed = b"\x0a" + bytes([len(url)]) + url + b"\x12" + bytes([len(message)]) + message
    assert struct_of_any(packed) == {"a": [1.0, "x", True, None]}


@pytest.mark.parametrize("text", ["mlmd-struct::!", "mlmd-struct::Cg==", "mlmd-struct::CgMKAWE"])
def test_structured_values_that_are_none(text: str) -> None:
    with pytest.raises(Malformed):
        struct_of_text(text)


def test_no_database_at_all(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="no database of ML Metadata"):
        importer.scan(Scan([tmp_path]))
