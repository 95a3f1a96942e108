"""An artifact as a record: a model, a dataset, or another file with its place in the lineage."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import orjson

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.mlmd.naming import Naming, Node, keywords
from kgstore.importers.tracked import typed, when
from kgstore.namespaces import MZ
from kgstore.records.check import iri_problem
from kgstore.records.loss import Fates
from kgstore.records.record import Raw, Record

FATES: Final = Fates.load(Path(__file__).with_name("mlmd.toml"))

_STATES: Final = [
    "UNKNOWN",
    "PENDING",
    "LIVE",
    "MARKED_FOR_DELETION",
    "DELETED",
    "ABANDONED",
    "REFERENCE",
]
_DELETED: Final = "DELETED"
_MODEL: Final = "framework training_framework model_format_name model_format_version version"
_TAKEN: Final = {
    "model": (*_MODEL.split(), "num_parameters", "description", "display_name", "name"),
    "dataset": ("version", "num_examples", "description", "display_name", "name"),
}
_PLAIN: Final = ("description", "display_name", "name")


def artifact_record(file: str, content: bytes, naming: Naming) -> Record:
    """Return the record of one artifact."""
    raw: dict[str, Any] = orjson.loads(content)
    row, properties = raw["artifact"], raw["properties"]
    told = {"id": row["id"], "name": row.get("name"), "type": raw["type"], "kind": raw["kind"]}
    stub = naming.artifact(told)
    fields = Fields(file, stub["id"])
    state = _state(row.get("state"), fields)
    changed = when(row.get("last_update_time_since_epoch"))
    document = stub | {
        "source": naming.source(),
        "nativeId": naming.native("artifact", row["id"]),
        "description": fields.text(properties.get("description"), "properties.description"),
        "otherName": fields.text(properties.get("display_name"), "properties.display_name"),
        "generatedBy": [naming.execution({"id": made["id"]}) for made in raw["made_by"]],
    }
    document |= _times(row, raw, stub["type"])
    told_by_state = {"state": state} if state not in {"LIVE", "UNKNOWN"} else {}
    taken = _TAKEN.get(raw["kind"], _PLAIN)
    if raw["kind"] == "metrics":
        properties = {}  # its values stand under the run that measured them
    words = keywords(properties, *taken) + keywords(told_by_state)
    if raw["type"] not in {"Model", "Dataset"}:
        words += keywords({"type": raw["type"]})
    document |= {"keyword": words, "invalidatedAt": changed if state == _DELETED else None}
    build = {"model": _model, "dataset": _dataset}.get(raw["kind"], _file)
    document |= build(raw, stub, naming, fields)
    return made("artifact", without_none(document), content, file, raw, fields)


def _times(row: Node, raw: Node, cls: str) -> Node:
    return {
        "created": when(row.get("create_time_since_epoch")),
        "modified": when(row.get("last_update_time_since_epoch")),
    }


def _state(value: object, fields: Fields) -> str:
    if value is None:
        return "UNKNOWN"
    if isinstance(value, int) and 0 <= value < len(_STATES):
        return _STATES[value]
    fields.note("artifact.state", f"{value!r} is no state of an artifact")
    return "UNKNOWN"


def _place(raw: Node, fields: Fields) -> Node:
    """Return where an artifact lies: an IRI, or a path."""
    uri = fields.text(raw["artifact"].get("uri"), "artifact.uri")
    if not uri:
        return {}
    is_iri = "://" in uri and not iri_problem(uri)
    return {"location": uri} if is_iri else {"path": uri}


def _file(raw: Node, stub: Node, naming: Naming, fields: Fields) -> Node:
    return {"artifactKind": MZ + "OtherArtifact"} | _place(raw, fields)


def _weights(raw: Node, stub: Node, naming: Naming, fields: Fields, kind: str) -> list[Node]:
    place = _place(raw, fields)
    if not place:
        return []
    iri = naming.terms.minter.part(stub["id"], "artifact")
    node = {"id": iri, "type": "Artifact", "name": "files", "artifactKind": MZ + kind}
    return [node | place]


def _model(raw: Node, stub: Node, naming: Naming, fields: Fields) -> Node:
    told = raw["properties"]
    node: Node = {"artifact": _weights(raw, stub, naming, fields, "WeightsArtifact")}
    training = told.get("training_framework")
    framework = told.get("framework") or told.get("model_format_name")
    version = told.get("model_format_version")
    if isinstance(training, dict):
        framework, version = training.get("name"), training.get("version")
    if name := fields.text(framework, "properties.framework"):
        naming.terms.put(node, "framework", [name])
    node["frameworkVersion"] = fields.text(version, "properties.model_format_version")
    node["version"] = fields.text(told.get("version"), "properties.version")
    count = told.get("num_parameters")
    node["parameterCount"] = fields.whole(count, "properties.num_parameters")
    if settings := _settings(told.get("hyperparameters"), stub, naming):
        iri = naming.terms.minter.part(stub["id"], "training")
        plan = {"id": iri, "type": "TrainingConfiguration", "name": f"training of {stub['name']}"}
        node["configurations"] = [plan | {"hyperparameterValue": settings}]
    return node


def _settings(found: object, stub: Node, naming: Naming) -> list[Node]:
    if not isinstance(found, dict):
        return []
    return [setting(stub["id"], "setting", str(n), v, naming) for n, v in found.items()]


def setting(iri: str, part: str, name: str, value: object, naming: Naming) -> Node:
    """Return one hyperparameter value, a part of the record `iri`."""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return {
        "id": naming.terms.minter.part(iri, f"{part}/{name}"),
        "type": "HyperparameterValue",
        "hyperparameter": naming.terms.term("hyperparameter", name),
    } | typed(text)


def _dataset(raw: Node, stub: Node, naming: Naming, fields: Fields) -> Node:
    told = raw["properties"]
    return {
        "artifact": _weights(raw, stub, naming, fields, "OtherArtifact"),
        "version": fields.text(told.get("version"), "properties.version"),
        "numberOfDataObjects": fields.whole(told.get("num_examples"), "properties.num_examples"),
        "subsetOf": naming.terms.known("dataset", str(raw["artifact"].get("name") or "")),
    }


def made(
    level: str, document: Node, content: bytes, file: str, raw: Node, fields: Fields
) -> Record:
    """Return a record of this source with the fates of its raw record."""
    name = {"MLModel": "model", "Dataset": "dataset", "Run": "run", "Experiment": "experiment"}
    kind = name.get(document["type"], "artifact")
    return Record(
        kind,
        "mlmd",
        document["nativeId"],
        document,
        Raw(content),
        file,
        "",
        tuple(fields.findings),
        FATES.count(raw),
    )
