"""Results as testing configurations with metric values, one for each way of measuring."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kgstore.importers.huggingface.measure import metric_of, metric_value
from kgstore.importers.huggingface.reference import dataset
from kgstore.importers.huggingface.results import Measure, Result
from kgstore.importers.huggingface.terms import Terms
from kgstore.importers.huggingface.values import Remarks, elements, mapping, text, web_address
from kgstore.records.iri import digest


@dataclass(slots=True)
class _Setting:
    """A testing configuration under way; `values` are its metric values by their IRI."""

    node: dict[str, Any]
    values: dict[str, dict[str, Any]] = field(default_factory=dict)


class Evaluations:
    """Collects the testing configurations of one model.

    Two values of one metric under one description belong to two ways of measuring that the source
    did not tell apart (with and without a language model): the second gets a configuration of its
    own, and a finding.
    """

    def __init__(self, model: str, terms: Terms, remarks: Remarks) -> None:
        self._model = model
        self._terms = terms
        self._remarks = remarks
        self._settings: dict[str, list[_Setting]] = {}

    def nodes(self, results: Iterable[Result]) -> list[dict[str, Any]]:
        """Return the configurations that `results` make, with their metric values."""
        for result in results:
            for measure in result.measures:
                self._add(result, measure)
            if not result.measures and result.dataset + result.dataset_name:
                self._variant(result, None, 0)
        found = [setting for variants in self._settings.values() for setting in variants]
        return [
            setting.node
            | ({"hasMetricValue": list(setting.values.values())} if setting.values else {})
            for setting in found
        ]

    def _add(self, result: Result, measure: Measure) -> None:
        metric = metric_of(measure, self._terms)
        for number in range(1000):
            setting = self._variant(result, measure, number)
            value = metric_value(setting.node["id"], metric, measure, self._terms, self._remarks)
            if value is None:
                return
            known = setting.values.setdefault(value["id"], value)
            if known is value:
                self._finish(value, result, measure)
                return
            if known.get("rawValue") == value.get("rawValue"):
                return
        self._remarks.warn(measure.path, "there are over 1000 values of this metric")

    def _variant(self, result: Result, measure: Measure | None, number: int) -> _Setting:
        key = _key(result, measure)
        variants = self._settings.setdefault(key, [])
        if number == len(variants):
            suffix = f"-{number + 1}" if number else ""
            iri = self._terms.minter.part(self._model, f"evaluation-{digest(key, 12)}{suffix}")
            variants.append(_Setting(self._node(iri, result, measure, number)))
            if number and measure:
                self._remarks.warn(
                    measure.path,
                    f"another value of {measure.type or measure.name} for the same task and "
                    f"dataset; this one was put into configuration {number + 1} of them",
                )
        return variants[number]

    def _node(
        self, iri: str, result: Result, measure: Measure | None, number: int
    ) -> dict[str, Any]:
        node: dict[str, Any] = {"id": iri, "type": "TestingConfiguration"}
        if name := _name(result, measure, number):
            node["name"] = name
        if said := result.task or result.task_name:
            node |= self._task(result, said)
        if said := result.dataset or result.dataset_name:
            node["dataset"] = dataset(
                self._terms, said, result.config, result.split, result.revision
            )
            node["rawDataset"] = said
        settings = _settings(result, measure)
        if settings:
            node["hyperparameterValue"] = [
                self._setting(iri, name, value) for name, value in settings.items()
            ]
        return node

    def _task(self, result: Result, said: str) -> dict[str, Any]:
        named = self._terms.find("task", result.task_name) if result.task_name else None
        task = self._terms.find("task", result.task) if result.task else None
        return {"task": task or named or self._terms.term("task", said), "rawTask": said}

    def _setting(self, iri: str, name: str, value: str) -> dict[str, Any]:
        node: dict[str, Any] = {
            "id": self._terms.minter.part(iri, f"{iri.partition('#')[2]}/{name}"),
            "type": "HyperparameterValue",
            "hyperparameter": self._terms.term("hyperparameter", name),
            "stringValue": value,
        }
        try:
            number = float(value)
        except ValueError:
            return node
        return node | {"value": number} if abs(number) < float("inf") else node

    def _finish(self, value: dict[str, Any], result: Result, measure: Measure) -> None:
        evidence = web_address(result.evidence)
        if evidence:
            value["evidence"] = evidence
        elif result.evidence:
            self._remarks.info(
                result.path, f"{result.evidence!r:.60} is not the address of a source"
            )
        if len(result.date) >= 10:
            value["measuredOn"] = result.date[:10]


def _key(result: Result, measure: Measure | None) -> str:
    stated = {
        "task": [result.task, result.task_name],
        "dataset": [result.dataset, result.dataset_name, result.config, result.split],
        "revision": result.revision,
        "settings": _settings(result, measure),
        "notes": result.notes,
    }
    return json.dumps(stated, sort_keys=True)


def _settings(result: Result, measure: Measure | None) -> dict[str, str]:
    """Return the arguments of dataset and metric, by name."""
    found = {name: _spelling(value) for name, value in result.args.items()}
    if measure and measure.config:
        found["metric configuration"] = measure.config
    for _, item in elements(measure.args if measure else None, ""):
        stated = mapping(item) or {"metric argument": item}
        found |= {name: _spelling(value) for name, value in stated.items()}
    return {name: value for name, value in found.items() if value}


def _spelling(value: object) -> str:
    return text(value) or (
        "" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    )


def _name(result: Result, measure: Measure | None, number: int) -> str:
    task = result.task_name or result.task
    data = result.dataset_name or result.dataset
    details = ", ".join(filter(None, (result.config, result.split, result.notes)))
    name = " on ".join(filter(None, (task, data))) + (f" ({details})" if details else "")
    return f"{name}: {measure.name}" if number and measure and measure.name else name
