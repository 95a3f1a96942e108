"""Logged models as records: of MLflow 3 by their own id, of MLflow 2 by run and path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import orjson
import yaml

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.mlflow.experiment import made
from kgstore.importers.mlflow.naming import Naming, Node, described, keywords, label, setting
from kgstore.importers.mlflow.signature import columns
from kgstore.importers.mlflow.v2_history import logged_in
from kgstore.importers.tracked import when
from kgstore.namespaces import MZ
from kgstore.records.record import Record

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KINDS: Final = {"MLmodel": "ConfigurationArtifact", "requirements.txt": "ConfigurationArtifact"}
_WEIGHTS: Final = (".pkl", ".pt", ".pth", ".onnx", ".safetensors", ".h5", ".keras", ".joblib")


def logged_models(file: str, content: bytes, naming: Naming) -> Iterator[Record]:
    """Yield the record of a logged model of MLflow 3, or of each that a run of MLflow 2 logged."""
    raw: dict[str, Any] = orjson.loads(content)
    if "logged_model" in raw:
        yield _of_v3(file, content, raw, naming)
        return
    row = raw["run"]
    run = str(row.get("run_uuid"))
    for entry in logged_in(raw["tags"]):
        if entry.model_id:  # MLflow 3 wrote it as a logged model, which has its own record
            continue
        below = _below(raw, entry.path)
        told = _mlmodel(below.get("artifact_texts", {})) or entry.told
        native = f"{run}/{entry.path}"
        name = label({"name": entry.path, "run_name": row.get("name")})
        head = naming.head("model", "MLModel", native, name)
        fields = Fields(file, head["id"])
        head["generatedBy"] = [naming.run(run, row.get("name"))]
        if time := str(told.get("utc_time_created") or "").replace(" ", "T"):
            head["created"] = time[:23] + "Z"
        document = without_none(head | _told(told, below, head, naming, fields))
        record = made("model", native, document, content, file, {}, fields.findings)
        yield record


def _of_v3(file: str, content: bytes, raw: dict[str, Any], naming: Naming) -> Record:
    row, tags = raw["logged_model"], raw["tags"]
    native = str(row.get("model_id"))
    run = row.get("source_run_id")
    head = naming.head("model", "MLModel", native, label(row | {"run_name": raw["run_name"]}))
    fields = Fields(file, head["id"])
    kind = row.get("model_type")
    changed = when(row.get("last_updated_timestamp_ms") or row.get("last_updated_timestamp"))
    more = {
        "created": when(row.get("creation_timestamp_ms") or row.get("creation_timestamp")),
        "modified": changed,
        "invalidatedAt": changed if row.get("lifecycle_stage") == "deleted" else None,
        "generatedBy": [naming.run(str(run), raw["run_name"])] if run else None,
        "keyword": keywords(tags | {"model_type": row["model_type"]} if kind else tags),
        "configurations": _parameters(raw, head, naming),
    }
    told = _mlmodel(raw.get("artifact_texts", {}))
    document = without_none(head | more | _told(told, raw, head, naming, fields))
    return made("model", native, document, content, file, raw, fields.findings)


def _parameters(raw: Node, head: Node, naming: Naming) -> list[Node]:
    """Return a configuration with the parameters that were logged for the model.

    It is the set-up of the run that made the model, for MLflow logs them with both.
    """
    if not raw["params"]:
        return []
    run, several = raw["logged_model"].get("source_run_id"), raw["models_of_run"] > 1
    iri = naming.iri("run", str(run)) if run else head["id"]
    setup = f"set-up/{raw['logged_model'].get('model_id')}" if several and run else "set-up"
    settings = [setting(iri, setup, name, text, naming) for name, text in raw["params"].items()]
    node = {"id": naming.terms.minter.part(iri, setup), "type": "TrainingConfiguration"}
    return [node | {"hyperparameterValue": settings}]


def _mlmodel(texts: Node) -> Node:
    try:
        found = yaml.load(str(texts.get("MLmodel", "")), _LOADER)  # noqa: S506  (a safe loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _below(raw: Node, path: str) -> Node:
    """Return the artifacts of a run below a path, as those of a model."""
    start = f"{path}/"
    listed = [
        entry | {"path": entry["path"].removeprefix(start)}
        for entry in raw.get("artifacts", [])
        if entry["path"].startswith(start)
    ]
    texts = {
        name.removeprefix(start): text
        for name, text in raw.get("artifact_texts", {}).items()
        if name.startswith(start)
    }
    return {"artifacts": listed, "artifact_texts": texts}


def _told(told: Node, raw: Node, head: Node, naming: Naming, fields: Fields) -> Node:
    """Return what the MLmodel file and its siblings say."""
    part = naming.terms.minter.part
    node: Node = {}
    flavors = fields.mapping(told.get("flavors"), "MLmodel.flavors")
    for name, settings in flavors.items():
        if name == "python_function":
            continue
        naming.terms.put(node, "framework", [str(name)])
        versions = [
            str(v)
            for k, v in fields.mapping(settings, "MLmodel.flavors").items()
            if str(k).endswith("_version") and v
        ]
        node["frameworkVersion"] = versions or None
    signature = fields.mapping(told.get("signature"), "MLmodel.signature")
    environment = {"id": part(head["id"], "environment"), "type": "SoftwareEnvironment"}
    needs = described(environment, "environment", raw.get("artifact_texts", {}))
    return node | {
        "input": _tensors(signature.get("inputs"), "input", "InputSpecification", head, naming),
        "output": _tensors(signature.get("outputs"), "output", "OutputSpecification", head, naming),
        "sizeInBytes": fields.whole(told.get("model_size_bytes"), "MLmodel.model_size_bytes"),
        "softwareRequirement": [needs] if needs else None,
        "artifact": [_artifact(entry, head, naming) for entry in raw.get("artifacts", [])],
    }


def _tensors(spec: object, kind: str, cls: str, head: Node, naming: Naming) -> list[Node]:
    return [
        without_none(
            {
                "id": naming.terms.minter.part(head["id"], f"{kind}/{number}"),
                "type": cls,
                "tensorName": column.name,
                "elementType": column.kind,
                "shape": column.shape,
                "position": number,
            }
        )
        for number, column in enumerate(columns(spec))
    ]


def _artifact(entry: Node, head: Node, naming: Naming) -> Node:
    path = str(entry["path"])
    name = path.rpartition("/")[2]
    kind = "WeightsArtifact" if name.endswith(_WEIGHTS) else _KINDS.get(name, "OtherArtifact")
    return {
        "id": naming.terms.minter.part(head["id"], f"artifact/{path}"),
        "type": "Artifact",
        "name": path,
        "path": path,
        "sizeInBytes": entry["size"],
        "artifactKind": MZ + kind,
    }
