"""An entry of DAWNBench as the document of a model: how it was trained, or how fast it answers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from kgstore.importers.dawnbench.curve import Row, reached
from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import without_none
from kgstore.importers.hardware import BYTE
from kgstore.importers.tracked import typed
from kgstore.namespaces import MZ
from kgstore.records.loss import Fates

_TABLE = Path(__file__).with_name("dawnbench.toml")
RULES: Mapping[str, Mapping[str, Any]] = tomllib.loads(_TABLE.read_text("utf-8"))
"""The importer's table of what entries mean."""
FATES = Fates.load(_TABLE)
_QUALITY = ("top1Accuracy", "top5Accuracy", "f1Score")
_GIGABYTE = 1 << 30
_VERSION = re.compile(r"^(?P<name>[A-Za-z][A-Za-z .()]*?)[ -]?v?(?P<version>\d[\w.+-]*)?$")


class Entry:
    """One entry: `draft` is of its record, `native` is `<task>/<train|inference>/<file>`."""

    def __init__(self, draft: Draft, entry: Mapping[str, Any], curve: list[Row]) -> None:
        self.draft, self.entry, self.curve = draft, entry, curve
        self.rules = RULES["task"][draft.native_id.split("/")[0]]
        self.trains = draft.native_id.split("/")[1] == "train"
        misc = entry.get("misc")
        self.remark = misc if isinstance(misc, str) else None
        self.misc = {} if self.remark else draft.fields.mapping(misc, "misc")

    def document(self) -> Node:
        """Return the document of the model."""
        name = self._text("model") or self.draft.native_id
        version = self._text("version")
        if self.trains:
            self._training()
        self._testing()
        document = self.draft.head(
            "MLModel",
            name,
            creator=self.draft.agent(self._text("author")),
            keyword=[f"DAWNBench {version}"] if version else None,
            issued=self._day(),
            description=self.remark,
            landingPage=self.draft.fields.web(self.entry.get("codeURL"), "codeURL"),
        )
        framework = self._text("framework")
        document |= self.draft.resolved("task", self.rules["task"])
        document |= self.draft.resolved("architecture", self._text("model"))
        return document | self._framework(framework) if framework else document

    def _text(self, key: str) -> str | None:
        return self.draft.fields.text(self.entry.get(key), key)

    def _day(self) -> str | None:
        text = self._text("timestamp")
        found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text or "")
        if found:
            with suppress(ValueError):
                day = date(*(int(part) for part in found.groups()))
                return f"{day.isoformat()}T00:00:00Z"
        if text:
            self.draft.fields.note("timestamp", f"{text[:40]!r} is no date")
        return None

    def _framework(self, text: str) -> Node:
        """Return name and version of the first framework; the whole text is the raw spelling."""
        first = re.split(r"[,+/]| and ", text)[0].strip()
        found = _VERSION.match(first)
        name, version = (found["name"].strip(), found["version"]) if found else (first, None)
        node = self.draft.resolved("framework", name)
        return node | without_none({"rawFramework": text, "frameworkVersion": version})

    def _setup(self, fragment: str, kind: str, dataset: str, **values: Any) -> Node:
        node = self.draft.configuration(fragment, kind, dataset=self.rules[dataset], **values)
        node["rawDataset"] = self.draft.native_id.split("/")[0]
        text = self._text("hardware")
        if text:
            known = RULES["hardware"].get(text, {})
            memory = known["memory"] * _GIGABYTE if "memory" in known else None
            self.draft.on(
                node,
                text,
                known.get("device", ""),
                count=known.get("count"),
                attributes={"host memory": memory},
                units={"host memory": BYTE},
            )
        packages = [f"{k}: {self.misc[k]}" for k in RULES["software"]["keys"] if k in self.misc]
        if packages:
            name = f"software of {self.draft.native_id}"
            part = self.draft.part("software", "SoftwareEnvironment", name=name, package=packages)
            node["environment"] = part
        return node

    def _training(self) -> None:
        node = self._setup("training", "TrainingConfiguration", "train")
        node |= without_none({"hyperparameterValue": self._settings()})
        if self.entry.get("costPerHour") is not None:
            price = self.entry["costPerHour"]
            self.draft.measure(node, "costPerHour", price, "costPerHour", unit="USD")
        row = reached(self.curve, self.rules["metric"], self.rules["threshold"])
        if row:
            name = f"time to {self.rules['metric']} {self.rules['threshold']}"
            self.draft.measure(
                node, "TimeToAccuracy", row["hours"], "curve.hours", unit="h", name=name
            )
        if self.curve:
            path = self.draft.native_id.rpartition("/")[2] + ".tsv"
            kind = MZ + "CurveArtifact"
            says = f"{len(self.curve)} epochs; they are in the raw record"
            part = self.draft.part("curve", "Artifact", path=path, artifactKind=kind, name=path)
            node["artifact"] = [part | {"description": says}]

    def _settings(self) -> list[Node]:
        """Return the settings of `misc` and of the entry, as numbers where they are such."""
        stated = dict(self.misc) | {
            key: self.entry[key]
            for key in ("optimizer", "momentum", "evalBatchSize", "usedBlacklist", "logFilename")
            if self.entry.get(key) is not None
        }
        found = []
        for key, value in stated.items():
            if key in RULES["software"]["keys"] or value is None:
                continue
            term = self.draft.terms.term("hyperparameter", RULES["setting"].get(key, key))
            text = value if isinstance(value, str) else orjson.dumps(value).decode()
            part = self.draft.part(f"setting/{key}", "HyperparameterValue", name=key)
            found.append(part | {"hyperparameter": term} | typed(text))
        return found

    def _testing(self) -> None:
        fragment = "test" if self.trains else "inference"
        extra = {"batchSize": 1} if not self.trains else {}
        node = self._setup(fragment, "TestingConfiguration", "test", **extra)
        for metric in (*_QUALITY, "latency", "cost"):
            if self.entry.get(metric) is not None:
                unit = RULES["unit"][metric]
                self.draft.measure(node, metric, self.entry[metric], metric, unit=unit)
        for metric in _QUALITY:
            for row in _ends(self.curve, metric):
                unit = RULES["unit"][metric]
                key = {"step": _epoch(row)}
                path = f"curve.{metric}"
                self.draft.measure(
                    node, metric, row[metric], path, unit=unit, key=key, step=_epoch(row)
                )
        if not self.trains:
            node |= without_none({"hyperparameterValue": self._settings()})


def _ends(rows: list[Row], metric: str) -> list[Row]:
    """Return the last row with a metric and the first of its best ones."""
    stated = [row for row in rows if row.get(metric)]
    if not stated:
        return []
    try:
        best = max(stated, key=lambda row: float(row[metric]))
    except ValueError:
        return [stated[-1]]
    return [best] if best is stated[-1] else [best, stated[-1]]


def _epoch(row: Row) -> int:
    return int(float(row["epoch"]))
