"""A registered model and its versions as records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import orjson

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.mlflow.experiment import made
from kgstore.importers.mlflow.naming import Naming, Node, keywords, without_emails
from kgstore.importers.tracked import when
from kgstore.namespaces import MZ
from kgstore.records.finding import Severity
from kgstore.records.record import Record

_STAGES: Final = {
    "None": "StageNone",
    "Staging": "StageStaging",
    "Production": "StageProduction",
    "Archived": "StageArchived",
}
_OF_MODEL: Final = re.compile(r"models:/(m-[0-9a-f]+)|.*/models/(m-[0-9a-f]+)/artifacts/?")
_OF_RUN: Final = re.compile(r"(?:runs:/|.*/)([0-9a-f]{32})(?:/artifacts)?/(.+?)/?")


def registry_records(file: str, content: bytes, naming: Naming) -> Iterator[Record]:
    """Yield the record of a registered model, and one of each of its versions."""
    raw: dict[str, Any] = orjson.loads(content)
    row, tags = raw["registered_model"], raw["tags"]
    name = str(row.get("name"))
    native = naming.scoped(name)
    head = naming.head("model", "MLModel", native, name)
    fields = Fields(file, head["id"])
    if tags.get("mlflow.prompt.is_prompt"):
        fields.note("tags", "it is a prompt, no model; it is not read", Severity.INFO)
    task = tags.get("task")
    node: Node = {}
    if task and naming.terms.known("task", str(task)):
        naming.terms.put(node, "task", [str(task)])
    versions = [] if tags.get("mlflow.prompt.is_prompt") else raw["versions"]
    more = {
        "description": fields.text(row.get("description"), "registered_model.description"),
        "created": when(row.get("creation_time") or row.get("creation_timestamp")),
        "modified": when(row.get("last_updated_time") or row.get("last_updated_timestamp")),
        "keyword": keywords(tags),
        "hasVersion": [_stub(name, version, naming) for version in versions],
    }
    document = without_none(head | node | more)
    if not tags.get("mlflow.prompt.is_prompt"):
        record = made("model", native, document, content, file, raw, fields.findings)
        users = [version.get("user_id") for version in versions]
        yield replace(record, fates=without_emails(record.fates, *users))
    for version in versions:
        yield _version(file, version, raw, node, naming)


def _native(name: str, version: Node, naming: Naming) -> str:
    return naming.scoped(f"{name}/{version.get('version')}")


def _stub(name: str, version: Node, naming: Naming) -> Node:
    iri = naming.iri("model", _native(name, version, naming))
    return {"id": iri, "type": "MLModel", "name": f"{name} {version.get('version')}"}


def _version(file: str, version: Node, raw: Node, node: Node, naming: Naming) -> Record:
    name, number = str(raw["registered_model"].get("name")), str(version.get("version"))
    native = _native(name, version, naming)
    head = naming.head("model", "MLModel", native, f"{name} {number}")
    fields = Fields(file, head["id"])
    whole = {"id": naming.iri("model", naming.scoped(name)), "type": "MLModel", "name": name}
    stage = version.get("current_stage")
    if stage and stage not in _STAGES:
        fields.note("versions[].current_stage", f"{stage!r} is no stage of MLflow's")
    run = version.get("run_id")
    source = str(version.get("source") or "")
    aliases = [alias for alias, held in raw["aliases"].items() if str(held).strip() == number]
    more = {
        "version": number,
        "versionOf": whole,
        "stage": MZ + _STAGES[stage] if stage in _STAGES else None,
        "alias": aliases,
        "description": fields.text(version.get("description"), "versions[].description"),
        "created": when(version.get("creation_time") or version.get("creation_timestamp")),
        "modified": when(version.get("last_updated_time") or version.get("last_updated_timestamp")),
        "keyword": keywords(version.get("tags", {})),
        "attributedTo": naming.agent(version.get("user_id")),
        "generatedBy": [naming.run(str(run))] if run else None,
        "derivedFrom": _weights(source, naming),
    }
    document = without_none(head | node | more)
    content = orjson.dumps({"registered_model": name, "version": version})
    record = made("model", native, document, content, file, {}, fields.findings)
    return record


def _weights(source: str, naming: Naming) -> list[Node] | None:
    """Return the logged model that a version was registered from."""
    if found := _OF_MODEL.fullmatch(source):
        return [naming.model(found[1] or found[2], {})]
    if found := _OF_RUN.fullmatch(source):
        return [naming.model(f"{found[1]}/{found[2]}", {})]
    return None
