"""An execution as a record: a run with what it took, made and measured.

A run that made a model trained it: its properties are the hyperparameters, its input datasets the
training data. One that took in a model and made metrics measured it. Anything else prepared data,
or its properties say what it did (`mz:keyword`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import orjson

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.mlmd.artifact import made, setting
from kgstore.importers.mlmd.measured import measured
from kgstore.importers.mlmd.naming import Naming, Node, keywords
from kgstore.importers.tracked import when
from kgstore.namespaces import MZ
from kgstore.records.record import Record

_STATES: Final = ["UNKNOWN", "NEW", "RUNNING", "COMPLETE", "FAILED", "CACHED", "CANCELED"]
_STATUS: Final = {
    "NEW": "RunScheduled",
    "RUNNING": "RunRunning",
    "COMPLETE": "RunFinished",
    "FAILED": "RunFailed",
    "CACHED": "RunFinished",
    "CANCELED": "RunKilled",
}
_ENDED: Final = {"COMPLETE", "FAILED", "CACHED", "CANCELED"}
_RUN_KIND: Final = {
    "training": "TrainingRun",
    "evaluation": "EvaluationRun",
    "preprocessing": "PreprocessingRun",
}
_OF_THE_SYSTEM: Final = {
    *("inputs", "outputs", "display_name", "task_name", "pod_name", "pod_uid", "namespace"),
    *("image", "cached_execution_id", "cache_fingerprint", "parent_dag_id", "iteration_index"),
    *("iteration_count", "last_known_state", "name", "description", "__kf_workspace__"),
    *("__kf_run__", "eval_config", "input_config", "output_config"),
}


def execution_record(file: str, content: bytes, naming: Naming) -> Record:
    """Return the record of one execution."""
    raw: dict[str, Any] = orjson.loads(content)
    row = raw["execution"]
    told = {"id": row["id"], "name": row.get("name"), "type": raw["type"]}
    stub = naming.execution(told)
    fields = Fields(file, stub["id"])
    return _Execution(raw, stub, naming, fields).record(file, content)


@dataclass(slots=True)
class _Execution:
    raw: dict[str, Any]
    stub: Node
    naming: Naming
    fields: Fields

    def record(self, file: str, content: bytes) -> Record:
        raw, row, naming = self.raw, self.raw["execution"], self.naming
        state = self._state(row.get("last_known_state"))
        contexts = [naming.context(told) for told in raw["contexts"] if told["kind"] != "node"]
        kind = _RUN_KIND.get(self._kind())
        ended = when(row.get("last_update_time_since_epoch"))
        document = self.stub | {
            "source": naming.source(),
            "nativeId": naming.native("execution", row["id"]),
            "otherName": self.fields.text(raw["properties"].get("display_name"), "properties"),
            "runKind": MZ + kind if kind else None,
            "runStatus": MZ + _STATUS[state] if state in _STATUS else None,
            "startedAt": when(row.get("create_time_since_epoch")),
            "endedAt": ended if state in _ENDED else None,
            "experiment": [c for c in contexts if c["type"] == "Experiment"],
            "parentRun": [c for c in contexts if c["type"] == "Run"] + self._dag(),
            "used": [naming.artifact(told) for told in raw["inputs"]],
            "generated": [naming.artifact(told) for told in raw["outputs"]],
            "executes": self._configurations(),
            "keyword": self._keywords(state),
        }
        return made("execution", without_none(document), content, file, raw, self.fields)

    def _state(self, value: object) -> str:
        if value is None:
            return "UNKNOWN"
        if isinstance(value, int) and 0 <= value < len(_STATES):
            return _STATES[value]
        self.fields.note("execution.last_known_state", f"{value!r} is no state of an execution")
        return "UNKNOWN"

    def _dag(self) -> list[Node]:
        """Return the execution of KFP that this one is a task of."""
        number = self.raw["properties"].get("parent_dag_id")
        return [self.naming.execution({"id": number})] if isinstance(number, int) else []

    def _of(self, side: str, kind: str) -> list[Node]:
        found = [self.naming.artifact(a) for a in self.raw[side] if a["kind"] == kind]
        return list({stub["id"]: stub for stub in found}.values())

    def _kind(self) -> str:
        if self._of("outputs", "model"):
            return "training"
        if self._of("inputs", "model") and self._of("outputs", "metrics"):
            return "evaluation"
        return str(self.raw["kind"])

    def _keywords(self, state: str) -> list[str]:
        told = {"type": self.raw["type"]} | {
            c["type"]: c["name"] for c in self.raw["contexts"] if c["kind"] == "node"
        }
        if state in {"CACHED", "UNKNOWN"}:
            told["state"] = state
        properties = self.raw["properties"]
        if self._kind() == "training":
            properties = {k: v for k, v in properties.items() if k in _OF_THE_SYSTEM}
        return keywords(told) + keywords(properties, "display_name", "name", "parent_dag_id")

    def _configurations(self) -> list[Node]:
        kind = self._kind()
        made_here, taken = self._of("outputs", "model"), self._of("inputs", "model")
        if kind == "training":
            models = made_here or [self._implied()]
        else:
            models = taken if kind == "evaluation" and self._of("outputs", "metrics") else []
        found = []
        for number, model in enumerate(models):
            part = kind if number == 0 else f"{kind}/{number}"
            found.append(self._configuration(part, kind, model))
        if len(models) > 1:
            self.fields.note("outputs", "several models; the metrics are taken as of the first")
        metrics = [a for a in self.raw["outputs"] if a["kind"] == "metrics"]
        if found and metrics:
            found[0] = measured(found[0], metrics, self.naming, self.fields)
        return found

    def _implied(self) -> Node:
        """Return the model of a training that left none, as failed ones do."""
        iri = self.naming.terms.minter.part(self.stub["id"], "model")
        return {"id": iri, "type": "MLModel", "name": f"model of {self.stub['name']}"}

    def _configuration(self, part: str, kind: str, model: Node) -> Node:
        cls = "TrainingConfiguration" if kind == "training" else "TestingConfiguration"
        node = {
            "id": self.naming.terms.minter.part(self.stub["id"], part),
            "type": cls,
            "name": f"{kind} by {self.stub['name']}",
            "model": model,
            "dataset": self._of("inputs", "dataset"),
        }
        if kind == "training":
            node["hyperparameterValue"] = [
                setting(self.stub["id"], f"{part}/setting", name, value, self.naming)
                for name, value in self._parameters().items()
            ]
        return without_none(node)

    def _parameters(self) -> Node:
        """Return the settings: the properties, and in KFP the parameters among `inputs`."""
        own = {k: v for k, v in self.raw["properties"].items() if k not in _OF_THE_SYSTEM}
        inputs = self.raw["properties"].get("inputs")
        more = inputs if isinstance(inputs, dict) else {}
        inner = more.get("parameterValues", more)
        settings = own | (inner if isinstance(inner, dict) else {})
        return {
            name: value
            for name, value in settings.items()
            if isinstance(value, (str, int, float)) and value != ""
        }
