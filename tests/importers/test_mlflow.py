"""The importer of MLflow: databases of several revisions, archives, hostile files."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kgstore.errors import ImportFailed
from kgstore.importers.base import Scan
from kgstore.importers.mlflow import importer
from kgstore.importers.mlflow.database import KNOWN
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.vocabulary import Vocabulary
from tests.importers.cases import run

HERE = Path(__file__).parent / "mlflow"
RUN, MODEL = "a" * 32, "m-" + "b" * 32

ROWS: dict[str, list[dict[str, Any]]] = {
    "experiments": [{"experiment_id": 1, "name": "e", "lifecycle_stage": "active"}],
    "runs": [{"run_uuid": RUN, "name": "r", "status": "FINISHED", "experiment_id": 1}],
    "params": [{"key": "lr", "value": "0.1", "run_uuid": RUN}],
    "metrics": [
        {"key": "loss", "value": v, "timestamp": 9, "step": s, "is_nan": 0, "run_uuid": RUN}
        for s, v in enumerate((3.0, 1.0, 2.0))
    ],
    "registered_models": [{"name": "pets"}],
    "model_versions": [{"name": "pets", "version": 1, "run_id": RUN, "current_stage": "Staging"}],
    "datasets": [{"dataset_uuid": "d", "name": "photos", "digest": "x1", "experiment_id": 1}],
    "inputs": [
        {"input_uuid": "i", "source_type": "DATASET", "source_id": "d", "destination_id": RUN},
        {
            "input_uuid": "o",
            "source_type": "RUN_OUTPUT",
            "source_id": RUN,
            "destination_type": "MODEL_OUTPUT",
            "destination_id": MODEL,
        },
    ],
    "logged_models": [
        {"model_id": MODEL, "name": "model", "source_run_id": RUN, "experiment_id": 1}
    ],
}


def database(
    path: Path, *, without: str = "", more: str = "", revision: str = "dc11669786a5"
) -> Path:
    """Write a database of MLflow, without some tables or columns, or with more columns."""
    gone = set(without.split())
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version(version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
        for table, names in KNOWN.items():
            columns = [n for n in names.split() if f"{table}.{n}" not in gone]
            if table in gone:
                continue
            columns += more.split() if table == "runs" else []
            connection.execute(f"CREATE TABLE {table}({', '.join(columns)})")
            for row in ROWS.get(table, []):
                kept = {n: v for n, v in row.items() if n in columns}
                marks = ", ".join("?" * len(kept))
                query = f"INSERT INTO {table}({', '.join(kept)}) VALUES ({marks})"  # noqa: S608
                connection.execute(query, tuple(kept.values()))
    connection.close()
    return path


def documents(path: Path) -> dict[str, dict[str, Any]]:
    records, _ = run(importer, path, Vocabulary())
    for record in records:
        assert check(record.document, packaged_context()).problems == []
    return {f"{r.kind}/{r.native_id.partition('/')[2] or r.native_id}": r.document for r in records}


def test_a_database_of_today(tmp_path: Path) -> None:
    found = documents(database(tmp_path / "mlflow.db"))
    assert set(found) == {
        "experiment/1",
        "dataset/photos@x1",
        f"run/{RUN}",
        f"model/{MODEL}",
        "model/pets",
        "model/pets/1",
    }
    setup, measured = found[f"run/{RUN}"]["executes"]
    assert setup["type"] == "TrainingConfiguration"
    assert setup["hyperparameterValue"][0]["value"] == 0.1
    assert [(v["step"], v["value"]) for v in measured["hasMetricValue"]] == [
        (0, 3.0),
        (1, 1.0),
        (2, 2.0),
    ]
    (series,) = found[f"run/{RUN}"]["artifact"]
    assert series["artifactKind"].endswith("CurveArtifact")


def test_a_database_of_an_old_revision_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    gone = "datasets inputs input_tags logged_models logged_model_metrics logged_model_params "
    gone += "logged_model_tags registered_model_aliases runs.deleted_time metrics.is_nan"
    path = database(tmp_path / "mlflow.db", without=gone, revision="2b4d017a5e9b")
    assert set(documents(path)) == {"experiment/1", f"run/{RUN}", "model/pets", "model/pets/1"}
    assert run(importer, path, Vocabulary())[1] == []


def test_an_unknown_revision_is_said_with_what_is_not_read(tmp_path: Path) -> None:
    path = database(tmp_path / "mlflow.db", without="params", more="mood", revision="0" * 12)
    told = {(f.path, f.reason) for f in run(importer, path, Vocabulary())[1]}
    assert ("runs", "the columns mood are not known and not read") in told
    assert ("params", "there is no such table") in told
    assert any(place == "alembic_version" and "not known" in reason for place, reason in told)


def test_nothing_beside_a_database_is_changed(tmp_path: Path) -> None:
    path = database(tmp_path / "mlflow.db")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    documents(path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_what_only_the_write_ahead_log_holds_is_read(tmp_path: Path) -> None:
    path = database(tmp_path / "mlflow.db")
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("INSERT INTO experiments(experiment_id, name) VALUES (2, 'late')")
    writer.commit()
    copied = tmp_path / "copy"
    copied.mkdir()
    for file in tmp_path.glob("mlflow.db*"):
        if file.name != "mlflow.db-shm":
            shutil.copyfile(file, copied / file.name)
    writer.close()
    before = {p.name: p.read_bytes() for p in copied.iterdir()}
    records, findings = run(importer, copied, Vocabulary())
    assert any(r.document["name"] == "late" for r in records)
    assert any("mlflow.db-wal" in f.reason for f in findings)
    assert {p.name: p.read_bytes() for p in copied.iterdir()} == before


def test_code_named_by_a_number_is_named_by_its_text(tmp_path: Path) -> None:
    path = database(tmp_path / "mlflow.db")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE runs SET source_name = 3.5, source_version = 7")
    connection.close()
    codes = [d["sourceCode"] for d in documents(path).values() if "sourceCode" in d]
    assert codes
    assert {(code["entryPoint"], code["commitHash"]) for code in codes} == {("3.5", "7")}


def test_a_note_that_is_a_number_is_its_text(tmp_path: Path) -> None:
    path = database(tmp_path / "mlflow.db")
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO tags VALUES ('mlflow.note.content', 3.5, ?)", (RUN,))
        connection.execute("INSERT INTO experiment_tags VALUES ('mlflow.note.content', 7, 1)")
    connection.close()
    found = documents(path)
    notes = {
        key.partition("/")[0]: d["description"] for key, d in found.items() if "description" in d
    }
    assert notes == {"run": "3.5", "experiment": "7"}


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_spoilt_database_is_said(cut: float, tmp_path: Path) -> None:
    content = database(tmp_path / "whole.db").read_bytes()
    (tmp_path / "whole.db").unlink()
    (tmp_path / "mlflow.db").write_bytes(content[: int(len(content) * cut)])
    assert run(importer, tmp_path, Vocabulary())[1]


def test_an_archive_gives_what_its_folder_gives(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "mlruns.tar.gz", "w:gz") as archive:
        archive.add(HERE / "v3" / "zoo" / "mlruns", "mlruns")
        link = tarfile.TarInfo("mlruns/0/tags/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    records, findings = run(importer, tmp_path / "mlruns.tar.gz", Vocabulary())
    wanted, _ = run(importer, HERE / "v3" / "zoo", Vocabulary())
    assert {r.iri: r.document for r in records} == {r.iri: r.document for r in wanted}
    assert [(f.path, f.reason) for f in findings] == [
        ("mlruns/0/tags/link", "it is a link or a device; it is not read")
    ]
    assert all("mlruns.tar.gz!mlruns/" in r.file for r in records)


def test_two_stores_do_not_share_names(tmp_path: Path) -> None:
    for name, time in (("one", 1), ("two", 2)):
        path = database(tmp_path / f"{name}.db")
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE experiments SET creation_time = ?", (time,))
            connection.execute("UPDATE runs SET run_uuid = ? || substr(run_uuid, 2)", (time,))
        connection.close()
    records, _ = run(importer, tmp_path, Vocabulary())
    named = [r.iri for r in records if r.document["name"] == "pets"]
    assert len(named) == len(set(named)) == 2


def test_a_user_named_by_an_address_is_left_out_and_said(tmp_path: Path) -> None:
    records, _ = run(importer, HERE / "v2" / "zoo", Vocabulary())
    child = next(r for r in records if r.document["name"] == "child")
    assert "example.org" not in json.dumps(child.document).replace("https://example.org/", "")
    assert ("run.user_id", "dropped: the e-mail address of a person") in child.fates


def test_no_store_at_all(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(ImportFailed, match="no store of MLflow"):
        importer.scan(Scan([tmp_path]))


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
VALUES = st.recursive(
    SCALARS,
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=4), v, max_size=3),
    max_leaves=6,
)
METAS = sorted((HERE / "v3" / "zoo").rglob("meta.yaml"))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # to shrink takes minutes: each try writes a store
)
@given(data=st.data())
def test_odd_values_in_meta_files_never_break(data: st.DataObject, tmp_path: Path) -> None:
    top = tmp_path / "zoo"
    shutil.rmtree(top, ignore_errors=True)
    shutil.copytree(HERE / "v3" / "zoo", top)
    for path in data.draw(st.lists(st.sampled_from(METAS), min_size=1, max_size=4)):
        place = top / path.relative_to(HERE / "v3" / "zoo")
        found = yaml.safe_load(place.read_text("utf-8"))
        if not isinstance(found, dict):
            continue
        for key in data.draw(st.lists(st.sampled_from(sorted(found)), max_size=4)):
            found[key] = data.draw(VALUES)
        place.write_text(yaml.safe_dump(found), "utf-8")
    try:
        documents(top)
    except ImportFailed:
        return
