"""A task and a study of OpenML as experiments: sets of runs that answer one question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.openml.shared import Shared, moment, stub
from kgstore.importers.xml_text import many

_MEMBERS = {
    "data": ("data_id", "dataset"),
    "tasks": ("task_id", "task"),
    "flows": ("flow_id", "flow"),
    "setups": ("setup_id", "setup"),
    "runs": ("run_id", "run"),
}


def task(draft: Draft, sides: Mapping[str, Any], shared: Shared) -> Node:
    """Return the document of a task: data, target, and how what is learnt is estimated."""
    fields = draft.fields
    about = fields.mapping(sides.get("description") or sides.get("list"), "description")
    inputs = _inputs(draft, about)
    native = draft.native_id.partition("/")[2]
    kind = fields.text(about.get("task_type"), "description.task_type")
    data = fields.text(about.get("did"), "description.did") or inputs.get("data")
    called = fields.text(about.get("name"), "description.name") or shared.names.get(data or "", "")
    on = called or f"dataset {data}"
    said = (
        ("target", inputs.get("target")),
        ("estimation", shared.procedures.get(inputs.get("procedure", ""), inputs.get("procedure"))),
        ("folds", inputs.get("folds")),
        ("measures", inputs.get("measures")),
    )
    node = draft.head(
        "Experiment",
        f"{kind or 'task'} on {on} (OpenML task {native})",
        description="; ".join(f"{key}: {value}" for key, value in said if value) or None,
        keyword=fields.texts(many(about.get("tag")), "description.tag"),
        landingPage=fields.web(f"https://www.openml.org/t/{native}", ""),
        references=[stub(draft, "dataset", data, called)] if data else None,
    )
    return node | draft.resolved("task", kind)


def _inputs(draft: Draft, about: Mapping[str, Any]) -> dict[str, str]:
    """Return what goes into a task, by our names; lists of tasks give it in one value each."""
    fields, found = draft.fields, {}
    for number, given in enumerate(many(about.get("input"))):
        path = f"description.input[{number}]"
        said = fields.mapping(given, path)
        name = fields.text(said.get("@name", said.get("name")), f"{path}.name")
        value = fields.text(said.get("#text"), path)
        data = fields.mapping(said.get("data_set"), f"{path}.data_set")
        procedure = fields.mapping(said.get("estimation_procedure"), f"{path}.estimation_procedure")
        parameters = {
            p.get("@name", p.get("name")): p.get("#text", p.get("value"))
            for p in many(procedure.get("parameter"))
            if isinstance(p, dict)
        }
        measures = said.get("evaluation_measures")
        told = {
            "data": data.get("data_set_id") or (value if name == "source_data" else None),
            "target": data.get("target_feature") or (value if name == "target_feature" else None),
            "procedure": procedure.get("type")
            or (value if name == "estimation_procedure" else None),
            "folds": parameters.get("number_folds"),
            "measures": measures.get("evaluation_measure") if isinstance(measures, dict) else None,
        }
        for key, raw in told.items():
            texts = fields.texts(many(raw), path)
            if texts:
                found[key] = ", ".join(texts)
    return found


def study(draft: Draft, sides: Mapping[str, Any], shared: Shared) -> Node:
    """Return the document of a study or benchmark suite, with what it is made of."""
    fields = draft.fields
    about = fields.mapping(sides.get("description"), "description")
    native = draft.native_id.partition("/")[2]
    members = []
    for group, (key, kind) in _MEMBERS.items():
        path = f"description.{group}.{key}"
        listed = fields.mapping(about.get(group), f"description.{group}").get(key)
        for number in fields.texts(many(listed), path):
            name = shared.names.get(number, "") if kind == "dataset" else ""
            node = stub(draft, kind, number, name)
            # A configuration needs a model, which a study does not name.
            members.append(node["id"] if kind == "setup" else node)
    creator = fields.text(about.get("creator"), "description.creator")
    return draft.head(
        "Experiment",
        fields.text(about.get("name"), "description.name") or f"OpenML study {native}",
        description=fields.text(about.get("description"), "description.description"),
        otherName=fields.text(about.get("alias"), "description.alias"),
        created=moment(draft, about.get("creation_date"), "description.creation_date"),
        creator=draft.stub("agent", "Agent", f"user/{creator}", f"OpenML user {creator}")
        if creator
        else None,
        landingPage=fields.web(f"https://www.openml.org/s/{native}", ""),
        references=members,
    )
