"""The results of a metafile's entry: quality by dataset, and time by hardware."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import without_none
from kgstore.importers.terms import Term
from kgstore.importers.tracked import typed
from kgstore.namespaces import MZ

_TIME = "inference time (ms/im)"


class Results:
    """Adds the results of entries to a draft; `tasks` are those that the results name."""

    def __init__(self, draft: Draft, toolbox: str, rules: Mapping[str, Mapping[str, Any]]) -> None:
        self.draft, self.toolbox, self.rules = draft, toolbox, rules
        self.tasks: list[str] = []

    def add(self, entry: Mapping[str, Any], name: str) -> None:
        """Add the configurations that one entry gives results of."""
        fields = self.draft.fields
        results = entry.get("Results")
        listed = [results] if isinstance(results, dict) else results
        for path, result in fields.mappings(listed, "model.Results"):
            self._result(result, path, name)
        metadata = fields.mapping(entry.get("Metadata"), "model.Metadata")
        for node, path in ((metadata, "model.Metadata"), (entry, "model")):
            times = fields.mappings(node.get(_TIME), f"{path}.{_TIME}")
            for place, time in times:
                self._time(time, place, name)

    def _result(self, result: Mapping[str, Any], path: str, name: str) -> None:
        fields = self.draft.fields
        task = fields.text(result.get("Task"), f"{path}.Task") or ""
        if task and task not in self.tasks:
            self.tasks.append(task)
        data = fields.text(result.get("Dataset"), f"{path}.Dataset") or ""
        if data.startswith("#"):
            fields.note(f"{path}.Dataset", f"{data!r} is a comment of the source, and no dataset")
            data = ""
        nodes: dict[str, Node] = {}
        for metric, raw in fields.mapping(result.get("Metrics"), f"{path}.Metrics").items():
            if raw is None or raw == "None":
                continue
            rule = self.rules["metric"].get(metric, {})
            how = rule.get("how", "")
            if how not in nodes:
                nodes[how] = self._configuration(task, data, how, name)
            self._measure(nodes[how], task, data, metric, raw, f"{path}.Metrics.{metric}")

    def _configuration(self, task: str, data: str, how: str, name: str) -> Node:
        fragment = "/".join(part for part in ("test", task, data, how) if part)
        node = self.draft.configuration(fragment, "TestingConfiguration")
        node["name"] = f"{name} on {data or 'data that are not stated'}"
        if how:
            node["name"] += f", {how}"
            part = self.draft.part(f"preprocessing/{how}", "PreprocessingStep", operation=how)
            node["preprocessingStep"] = [part | {"position": 0}]
        if data:
            spellings = (f"{task}, {self.toolbox} {data}", f"{self.toolbox} {data}", data)
            known = self.draft.terms.known("dataset", *spellings)
            node["dataset"] = [known or self.draft.terms.own("dataset", data, data)]
            node["rawDataset"] = [data]
        node |= self.draft.resolved("task", task)
        return node

    def _measure(
        self, node: Node, task: str, data: str, metric: str, raw: object, path: str
    ) -> None:
        rule = self.rules["metric"].get(metric, {})
        unit = rule.get("unit", self.rules["toolbox"][self.toolbox]["unit"])
        word = rule.get("metric", metric)
        spellings = (f"{task}, {data}: {word}", f"{task}: {word}", word)
        term: Term | None = self.draft.terms.known("metric", *spellings)
        values: dict[str, Any] = {"verification": MZ + "SelfReported"}
        key: dict[str, str | int | None] = {}
        if isinstance(raw, (int, float)) and raw > rule.get("percent_above", float("inf")):
            unit, values["unitStatus"] = "%", MZ + "Assumed"
        if "class" in rule:
            part = self.draft.class_of(rule["class"])
            values["forClass"], key["for_class"] = part, part["id"]
        if term is None:
            term = self.draft.terms.own("metric", f"{task}: {word}", word)
        self.draft.measure(node, metric, raw, path, unit=unit, term=term, key=key, **values)

    def _time(self, time: Mapping[str, Any], path: str, name: str) -> None:
        """Add an inference time with the hardware, software and batch size that it is for."""
        fields = self.draft.fields
        hardware = fields.text(time.get("hardware"), f"{path}.hardware")
        size = fields.text(time.get("resolution"), f"{path}.resolution")
        mode = fields.text(time.get("mode"), f"{path}.mode")
        batch = fields.whole(time.get("batch size"), f"{path}.batch size")
        parts = ("speed", hardware, mode, size and size.strip("()"), batch and str(batch))
        fragment = "/".join(part for part in parts if part)
        node = self.draft.configuration(fragment, "InferenceConfiguration")
        node |= without_none({"numericPrecision": mode, "batchSize": batch})
        node["name"] = f"speed of {name} on {hardware or 'hardware that is not stated'}"
        if hardware:
            self.draft.on(node, hardware)
        backend = fields.text(time.get("backend"), f"{path}.backend")
        if backend:
            part = self.draft.part(f"software/{backend}", "SoftwareEnvironment", name=backend)
            node["environment"] = part | {"package": [backend]}
        if size:
            part = self.draft.part(f"setting/image size/{size}", "HyperparameterValue")
            term = self.draft.terms.term("hyperparameter", "image size")
            setting = part | {"name": "image size", "hyperparameter": term}
            node["hyperparameterValue"] = [setting | typed(size.strip("()"))]
        place = f"{path}.value"
        how: dict[str, Any] = {"unit": "ms", "verification": MZ + "SelfReported"}
        self.draft.measure(node, _TIME, time.get("value"), place, **how)
