"""A flow of OpenML (a pipeline that can be trained) as a model, and a setup (a flow with settings).

A run trains a flow anew for each fold and keeps no weights: what is evaluated is the flow, as the
run's settings make it. So flows are the models, and what runs measure is of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.openml.shared import RULES, Shared, agents, moment, stub
from kgstore.importers.tracked import typed
from kgstore.importers.xml_text import many

_PAGE = "https://www.openml.org/f/"
_VERSION = re.compile(r"\(\d+\)$")
_CLASS = re.compile(r"[A-Za-z_][\w.]*")


def flow(draft: Draft, sides: Mapping[str, Any], _: Shared) -> Node:
    """Return the document of a flow."""
    fields = draft.fields
    about = fields.mapping(sides.get("description") or sides.get("list"), "description")
    name = fields.text(about.get("name"), "description.name") or f"OpenML flow {draft.native_id}"
    parameters = many(about.get("parameter"))
    defaults = settings(draft, parameters, name, "description.parameter", key="default_value")
    if defaults:
        training = draft.configuration("defaults", "TrainingConfiguration")
        training |= {"name": f"defaults of {name}", "hyperparameterValue": defaults}
    needs = fields.text(about.get("dependencies"), "description.dependencies")
    packages = {"name": f"packages of {name}", "package": (needs or "").split()}
    software = draft.part("software", "SoftwareEnvironment", **packages)
    document = draft.head(
        "MLModel",
        name,
        version=fields.text(about.get("version"), "description.version"),
        otherName=fields.text(about.get("full_name"), "description.full_name"),
        description=fields.text(about.get("description"), "description.description"),
        frameworkVersion=fields.text(about.get("external_version"), "description.external_version"),
        issued=moment(draft, about.get("upload_date"), "description.upload_date"),
        landingPage=fields.web(_PAGE + draft.native_id, ""),
        keyword=fields.texts(many(about.get("tag")), "description.tag"),
        creator=agents(draft, about, "creator"),
        composition=_composition(draft, about, name),
        softwareRequirement=[software] if needs else None,
    )
    document |= draft.resolved("licence", fields.text(about.get("licence"), "description.licence"))
    return document | _kind(draft, name)


def _kind(draft: Draft, name: str) -> Node:
    """Return the framework and the algorithm, by the name of the outermost class."""
    found = _CLASS.search(name)
    words = found[0] if found else ""
    framework = RULES["framework"].get(words.partition(".")[0])
    node = draft.resolved("framework", framework)
    algorithm = draft.terms.known("algorithm", words, words.rpartition(".")[2]) if words else None
    return node | ({"algorithm": algorithm} if algorithm else {})


def _composition(draft: Draft, about: Mapping[str, Any], name: str) -> Node | None:
    steps = []
    for number, component in enumerate(many(about.get("component"))):
        path = f"description.component[{number}]"
        said = draft.fields.mapping(component, path)
        inner = draft.fields.mapping(said.get("flow"), f"{path}.flow")
        native = draft.fields.text(inner.get("id"), f"{path}.flow.id")
        if native is None:
            draft.fields.note(f"{path}.flow.id", "is missing; the component is left out")
            continue
        called = draft.fields.text(inner.get("name"), f"{path}.flow.name")
        steps.append(
            draft.part(
                f"component/{number}",
                "CompositionStep",
                name=draft.fields.text(said.get("identifier"), f"{path}.identifier") or called,
                position=number,
                stepModel=stub(draft, "flow", native, called or ""),
            )
        )
    title = f"components of {name}"
    node = draft.part("components", "ModelComposition", name=title, compositionStep=steps)
    return node if steps else None


def settings(
    draft: Draft,
    stated: list[Any],
    flow_name: str,
    path: str,
    *,
    key: str = "value",
    fragment: str = "setting",
) -> list[Node]:
    """Return the settings that have a value, each once; `key` is that of the value.

    A name that the vocabulary does not know means something in its flow only.
    """
    found: dict[str, Node] = {}
    for number, setting in enumerate(stated):
        place = f"{path}[{number}]"
        said = draft.fields.mapping(setting, place)
        own = said.get("parameter_name", said.get("name"))
        name = draft.fields.text(own, f"{place}.name")
        value = draft.fields.text(said.get(key), f"{place}.{key}")
        if name is None or value is None:
            continue
        called = draft.fields.text(said.get("full_name"), f"{place}.full_name") or name
        component = draft.fields.text(said.get("component"), f"{place}.component")
        identity = f"{component}/{called}" if component else called
        told = draft.fields.text(said.get("flow_name"), f"{place}.flow_name") or flow_name
        owner = _VERSION.sub("", told)
        term = draft.terms.term("hyperparameter", name, native_id=f"{owner}/{name}")
        node = draft.part(f"{fragment}/{identity}", "HyperparameterValue", name=called)
        found.setdefault(node["id"], node | {"hyperparameter": term} | typed(value))
    return list(found.values())


def setup(draft: Draft, sides: Mapping[str, Any], _: Shared) -> Node:
    """Return the document of a setup: a configuration of its flow."""
    about = draft.fields.mapping(sides.get("description") or sides.get("list"), "description")
    native = draft.fields.text(about.get("flow_id"), "description.flow_id")
    parameters = many(about.get("parameter"))
    names = (p.get("flow_name") for p in parameters if isinstance(p, dict))
    name = draft.fields.text(next(names, None), "description.parameter[0].flow_name")
    if native is None:
        draft.fields.note("description.flow_id", "is missing; the setup is of no known flow")
        native = "unknown"
    return draft.head(
        "TrainingConfiguration",
        f"OpenML setup {draft.native_id}",
        model=stub(draft, "flow", native, name or ""),
        hyperparameterValue=settings(draft, parameters, name or native, "description.parameter"),
    )
