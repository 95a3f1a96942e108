"""The front matter of a model card without its results: what a model is, in the Hub's keys.

The keys are those of the Hub's specification of model cards (`modelcard.md`). What the Hub's
importer maps comes out as it went in; what other sources say comes out where the Hub has a word
for it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from kgstore.importers.huggingface.settings import TABLE
from kgstore.namespaces import MZ, PREFIXES
from kgstore.publish.profiles.model_card import hub
from kgstore.publish.profiles.model_card.facts import Configuration, Model, Node
from kgstore.publish.profiles.model_card.yaml_text import spelled

_RELATIONS: dict[str, str] = {key: name for name, key in TABLE["relations"].items()}
_LINEAGE = (*_RELATIONS, "derivedFromModel", "convertedFrom")
_PAPER = re.compile(r"https://arxiv\.org/abs/(.+)")
CARBON = PREFIXES["mzm"] + "CarbonEmission"
TRAINING = MZ + "TrainingConfiguration"


def front_matter(model: Model, base: str) -> dict[str, Any]:
    """Return the keys of a model's card, in the order of the Hub's specification."""
    of_hub = hub.is_of_hub(model, base)
    tags = model.all("keyword") + _papers(model)
    tags += [known for known in model.all("identifier") if known.startswith("doi:")]
    found: dict[str, Any] = {"language": model.all("rawLanguage") or model.all("language")}
    found |= _licence(model, of_hub=of_hub)
    found["library_name"], more = _library(hub.frameworks(model, of_hub=of_hub))
    tags += more
    found["pipeline_tag"], more = _tasks(model, of_hub=of_hub)
    tags += more
    bases, more = _base_models(model, base)
    found |= {"tags": sorted({*tags, *more}), "datasets": _datasets(model, base, of_hub=of_hub)}
    found |= bases
    newer = [hub.native_id(iri, "model", base) for iri in model.all("replacedBy")]
    found["new_version"] = next(filter(None, newer), "")
    found["co2_eq_emissions"] = _emissions(model)
    return {key: _single(key, value) for key, value in found.items() if value}


def _single(key: str, value: Any) -> Any:
    """Return the value of a list of one, but for the keys that cards write as lists."""
    alone = isinstance(value, list) and len(value) == 1 and key not in {"tags", "datasets"}
    return value[0] if alone else value


def _papers(model: Model) -> list[str]:
    found = (_PAPER.fullmatch(iri) for iri in model.all("references"))
    return [f"arxiv:{paper[1]}" for paper in found if paper]


def _licence(model: Model, *, of_hub: bool) -> dict[str, Any]:
    """Return `license`, and name and page of a licence that the Hub has no id for."""
    raw = model.all("rawLicence")
    if not of_hub:
        raw = [said.lower() if said.lower() in hub.LICENCES else said for said in raw]
    ids = [said for said in raw if said.casefold() in hub.LICENCES]
    unknown = [said for said in raw if said.casefold() not in hub.LICENCES]
    if raw and not unknown:
        return {"license": ids}
    if not set(ids) - {"unknown", "other"} and "other" not in ids:
        ids = sorted({known for term in model.all("licence") if (known := hub.licence_id(term))})
        if ids:
            return {"license": ids}
    terms = [term for term in model.all("licence") if not hub.licence_id(term)]
    names = unknown or [_licence_name(model, term) for term in terms]
    if not names:
        return {}
    pages = [model.pages[term] for term in terms if term in model.pages]
    found = {"license": [*dict.fromkeys([*ids, "other"])], "license_name": names[0]}
    return found | ({"license_link": pages[0]} if pages else {})


def _licence_name(model: Model, term: str) -> str:
    name = term.removeprefix(PREFIXES["mzl"])
    return name if name != term else model.facts["licence"][term] or term


def _library(names: list[str]) -> tuple[str, list[str]]:
    """Return the library, and the tags for the rest: the Hub has the big frameworks as tags."""
    libraries = [name for name in names if name not in hub.FRAMEWORK_TAGS]
    return next(iter(libraries), ""), [name for name in names if name not in libraries[:1]]


def _tasks(model: Model, *, of_hub: bool) -> tuple[str | list[str], list[str]]:
    """Return the pipeline tag, and several tasks as tags, because there is one pipeline tag."""
    names = model.all("rawTask")
    if not of_hub:
        names = [name for name in hub.task_names(model) if name in hub.TASKS]
    if len(names) > 1 and hub.TASKS.issuperset(names):
        return "", names
    return names, []


def _base_models(model: Model, base: str) -> tuple[dict[str, Any], list[str]]:
    """Return `base_model` and its relation; where relations differ, they are tags as on the Hub."""
    relations = {
        hub_id: _RELATIONS.get(key, "")
        for key in reversed(_LINEAGE)
        for iri in model.all(key)
        if (hub_id := hub.native_id(iri, "model", base))
    }
    kinds = set(relations.values())
    found: dict[str, Any] = {"base_model": sorted(relations)}
    if len(kinds) == 1:
        return found | {"base_model_relation": kinds.pop()}, []
    return found, [f"base_model:{kind}:{hub_id}" for hub_id, kind in relations.items() if kind]


def _trainings(model: Model) -> list[Configuration]:
    return [c for c in model.configurations.values() if TRAINING in c.all("type")]


def _datasets(model: Model, base: str, *, of_hub: bool) -> list[str]:
    found: set[str] = set()
    for training in _trainings(model):
        known = [hub.dataset_id(iri, model.datasets, base) for iri in training.all("dataset")]
        found.update(training.all("rawDataset") if of_hub else filter(None, known))
    return sorted(found)


def _emissions(model: Model) -> dict[str, str]:
    """Return `co2_eq_emissions` of the first training that has some, or its hardware alone."""
    for training in _trainings(model):
        values = [
            v for v in training.values.values() if CARBON in v.all("metric") and v.one("value")
        ]
        facts = {**_emitted(values[0])} if values else {}
        if hardware := training.one("rawHardware"):
            facts["hardware_used"] = hardware
        if facts:
            return facts
    return {}


def _emitted(value: Node) -> dict[str, str]:
    said = {"emissions": spelled(value.one("rawValue") or f"{Decimal(value.one('value')):f}")}
    return said | ({"source": value.one("evidence")} if value.one("evidence") else {})
