"""An MLflow database (SQLite), of whatever revision, as the entities that it holds.

Rows are read once, in the order of their keys, and joined as they come: no table is ever whole in
memory, and a table without an index costs one sort.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from kgstore.importers.mlflow.entities import Entity, Store, number_text, scope_of
from kgstore.importers.mlflow.revisions import REVISIONS
from kgstore.importers.sqlite import BROKEN, Note, Row, Tables, has_tables

KNOWN: Final = {
    "experiments": "experiment_id name workspace artifact_location lifecycle_stage creation_time "
    "last_update_time",
    "experiment_tags": "key value experiment_id",
    "runs": "run_uuid name source_type source_name entry_point_name user_id status start_time "
    "end_time deleted_time source_version lifecycle_stage artifact_uri experiment_id",
    "tags": "key value run_uuid",
    "params": "key value run_uuid",
    "metrics": "key value timestamp step is_nan run_uuid",
    "datasets": "dataset_uuid experiment_id name digest dataset_source_type dataset_source "
    "dataset_schema dataset_profile",
    "inputs": "input_uuid source_type source_id destination_type destination_id step",
    "input_tags": "input_uuid name value",
    "logged_models": "model_id experiment_id name artifact_location creation_timestamp_ms "
    "last_updated_timestamp_ms status lifecycle_stage model_type source_run_id status_message",
    "logged_model_metrics": "model_id metric_name metric_timestamp_ms metric_step metric_value "
    "experiment_id run_id dataset_uuid dataset_name dataset_digest",
    "logged_model_params": "model_id experiment_id param_key param_value",
    "logged_model_tags": "model_id experiment_id tag_key tag_value",
    "registered_models": "workspace name creation_time last_updated_time description",
    "registered_model_tags": "key value name workspace",
    "registered_model_aliases": "alias version name workspace",
    "model_versions": "workspace name version creation_time last_updated_time description user_id "
    "current_stage source storage_location run_id run_link status status_message",
    "model_version_tags": "key value name version workspace",
}
"""The columns that are read, by table; the tables of traces, prompts and servers are not."""

_OF_RUN: Final = ("tags", "params", "metrics")
_COLUMNS: Final = {table: names.split() for table, names in KNOWN.items()}


def is_mlflow(path: Path) -> bool:
    """Say whether a file is a database that MLflow wrote."""
    return has_tables(path, "runs", "experiments")


class Database(Store):
    """The entities of one database."""

    def __init__(self, connection: sqlite3.Connection, label: str, note: Note) -> None:
        self._tables = Tables(connection, _COLUMNS, note)
        self.label = label
        self._note = note
        self._experiments = {str(r["experiment_id"]): r for r in self._rows("experiments")}
        self.scope = scope_of(self._experiments.values())

    def tell_revision(self) -> None:
        """Note what the program does not know of the database's revision."""
        try:
            rows = self._tables.connection.execute("SELECT version_num FROM alembic_version")
            revision = str((rows.fetchone() or [""])[0])
        except BROKEN:
            revision = ""
        if revision not in REVISIONS:
            said = f"revision {revision!r} is not known" if revision else "no revision is stated"
            self._note("alembic_version", f"{said}; tables are read by the columns they have")
        for table, difference in self._tables.describe():
            if revision not in REVISIONS or "not known" in difference:
                self._note(table, difference)

    def entities(self) -> Iterator[Entity]:
        """Yield experiments, datasets, runs, logged models and registered models."""
        yield from self._of_experiments()
        for row in self._rows("datasets", "experiment_id", "name", "digest"):
            name = f"datasets/{row['dataset_uuid']}"
            yield Entity("dataset", f"{self.label}!{name}", {"dataset": row})
        yield from self._of_runs()
        yield from self._of_models()
        yield from self._of_registry()

    def _rows(self, table: str, *order: str) -> Iterator[Row]:
        return self._tables.rows(table, *order)

    def _of_experiments(self) -> Iterator[Entity]:
        tags = self._tables.groups("experiment_tags", "experiment_id", "key")
        for row in self._rows("experiments", "experiment_id"):
            found = pairs(tags.take(row["experiment_id"]))
            raw = {"experiment": row, "tags": found}
            yield Entity("experiment", f"{self.label}!experiments/{row['experiment_id']}", raw)

    def _of_runs(self) -> Iterator[Entity]:
        groups = self._tables.groups
        told = {n: groups(n, "run_uuid", "key", "step", "timestamp") for n in _OF_RUN}
        inputs = groups("inputs", "destination_id", "input_uuid")
        outputs = groups("inputs", "source_id", "step", "destination_id")
        links = groups("logged_model_metrics", "run_id", "metric_name", "model_id")
        datasets, models = self._inputs(), self._models()
        for row in self._rows("runs", "run_uuid"):
            key = row["run_uuid"]
            experiment = self._experiments.get(str(row["experiment_id"]), {})
            taken = inputs.take(key)
            made = [r["destination_id"] for r in outputs.take(key) if _is_output(r)]
            used = [r["source_id"] for r in taken if r["source_type"] == "RUN_INPUT"]
            raw = {
                "run": row,
                "experiment": {"name": experiment.get("name")},
                "tags": pairs(told["tags"].take(key)),
                "params": pairs(told["params"].take(key)),
                "metrics": series(told["metrics"].take(key)),
                "inputs": [d for r in taken if (d := datasets.get(str(r["input_uuid"])))],
                "outputs": [{"model_id": m} | models.get(str(m), {}) for m in made],
                "model_inputs": [{"model_id": m} | models.get(str(m), {}) for m in used],
                "model_metrics": [_link(r, models) for r in links.take(key)],
            }
            yield Entity("run", f"{self.label}!runs/{key}", raw)

    def _inputs(self) -> dict[str, dict[str, Any]]:
        """Return name, digest and tags of each dataset that is the input of a run."""
        named = {
            str(r["dataset_uuid"]): {"name": r["name"], "digest": r["digest"]}
            for r in self._rows("datasets")
        }
        tags = self._tables.groups("input_tags", "input_uuid", "name")
        return {
            str(row["input_uuid"]): known | {"tags": pairs(tags.take(row["input_uuid"]), "name")}
            for row in self._rows("inputs", "input_uuid")
            if row["source_type"] == "DATASET" and (known := named.get(str(row["source_id"])))
        }

    def _models(self) -> dict[str, dict[str, Any]]:
        """Return the name of each logged model, and that of its run."""
        runs = {r["run_uuid"]: r["name"] for r in self._rows("runs")}
        return {
            str(r["model_id"]): {"name": r["name"], "run_name": runs.get(r["source_run_id"])}
            for r in self._rows("logged_models")
        }

    def _of_models(self) -> Iterator[Entity]:
        models = self._models()
        number = Counter(r["source_run_id"] for r in self._rows("logged_models"))
        tags = self._tables.groups("logged_model_tags", "model_id", "tag_key")
        params = self._tables.groups("logged_model_params", "model_id", "param_key")
        for row in self._rows("logged_models", "model_id"):
            key = row["model_id"]
            raw = {
                "logged_model": row,
                "run_name": models[str(key)]["run_name"],
                "models_of_run": number[row["source_run_id"]],
                "tags": pairs(tags.take(key), "tag_key", "tag_value"),
                "params": pairs(params.take(key), "param_key", "param_value"),
            }
            yield Entity("logged_model", f"{self.label}!logged_models/{key}", raw)

    def _of_registry(self) -> Iterator[Entity]:
        tags = list(self._rows("registered_model_tags", "key"))
        aliases = list(self._rows("registered_model_aliases", "alias"))
        versions = list(self._rows("model_versions", "version"))
        version_tags = list(self._rows("model_version_tags", "key"))
        for row in self._rows("registered_models", "workspace", "name"):
            own = {"name": row["name"], "workspace": row["workspace"]}
            raw = {
                "registered_model": row,
                "tags": pairs(_having(tags, own)),
                "aliases": pairs(_having(aliases, own), "alias", "version"),
                "versions": [
                    v | {"tags": pairs(_having(version_tags, own | {"version": v["version"]}))}
                    for v in _having(versions, own)
                ],
            }
            place = f"{self.label}!registered_models/{row['name']}"
            yield Entity("registered_model", place, raw)


def pairs(rows: list[Row], key: str = "key", value: str = "value") -> dict[str, Any]:
    """Return rows of keys and values as one mapping."""
    return {str(row[key]): row[value] for row in rows}


def series(rows: list[Row]) -> dict[str, list[list[Any]]]:
    """Return the points [timestamp, step, value] of each metric; NaN and infinity as text."""
    found: dict[str, list[list[Any]]] = {}
    for row in rows:
        value = "NaN" if row["is_nan"] else number_text(row["value"])
        found.setdefault(str(row["key"]), []).append([row["timestamp"], row["step"], value])
    return found


def _is_output(row: Row) -> bool:
    return str(row["destination_type"]) == "MODEL_OUTPUT"


def _link(row: Row, models: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "key": row["metric_name"],
        "model_id": row["model_id"],
        "dataset_name": row["dataset_name"],
        "dataset_digest": row["dataset_digest"],
    } | models.get(str(row["model_id"]), {})


def _having(rows: list[Row], values: Row) -> list[Row]:
    return [row for row in rows if all(row[name] == value for name, value in values.items())]
