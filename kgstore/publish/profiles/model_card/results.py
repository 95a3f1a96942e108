"""The results of a model as the `model-index` of its card.

A result needs `task.type`, `dataset.type`, `dataset.name`, and a metric with `type` and `value`.
One whose source does not say these is left out here and reported; the body lists it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kgstore.namespaces import MZ
from kgstore.publish.profiles.base import Missing
from kgstore.publish.profiles.model_card import hub
from kgstore.publish.profiles.model_card.facts import Configuration, Model, Node
from kgstore.publish.profiles.model_card.origin import Origin, origin
from kgstore.publish.profiles.model_card.yaml_text import spelled
from kgstore.records.quantity import Quantity, read_quantity

_TESTING = {MZ + "TestingConfiguration", MZ + "InferenceConfiguration"}
_APART = ("forClass", "sliceAttribute", "sliceValue", "step", "fold")
_ARGUMENT, _CONFIGURATION = "metric argument", "metric configuration"


@dataclass(slots=True)
class Index:
    """A `model-index` under way: its results, and what they lack."""

    results: list[dict[str, Any]]
    missing: list[Missing]


def model_index(model: Model, base: str) -> Index:
    """Return the results of a model that are whole, and what the others lack."""
    index = Index([], [])
    for iri in sorted(model.configurations):
        configuration = model.configurations[iri]
        if _TESTING.isdisjoint(configuration.all("type")):
            continue
        said = origin(model, configuration, base)
        lacking = [
            field
            for field, value in (
                ("task.type", said.task),
                ("dataset.type", said.dataset),
                ("metrics", configuration.values),
            )
            if not value
        ]
        index.missing += [Missing(iri, f"model-index[].results[].{field}") for field in lacking]
        if not lacking:
            _add(index, configuration, said, of_hub=hub.is_of_hub(model, base))
    return index


def _add(index: Index, configuration: Configuration, said: Origin, *, of_hub: bool) -> None:
    by_evidence: dict[str, list[Node]] = {}
    for value in _in_order(configuration):
        if any(value.one(key) for key in _APART):
            continue  # model-index knows one value of a metric, that over everything
        lacking = [] if value.one("rawMetric") or value.one("metric") else ["type"]
        lacking += [] if value.one("rawValue") or value.one("value") else ["value"]
        for field in lacking:
            index.missing.append(Missing(value.iri, f"model-index[].results[].metrics[].{field}"))
        if not lacking:
            by_evidence.setdefault(value.one("evidence"), []).append(value)
    settings = dict(said.settings)
    extra = {"config": settings.pop(_CONFIGURATION, ""), "args": settings.pop(_ARGUMENT, "")}
    for evidence, values in by_evidence.items():
        result = {
            "task": _stated({"type": said.task, "name": said.task_name}),
            "dataset": _stated(
                {
                    "name": said.dataset_name or said.dataset,
                    "type": said.dataset,
                    "config": said.config,
                    "split": said.split,
                    "revision": said.revision,
                    "args": {name: spelled(value) for name, value in settings.items()},
                }
            ),
            "metrics": [_metric(value, of_hub=of_hub) | _stated(extra) for value in values],
        }
        if evidence:
            result["source"] = {"url": evidence}
        index.results.append(result)


def _in_order(configuration: Configuration) -> list[Node]:
    """Return the values; first that which gives its name to one configuration among several."""
    name = configuration.one("name")
    values = sorted(configuration.values.values(), key=lambda value: value.iri)
    return sorted(values, key=lambda value: not name.endswith(f": {value.one('name')}"))


def _metric(value: Node, *, of_hub: bool) -> dict[str, Any]:
    label = "".join(value.labels("metric")[:1])
    kind = value.one("rawMetric") or label
    raw = value.one("rawValue")
    if value.one("value") and not (raw and (of_hub or _says(raw, value))):
        raw = f"{Decimal(value.one('value')):f}"
    name = value.one("name") or ("" if of_hub else label)
    found: dict[str, Any] = _stated({"type": kind, "value": spelled(raw), "name": name})
    return found | ({"verified": True} if value.one("verification") == MZ + "Verified" else {})


def _says(raw: str, value: Node) -> bool:
    """Return whether a raw spelling says the value by itself, without a column head or a unit."""
    read = read_quantity(raw, canonical_unit=value.one("unit"))
    if not isinstance(read, Quantity) or read.assumed:
        return False
    return read.value == float(value.one("value"))


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
