"""A context as a record: an experiment (pipeline), a pipeline run, or a registered model."""

from __future__ import annotations

from typing import Any

import orjson

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.mlmd.artifact import made
from kgstore.importers.mlmd.naming import Naming, Node, keywords
from kgstore.importers.tracked import when
from kgstore.namespaces import MZ
from kgstore.records.record import Record


def context_record(file: str, content: bytes, naming: Naming) -> Record | None:
    """Return the record of one context; nodes of a pipeline are words of their runs only."""
    raw: dict[str, Any] = orjson.loads(content)
    if raw["kind"] == "node":
        return None
    row, properties = raw["context"], raw["properties"]
    name = raw["label"] or row.get("name")
    told = {"id": row["id"], "name": name, "type": raw["type"], "kind": raw["kind"]}
    stub = naming.context(told)
    fields = Fields(file, stub["id"])
    times = {
        "created": when(row.get("create_time_since_epoch")),
        "modified": when(row.get("last_update_time_since_epoch")),
    }
    if stub["type"] == "Run":
        times = {"startedAt": times["created"]}
    document = stub | {
        "source": naming.source(),
        "nativeId": naming.native("context", row["id"]),
        "description": fields.text(properties.get("description"), "properties.description"),
        "otherName": fields.text(properties.get("display_name"), "properties.display_name"),
        "keyword": keywords(properties, "description", "display_name", "name", "version")
        + keywords({"type": raw["type"]}),
    }
    build = {"Run": _run, "MLModel": _model}.get(stub["type"], _experiment)
    document = without_none(document | times | build(raw, stub, naming))
    return made("context", document, content, file, raw, fields)


def _run(raw: Node, stub: Node, naming: Naming) -> Node:
    parents = [naming.context(told) for told in raw["parents"]]
    return {
        "experiment": [p for p in parents if p["type"] == "Experiment"],
        "parentRun": [p for p in parents if p["type"] == "Run"],
    }


def _experiment(raw: Node, stub: Node, naming: Naming) -> Node:
    return {}


def _model(raw: Node, stub: Node, naming: Naming) -> Node:
    """Return what a version says; its name begins with the id of its registered model."""
    parents = [naming.context(told) for told in raw["parents"] if told["kind"] == "registered"]
    if raw["kind"] != "version":
        return {}
    name = str(raw["context"].get("name") or "")
    number = name.partition(":")[2] or name
    state = str(raw["properties"].get("state") or "")
    return {
        "version": number,
        "versionOf": parents,
        "stage": MZ + "StageArchived" if state == "ARCHIVED" else None,
        "derivedFrom": [
            naming.artifact(told) for told in raw.get("artifacts", []) if told["kind"] == "model"
        ],
    }
