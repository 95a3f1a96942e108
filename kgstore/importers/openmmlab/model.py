"""An entry of a metafile as the document of a model: its training and its files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kgstore.importers.draft import Draft, Node
from kgstore.importers.openmmlab.results import Results
from kgstore.importers.tracked import typed
from kgstore.namespaces import MZ
from kgstore.records.loss import Fates

_TABLE: Final = Path(__file__).with_name("openmmlab.toml")
RULES: Mapping[str, Mapping[str, Any]] = tomllib.loads(_TABLE.read_text("utf-8"))
"""The importer's table of what metafiles mean."""
FATES: Final = Fates.load(_TABLE)
_SIZE: Final = re.compile(r"(?P<number>\d{1,15}(?:\.\d{1,9})?)(?P<scale>[KMGT]?)", re.IGNORECASE)
_SCALE: Final = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_COUNT: Final = re.compile(r"(?:(?P<count>\d{1,3})(?: ?x)? )?(?P<device>[^,]*?) ?(?:GPU[sS]?)?")


class Model:
    """One model: `said` holds its entries, the toolbox and the collection that it is in."""

    def __init__(self, draft: Draft, said: Mapping[str, Any]) -> None:
        self.draft, self.entry = draft, said["model"]
        self.toolbox, self.rules = said["toolbox"], RULES["toolbox"][said["toolbox"]]
        fields = draft.fields
        self.entries = [self.entry, *said.get("more", ())]
        self.collection: dict[str, Any] = said.get("collection") or {}
        self.metadata = fields.mapping(self.entry.get("Metadata"), "model.Metadata")
        self.general = fields.mapping(self.collection.get("Metadata"), "collection.Metadata")

    def document(self) -> Node:
        """Return the document of the model."""
        fields, draft = self.draft.fields, self.draft
        name = fields.text(self.entry.get("Name"), "model.Name") or draft.native_id
        results = Results(draft, self.toolbox, RULES)
        self._training(name)
        for entry in self.entries:
            results.add(entry, name)
        document = draft.head(
            "MLModel",
            name,
            otherName=self._texts(self.entry, "Alias", "model") or None,
            parameterCount=self._parameters(),
            floatingPointOperations=self._operations(),
            keyword=self._components(),
            references=self._papers(),
            landingPage=self._code(),
            derivedFrom=self._origin(),
            artifact=self._files(),
            output=self._classes(results.tasks),
        )
        document |= draft.resolved("task", *results.tasks)
        document |= draft.resolved("framework", self.toolbox)
        licence = fields.text(self.collection.get("License"), "collection.License")
        document |= draft.resolved("licence", licence)
        return document | self._architecture(name)

    def _architecture(self, name: str) -> Node:
        """Return the method, or the network that the name of a classifier begins with."""
        text = self.draft.fields.text(self.entry.get("In Collection"), "model.In Collection")
        if self.rules.get("named_by_network"):
            network = name.partition("_")[0]
            known = self.draft.terms.known("architecture", network)
            if known:
                return {"architecture": [known], "rawArchitecture": [network]}
        return self.draft.resolved("architecture", text)

    def _texts(self, node: Mapping[str, Any], key: str, path: str) -> list[str]:
        """Return the texts of a key that has one or a list of them."""
        value = node.get(key)
        if not isinstance(value, list):
            text = self.draft.fields.text(value, f"{path}.{key}")
            return [text] if text else []
        return self.draft.fields.texts(value, f"{path}.{key}")

    def _components(self) -> list[str]:
        """Return what the network is made of and how it is trained, as keywords."""
        found = [
            text
            for node, path in ((self.metadata, "model.Metadata"), (self.general, "collection"))
            for key in ("Architecture", "Training Techniques")
            for text in self._texts(node, key, path)
        ]
        return list(dict.fromkeys(found + self._texts(self.entry, "Modality", "model")))

    def _size(self, key: str, *path: str) -> Decimal | None:
        """Return a number with a letter for thousands, millions and so on, or without one."""
        text = self.draft.fields.text(self.metadata.get(key), f"model.Metadata.{key}")
        if text is None or text == "None":
            return None
        found = _SIZE.fullmatch(text)
        if found:
            return Decimal(found["number"]) * _SCALE[found["scale"].upper()]
        self.draft.fields.note(f"model.Metadata.{key}", f"{text[:40]!r} is no number")
        return None

    def _parameters(self) -> int | None:
        found = self._size("Parameters") or self._size("params")
        return None if found is None else int(min(found, Decimal(2**62)))

    def _operations(self) -> float | None:
        found = self._size("FLOPs")
        return None if found is None else float(found * RULES["operations"]["factor"])

    def _papers(self) -> list[str] | None:
        found = []
        for node, path in ((self.entry, "model.Paper"), (self.collection, "collection.Paper")):
            paper = node.get("Paper")
            url = paper.get("URL") if isinstance(paper, dict) else paper
            found.append(self.draft.fields.web(url, path))
        return list(dict.fromkeys(url for url in found if url)) or None

    def _code(self) -> str | None:
        for node, path in ((self.entry, "model.Code"), (self.collection, "collection.Code")):
            code = node.get("Code")
            url = code.get("URL") if isinstance(code, dict) else code
            found = self.draft.fields.web(url, path)
            if found:
                return found
        return None

    def _origin(self) -> list[str] | None:
        path = "model.Converted From"
        told = self.draft.fields.mapping(self.entry.get("Converted From"), path)
        found = [self.draft.fields.web(url, path) for url in self._texts(told, "Weights", path)]
        return [url for url in found if url] or None

    def _files(self) -> list[Node]:
        """Return the weights, the configuration and the log of training."""
        found = []
        for key, kind in RULES["files"].items():
            for text in self._texts(self.entry, key, "model"):
                node: Node = {"artifactKind": MZ + kind}
                if kind == "ConfigurationArtifact":
                    node |= {"name": text.rpartition("/")[2], "path": text}
                else:
                    url = self.draft.fields.web(text, f"model.{key}")
                    if url is None:
                        continue
                    name = url.rpartition("/")[2]
                    node |= {"name": name, "path": name, "location": [url]}
                part = self.draft.part(f"artifact/{node['path']}", "Artifact", **node)
                if part not in found:
                    found.append(part)
        return found

    def _classes(self, tasks: list[str]) -> list[Node]:
        """Return the classes: those of the data, where a toolbox's models of a task have them."""
        data = self._texts(self.metadata, "Training Data", "model.Metadata")
        data = data or self._texts(self.general, "Training Data", "collection.Metadata")
        for task in tasks:
            word = RULES["classes"].get(f"{task}, {data[-1]}") if data else None
            schema = self.draft.terms.known("labels", word) if word else None
            if schema:
                return [self.draft.part("output", "OutputSpecification", labelSchema=schema)]
        return []

    def _training(self, name: str) -> None:
        """Add the data, settings, hardware and memory of training."""
        node = self.draft.configuration("training", "TrainingConfiguration")
        node["name"] = f"training of {name}"
        data = self._texts(self.metadata, "Training Data", "model.Metadata")
        data = data or self._texts(self.general, "Training Data", "collection.Metadata")
        data = [text for text in data if not text.startswith("#")]
        if data:
            known = self.draft.terms.known
            node["dataset"] = [
                known("dataset", f"training, {self.toolbox} {text}", text)
                or self.draft.terms.own("dataset", text, text)
                for text in data
            ]
            node["rawDataset"] = data
        self._settings(node)
        self._hardware(node)
        for key in ("Training Memory (GB)", "Memory (GB)"):
            if self.metadata.get(key) is not None:
                path = f"model.Metadata.{key}"
                how: dict[str, Any] = {"unit": "GB", "verification": MZ + "SelfReported"}
                self.draft.measure(node, key, self.metadata[key], path, **how)
        if len(node) == 3:
            self.draft.configurations.remove(node)

    def _settings(self, node: Node) -> None:
        found = []
        for key, word in RULES["setting"].items():
            text = self.draft.fields.text(self.metadata.get(key), f"model.Metadata.{key}")
            if text and text != "None":
                term = self.draft.terms.term("hyperparameter", word)
                part = self.draft.part(f"setting/{word}", "HyperparameterValue", name=word)
                found.append(part | {"hyperparameter": term} | typed(text))
        if found:
            node["hyperparameterValue"] = found

    def _hardware(self, node: Node) -> None:
        """Add the hardware of training; what names no device is left in the raw record."""
        for place, path in ((self.metadata, "model.Metadata"), (self.general, "collection")):
            text = self.draft.fields.text(place.get("Training Resources"), f"{path}.Resources")
            found = _COUNT.fullmatch(text) if text else None
            if not text:
                continue
            device = (found["device"] or "GPU") if found else text
            count = int(found["count"]) if found and found["count"] else None
            self.draft.on(node, text, device, count=count)
            return
