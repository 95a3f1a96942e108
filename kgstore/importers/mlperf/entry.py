"""What a submitter of MLPerf Inference ran for one benchmark, as the document of a model."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.hardware import BYTE
from kgstore.importers.tracked import typed
from kgstore.namespaces import MZ
from kgstore.records.loss import Fates
from kgstore.records.vocabulary import normal_form

_TABLE = Path(__file__).with_name("mlperf.toml")
RULES: Mapping[str, Mapping[str, Any]] = tomllib.loads(_TABLE.read_text("utf-8"))
"""The importer's table of what results mean."""
FATES = Fates.load(_TABLE)
_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?P<unit>[GMT]i?B)")
_BYTES = {"M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_VERSION = re.compile(r"(?P<name>[A-Za-z][A-Za-z -]*?)[ _-]?v?(?P<version>\d[\w.]*)?")
_STATED = re.compile(r"\"?(?P<name>[A-Za-z_0-9 ]+?)\"? ?[=:] ?(?P<value>\d+(?:\.\d+)?)(?P<unit>%?)")
_NOTHING = {"", "-", "N/A", "n/a", "None"}


class Entry:
    """One benchmark of one submitter; `data` is as kgstore.importers.mlperf.round gathers it."""

    def __init__(self, draft: Draft, data: Mapping[str, Any]) -> None:
        self.draft, self.data = draft, data
        self.benchmark = str(data["benchmark"])
        self.rules = next(
            rules for part, rules in RULES["benchmark"].items() if part in self.benchmark.lower()
        )

    def document(self) -> Node:
        """Return the document of the model."""
        frameworks: dict[str, None] = {}
        for number, result in enumerate(self.data["results"]):
            system = self.data["systems"].get(result["system"], {})
            self._result(result, system, f"results[{number}]")
            said = _stated(system.get("framework")) or _stated(_row(result).get("framework"))
            if said:
                frameworks[said] = None
        name = f"{self.benchmark} as {self.data['submitter']} ran it"
        document = self.draft.head(
            "MLModel",
            name,
            creator=self.draft.agent(self.data["submitter"]),
            keyword=[f"MLPerf {self.data['division']} division"],
        )
        document |= self.draft.resolved("task", self.rules["task"])
        parts = (word for part, word in RULES["architecture"].items() if part in self.benchmark)
        document |= self.draft.resolved("architecture", next(parts, self.benchmark))
        document |= {"rawArchitecture": [self.benchmark], "rawTask": [self.benchmark]}
        names = [_first(text) for text in frameworks]
        node = self.draft.resolved("framework", *names)
        return document | node | ({"rawFramework": list(frameworks)} if node else {})

    def _result(self, result: Mapping[str, Any], system: Node, path: str) -> None:
        row, log = _row(result), result.get("log", {})
        scenario = _scenario(result["scenario"])
        fragment = f"test/{result['system']}/{result['benchmark']}/{scenario}"
        node = self.draft.configuration(
            fragment,
            "TestingConfiguration",
            dataset=self.rules["dataset"],
            name=f"{result['benchmark']}, {scenario}, on {result['system']}",
            hyperparameterValue=self._settings(result, fragment, scenario),
            numericPrecision=self._precisions(result, path) or None,
            environment=self._environment(system, row, result["system"]),
        )
        node["rawDataset"] = [result["benchmark"]]
        self._hardware(node, result["system"], system, row)
        state = row.get("result_valid") or log.get("Result is")
        if state and state != "VALID":
            self.draft.fields.note(path, f"the result is {state[:40]}; its speed is left out")
        else:
            self._speed(node, row, log, path)
        self._accuracy(node, row.get("accuracy_line") or result.get("accuracy") or "", path)

    def _speed(self, node: Node, row: Mapping[str, str], log: Node, path: str) -> None:
        stated = False
        for metric, unit in RULES["scenario"].values():
            raw = row.get("value") if row.get("metric") == metric else None
            said = [(metric, raw or _number(log, metric))]
            if metric == RULES["latency"]["of"] and said[0][1]:
                said += [(key, _number(log, key)) for key in RULES["latency"]["keys"]]
            for key, value in said:
                if value is not None:
                    stated = True
                    how = {"unit": unit, "verification": MZ + "SelfReported"}
                    self.draft.measure(node, key, value, f"{path}.{key}", **how)
        if not stated:
            self.draft.fields.note(path, "states no speed")

    def _accuracy(self, node: Node, line: str, path: str) -> None:
        stated = self.rules["accuracy"]
        found = [f for f in _STATED.finditer(line) if f["name"].strip() in stated]
        for one in found:
            metric, part = stated[one["name"].strip()]
            unit = "%" if one["unit"] or self.rules.get("percent") else ""
            more: Node = {"key": None}
            if part:
                label = self.draft.class_of(part)
                more = {"key": {"for_class": label["id"]}, "forClass": label}
            more |= {"unit": unit, "verification": MZ + "SelfReported"}
            self.draft.measure(node, metric, one["value"], f"{path}.accuracy", **more)
        if not found:
            reason = f"{line[:60]!r} states no accuracy" if line else "states no accuracy"
            self.draft.fields.note(path, reason)

    def _precisions(self, result: Mapping[str, Any], path: str) -> list[str]:
        said = _row(result).get("weight_data_types") or ""
        said = said or str(result.get("measurement", {}).get("weight_data_types") or "")
        found: dict[str, None] = {}
        for part in filter(None, (p.strip(" .") for p in re.split(r"[,+/]", said))):
            known = RULES["precision"].get(part.lower())
            if known is None:
                self.draft.fields.note(f"{path}.weight_data_types", f"{part[:40]!r} is no type")
            elif known:
                found[known] = None
        return list(found)

    def _settings(self, result: Mapping[str, Any], fragment: str, scenario: str) -> list[Node]:
        target = re.search(r"-(99(?:\.9)?)$", result["benchmark"])
        stated = {"scenario": scenario, "accuracy target": f"{target[1]} %" if target else ""}
        stated |= {k: str(v) for k, v in result.get("measurement", {}).items() if v is not None}
        if types := _row(result).get("input_data_types"):
            stated["input_data_types"] = types
        stated.pop("weight_data_types", None)
        found = []
        for key, value in stated.items():
            if value and value not in _NOTHING:
                name = key.replace("_", " ")
                part = self.draft.part(f"{fragment}/{name}", "HyperparameterValue", name=name)
                term = self.draft.terms.term("hyperparameter", name)
                found.append(part | {"hyperparameter": term} | typed(value))
        return found

    def _environment(self, system: Node, row: Mapping[str, str], name: str) -> Node | None:
        packages = [
            _stated(system.get("framework")) or _stated(row.get("framework")),
            *re.split(r", (?=[A-Za-z])", _stated(system.get("other_software_stack"))),
        ]
        packages = [package for package in dict.fromkeys(packages) if package]
        host = _stated(system.get("operating_system"))
        if not packages and not host:
            return None
        said = {"name": f"software of {name}", "package": packages}
        said["operatingSystem"] = host or None  # type: ignore[assignment]
        return self.draft.part(f"software/{name}", "SoftwareEnvironment", **said)

    def _hardware(self, node: Node, name: str, system: Node, row: Mapping[str, str]) -> None:
        said = {key: text for key, value in system.items() if (text := _stated(value))}
        title = said.get("system_name") or row.get("system_name") or name
        accelerator = said.get("accelerator_model_name") or _stated(row.get("accelerator"))
        host = said.get("host_processor_model_name") or row.get("host_processor", "")
        words = [accelerator, title] if accelerator else [title, host]
        known = (word for word in words if self.draft.terms.known("hardware", word))
        device = next(known, accelerator or host or title)
        per_node = _whole(said.get("accelerators_per_node") or row.get("accelerators_per_node"))
        count = per_node * (_whole(said.get("number_of_nodes")) or 1) if per_node else None
        attributes: dict[str, str | int | float | None] = {"system": name}
        for key, text in said.items():
            if key not in RULES["system"]["elsewhere"]:
                attributes[key.replace("_", " ")] = _size(text) or text
        units = {key: BYTE for key, value in attributes.items() if isinstance(value, int)}
        text = f"{self.data['division']}/{self.data['submitter']}/{name}"
        self.draft.on(node, text, device, count=count, attributes=attributes, units=units)
        hardware = node["hardware"]
        if isinstance(hardware, dict):
            hardware["name"] = title
        node["rawHardware"] = title


def _row(result: Mapping[str, Any]) -> Mapping[str, str]:
    row: Mapping[str, str] = result.get("row", {})
    return row


def _stated(value: object) -> str:
    text = str(value).strip() if isinstance(value, (str, int, float)) else ""
    return "" if text in _NOTHING else text


def _scenario(text: str) -> str:
    """Return a scenario as MLPerf spells it, whatever the case.

    >>> _scenario("singlestream"), _scenario("Single Stream")
    ('SingleStream', 'SingleStream')
    """
    plain = normal_form(text).replace(" ", "")
    return next((name for name in RULES["scenario"] if name.lower() == plain), text)


def _number(log: Mapping[str, Any], key: str) -> str | None:
    value = log.get(key)
    return value.split()[0] if isinstance(value, str) and value.split() else None


def _whole(text: Any) -> int | None:
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 6 else None


def _size(text: str) -> int | None:
    """Return a size of memory in bytes; MLPerf's systems mean powers of two by GB.

    >>> _size("768 GB"), _size("40GB"), _size("GDDR6")
    (824633720832, 42949672960, None)
    """
    found = _SIZE.fullmatch(text)
    return int(float(found["number"]) * _BYTES[found["unit"][0]]) if found else None


def _first(framework: str) -> str:
    """Return the name of the first framework in a text.

    >>> _first("TensorRT 7.2, CUDA 11.0 Update 1"), _first("ArmNN v20.08 (Neon)")
    ('TensorRT', 'ArmNN')
    """
    first = re.split(r",| \(", framework)[0].strip()
    found = _VERSION.fullmatch(first)
    return found["name"].strip() if found else first
