"""A run as a record: how it went, its settings, its values, and what it took and made.

A run that logged no model has one all the same, as a part of the run: parameters and values are of
something.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.mlflow.experiment import made
from kgstore.importers.mlflow.naming import (
    Naming,
    Node,
    described,
    keywords,
    without_emails,
)
from kgstore.importers.mlflow.run_view import RunView
from kgstore.importers.mlflow.setups import configurations
from kgstore.importers.tracked import (
    curve,
    when,
)
from kgstore.namespaces import MZ
from kgstore.records.record import Record

_STATUS: Final = {
    "RUNNING": "RunRunning",
    "SCHEDULED": "RunScheduled",
    "FINISHED": "RunFinished",
    "FAILED": "RunFailed",
    "KILLED": "RunKilled",
}


def run_record(file: str, content: bytes, naming: Naming) -> Record:
    """Return the record of one run."""
    raw: dict[str, Any] = orjson.loads(content)
    row = raw["run"]
    native = str(row.get("run_uuid"))
    fields = Fields(file, naming.iri("run", native))
    work = _Run(RunView(raw, native, naming, fields))
    record = made("run", native, work.document(), content, file, raw, fields.findings)
    fates = without_emails(record.fates, row.get("user_id"), raw["tags"].get("mlflow.user"))
    return replace(record, fates=fates)


@dataclass(slots=True)
class _Run:
    run: RunView

    def document(self) -> Node:
        """Return the document of the record."""
        run, row, tags = self.run, self.run.raw["run"], self.run.raw["tags"]
        name = str(row.get("name") or tags.get("mlflow.runName") or run.native)
        parent = tags.get("mlflow.parentRunId")
        note = tags.get("mlflow.note.content")
        kept = [model for model in run.models if model["id"] != run.implied["id"]]
        document = run.naming.head("run", "Run", run.native, name) | {
            "description": run.fields.text(note, "tags.mlflow.note.content"),
            "experiment": run.naming.experiment(
                row.get("experiment_id"), run.raw["experiment"].get("name")
            ),
            "parentRun": run.naming.run(str(parent)) if parent else None,
            "associatedWith": run.naming.agent(row.get("user_id") or tags.get("mlflow.user")),
            "sourceCode": self._code(),
            "environment": described(
                run.part("environment", "SoftwareEnvironment"),
                f"environment of {name}",
                run.raw.get("artifact_texts", {}),
            ),
            "artifact": self._artifacts(),
            "used": self._used(),
            "generated": kept,
            "executes": configurations(run),
        }
        return without_none(document | self._course())

    def _course(self) -> Node:
        """Return how the run went, and when."""
        run, row = self.run, self.run.raw["run"]
        status = _STATUS.get(str(row.get("status")))
        if status is None:
            run.fields.note("run.status", f"{row.get('status')!r} is no status of a run")
        kind = {"training": "TrainingRun", "evaluation": "EvaluationRun"}.get(run.kind)
        deleted = row.get("lifecycle_stage") == "deleted"
        tags = run.raw["tags"] | ({"lifecycle_stage": "deleted"} if deleted else {})
        return {
            "runKind": MZ + kind if kind else None,
            "runStatus": MZ + status if status else None,
            "startedAt": when(row.get("start_time")),
            "endedAt": when(row.get("end_time")),
            "invalidatedAt": when(row.get("deleted_time")) if deleted else None,
            "keyword": keywords(tags),
        }

    def _code(self) -> Node | None:
        row, tags, fields = self.run.raw["run"], self.run.raw["tags"], self.run.fields
        commit = row.get("source_version") or tags.get("mlflow.source.git.commit")
        entry = row.get("source_name") or tags.get("mlflow.source.name")
        node = {
            "codeRepository": fields.web(tags.get("mlflow.source.git.repoURL"), "tags.repoURL"),
            "commitHash": fields.text(commit, "run.source_version"),
            "entryPoint": fields.text(entry, "run.source_name"),
        }
        node = {key: value for key, value in node.items() if value}
        return self.run.part("code", "SourceCode") | node if node else None

    def _used(self) -> list[Node]:
        inputs = {stub["id"]: stub for _, stub in self.run.inputs}
        models = [
            self.run.naming.model(str(m["model_id"]), m) for m in self.run.raw["model_inputs"]
        ]
        return [*inputs.values(), *models]

    def _artifacts(self) -> list[Node]:
        iri = self.run.naming.iri("run", self.run.native)
        found = [
            self.run.part(f"artifact/{entry['path']}", "Artifact")
            | {
                "name": entry["path"],
                "path": entry["path"],
                "sizeInBytes": entry["size"],
                "artifactKind": MZ + "OtherArtifact",
            }
            for entry in self.run.raw.get("artifacts", [])
        ]
        series = [(k, rows) for k, rows in self.run.raw["metrics"].items() if len(rows) > 1]
        return found + [curve(iri, key, rows, self.run.naming.terms) for key, rows in series]
