"""accuracy-check.yml: what the Accuracy Checker measured, on which data, with which reference."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kgstore.importers.fields import Fields
from kgstore.importers.open_model_zoo.datasets import Datasets
from kgstore.importers.open_model_zoo.evaluations import Evaluations, Reference, Statement
from kgstore.importers.open_model_zoo.metrics import Measure, checker_measure, scaled
from kgstore.importers.terms import Term, Terms

_STATISTICS = {"mean", "std", "median"}


@dataclass(slots=True)
class Checker:
    """Reads the accuracy-check files of one model into its evaluations."""

    terms: Terms
    fields: Fields
    datasets: Datasets
    evaluations: Evaluations
    name: str

    def read(self, data: Any, path: str, stem: str, evidence: str) -> list[Reference]:
        """Add the evaluations of one file; return its reference values.

        `path` is the file's place in the raw record, `stem` its name without the suffix.
        """
        found: list[Reference] = []
        for place, entry in self._entries(data, path):
            launchers = self.fields.mappings(entry.get("launchers"), f"{place}.launchers") or [
                ("", {})
            ]
            for where, dataset in self.fields.mappings(entry.get("datasets"), f"{place}.datasets"):
                for _, launcher in launchers:
                    found += self._evaluation(stem, launcher, dataset, where, evidence)
        return found

    def _entries(self, data: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
        top = self.fields.mapping(data, path)
        if data is not None and not {"models", "evaluations"} & top.keys():
            self.fields.note(path, "has neither `models` nor `evaluations`")
        for place, entry in self.fields.mappings(top.get("models"), f"{path}.models"):
            self._check_name(entry, place)
            yield place, entry
        for place, entry in self.fields.mappings(top.get("evaluations"), f"{path}.evaluations"):
            self._check_name(entry, place)
            inner = f"{place}.module_config"
            yield inner, self.fields.mapping(entry.get("module_config"), inner)

    def _check_name(self, entry: Mapping[str, Any], place: str) -> None:
        name = self.fields.text(entry.get("name"), f"{place}.name")
        if name and not name.casefold().startswith(self.name.casefold()):
            self.fields.note(f"{place}.name", f"is about {name}, but stands with {self.name}")

    def _evaluation(
        self,
        stem: str,
        launcher: Mapping[str, Any],
        dataset: Mapping[str, Any],
        where: str,
        evidence: str,
    ) -> list[Reference]:
        raw = self.fields.text(dataset.get("name"), f"{where}.name")
        if not raw:
            self.fields.note(where, "the dataset has no name, so its values are left out")
            return []
        term = self.datasets.term(raw)
        merged = self.datasets.definition(raw) | dict(dataset)
        framework = (
            self.fields.text(launcher.get("framework"), f"{where}.launchers.framework") or ""
        )
        fragment = "/".join(part for part in (stem, framework, raw) if part)
        head = self._head(fragment, framework, term, raw, merged, where)
        references = []
        self.evaluations.configure(fragment, head)
        for statement in self._statements(merged, where):
            self.evaluations.add(fragment, head, statement, evidence)
            references.append(Reference(statement, term, raw))
        return references

    def _head(
        self,
        fragment: str,
        framework: str,
        term: Term,
        raw: str,
        data: Mapping[str, Any],
        where: str,
    ) -> dict[str, Any]:
        tool = f" with {framework}" if framework else ""
        head: dict[str, Any] = {
            "name": f"{self.name} on {raw}{tool}",
            "dataset": term,
            "rawDataset": raw,
        }
        if framework:
            part = self.terms.minter.part(self.evaluations.iri, f"{fragment}/environment")
            environment: dict[str, Any] = {
                "id": part,
                "type": "SoftwareEnvironment",
                "name": framework,
            }
            self.terms.put(environment, "framework", [framework])
            head["environment"] = environment
        steps = self._steps(fragment, data, where)
        return head | {"preprocessingStep": steps} if steps else head

    def _steps(self, fragment: str, data: Mapping[str, Any], where: str) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = []
        path = f"{where}.preprocessing"
        for place, step in self.fields.mappings(data.get("preprocessing"), path):
            operation = self.fields.text(step.get("type"), f"{place}.type")
            if operation:
                number = len(steps)
                part = self.terms.minter.part(self.evaluations.iri, f"{fragment}/step-{number}")
                node: dict[str, Any] = {"id": part, "type": "PreprocessingStep"}
                node |= {"operation": operation, "position": number}
                options = ", ".join(f"{k}={v}" for k, v in step.items() if k != "type")
                steps.append(node | {"description": options} if options else node)
        return steps

    def _statements(self, data: Mapping[str, Any], where: str) -> Iterator[Statement]:
        for place, entry in self.fields.mappings(data.get("metrics"), f"{where}.metrics"):
            kind = self.fields.text(entry.get("type"), f"{place}.type")
            if kind is None:
                self.fields.note(place, "the metric has no type, so its value is left out")
                continue
            measure = checker_measure(_kind(kind, data), entry)
            raw = self.fields.text(entry.get("name"), f"{place}.name") or kind
            reference = entry.get("reference")
            for label, value, spread in self._components(reference, f"{place}.reference"):
                said = self._statement(_component(measure, label), raw, value, spread)
                if said:
                    yield said
                else:
                    self.fields.note(f"{place}.reference", f"{value} is no value of {kind}")

    def _statement(
        self, measure: Measure, raw: str, value: float, spread: float | None
    ) -> Statement | None:
        wide = Decimal(repr(spread)) if spread is not None else None
        found = scaled(Decimal(repr(value)), wide, "", measure.unit)
        return found and Statement(
            measure=measure,
            metric=measure.term(self.terms),
            value=found.value,
            raw_metric=raw,
            raw_value=repr(value),
            spread=found.spread,
            assumed=found.assumed,
            for_class=measure.for_class,
        )

    def _components(self, reference: Any, path: str) -> Iterator[tuple[str, float, float | None]]:
        if not isinstance(reference, dict):
            value = self._number(reference, path)
            if value is not None:
                yield "", value, None
            return
        numbers = {key: self._number(v, f"{path}.{key}") for key, v in reference.items()}
        if len(numbers) == 1 and (only := next(iter(numbers.values()))) is not None:
            yield "", only, None
            return
        for key, value in numbers.items():
            statistic, label = _split(key)
            if value is not None and statistic != "std":
                beside = _spread_key(key)
                spread = numbers.get(beside) if statistic == "mean" and beside != key else None
                yield (f"median {label}".strip() if statistic == "median" else label), value, spread

    def _number(self, value: Any, path: str) -> float | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.fields.note(path, f"{str(value)[:80]!r} stands where a number is due")
            return None
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            self.fields.note(path, f"{number} is no finite number")
            return None
        return number


def _split(key: str) -> tuple[str, str]:
    """Return statistic and label of `mean`, `mel@std`, `median@edema`, `has_bag`."""
    first, _, second = key.partition("@")
    if second in _STATISTICS:
        return second, first
    if first in _STATISTICS:
        return first, second or ("mean" if first == "mean" else "")
    return "mean", key


def _kind(kind: str, dataset: Mapping[str, Any]) -> str:
    """Return the kind of metric: `coco_precision` compares key points where there are some."""
    conversion = dataset.get("annotation_conversion")
    converter = conversion.get("converter") if isinstance(conversion, dict) else None
    if kind == "coco_precision" and converter in {"mscoco_keypoints", "mscoco_single_keypoints"}:
        return "coco_keypoints_precision"
    return kind


def _spread_key(key: str) -> str:
    return "@".join("std" if part == "mean" else part for part in key.split("@"))


def _component(measure: Measure, label: str) -> Measure:
    """Return the measure of one component of a reference: a class, or a metric of its own."""
    labels = dict(measure.components).get(label)
    if not label or (label == "mean" and labels is None):
        return measure
    if label == "median" or label.startswith("median "):
        label = label.removeprefix("median").strip()
        measure = replace(measure, name=f"median {measure.name}", named=True)
        if not label:
            return measure
    if measure.per_class:
        one = measure.class_labels
        bound = () if one else measure.bound
        return replace(measure, for_class=label, labels=one or measure.labels, bound=bound)
    own = replace(measure, name=f"{measure.name}: {label}")
    return replace(own, labels=(labels,)) if labels else replace(own, named=True)
