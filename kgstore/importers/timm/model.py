"""A name of timm as the document of a model: its accuracy, its speed, what it was trained on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.timm.speed import RULES, TABLE, Setup, setup_of
from kgstore.importers.tracked import typed
from kgstore.namespaces import MZ
from kgstore.records.loss import Fates
from kgstore.records.quantity import Quantity, read_quantity

FATES = Fates.load(TABLE)
_RESULTS, _BENCHMARK, _METADATA = "results-", "benchmark-", "model_metadata-"
_COUNT = re.compile(r"(?P<count>\d+)x (?P<device>.*?) ?(?:GPUs?)?")
_SELF: dict[str, Any] = {"verification": MZ + "SelfReported"}
Row = Mapping[str, str]


class Model:
    """One name: `said` holds the rows of the tables and the entry of a document."""

    def __init__(self, draft: Draft, said: Mapping[str, Any]) -> None:
        self.draft, self.rows = draft, said["rows"]
        self.entry: dict[str, Any] = said.get("document") or {}
        self.metadata = draft.fields.mapping(self.entry.get("Metadata"), "document.Metadata")
        self.base, _, self.tag = draft.native_id.partition(".")

    def document(self) -> Node:
        """Return the document of the model."""
        fields, draft = self.draft.fields, self.draft
        self._trained()
        for number, row in enumerate(self.rows):
            path = f"rows[{number}]"
            if row["table"].startswith(_RESULTS):
                self._accuracy(row, path)
            elif row["table"].startswith(_BENCHMARK):
                self._speed(row, path)
        self._results()
        document = draft.head(
            "MLModel",
            draft.native_id,
            version=self.tag or None,
            versionOf=draft.stub("model", "MLModel", self.base) if self.tag else None,
            parameterCount=self._parameters(),
            floatingPointOperations=self._operations(),
            keyword=[
                *fields.texts(self.metadata.get("Architecture"), "document.Metadata.Architecture"),
                *fields.texts(self.metadata.get("Training Techniques"), "document.Metadata"),
            ],
            landingPage=fields.web(self.entry.get("Code"), "document.Code"),
            references=self._paper(),
            artifact=self._weights(),
            output=self._output(),
        )
        document |= draft.resolved("task", *self._tasks())
        document |= draft.resolved("framework", "timm")
        return document | self._architecture()

    def _tasks(self) -> list[str]:
        told = self.draft.fields.texts(self.metadata.get("Tasks"), "document.Metadata.Tasks")
        return told or [RULES["task"]["name"]]

    def _architecture(self) -> Node:
        """Return the architecture: the one of that name, else the family that the name is of."""
        known = self.draft.terms.known("architecture", self.base)
        if known is None:
            fitting = [start for start in RULES["family"] if self.base.startswith(start)]
            family = RULES["family"][max(fitting, key=len)] if fitting else None
            known = self.draft.terms.known("architecture", family) if family else None
        term = known or self.draft.terms.own("architecture", self.base, self.base)
        return {"architecture": term, "rawArchitecture": self.base}

    def _output(self) -> list[Node]:
        """Return the classes: timm takes results of models with a head for ImageNet-1k only."""
        if not any(row["table"].startswith(_RESULTS) for row in self.rows):
            return []
        schema = self.draft.terms.known("labels", RULES["output"]["labels"])
        part = self.draft.part("output", "OutputSpecification", labelSchema=schema)
        return [part] if schema else []

    def _paper(self) -> str | None:
        path = "document.collection.Paper"
        whole = self.draft.fields.mapping(self.entry.get("collection"), "document.collection")
        paper = self.draft.fields.mapping(whole.get("Paper"), path)
        return self.draft.fields.web(paper.get("URL"), f"{path}.URL")

    def _parameters(self) -> int | None:
        """Return the number of parameters; the tables give it in millions with two decimals."""
        for number, row in enumerate(self.rows):
            if "param_count" in row:
                path = f"rows[{number}].param_count"
                found = self._number(row["param_count"], path, 2**63 / 1e6)
                return None if found is None else round(found * 1_000_000)
        return self.draft.fields.whole(
            self.metadata.get("Parameters"), "document.Metadata.Parameters"
        )

    def _operations(self) -> float | None:
        """Return the operations on an image of the smallest size that they are stated for."""
        found = []
        for number, row in enumerate(self.rows):
            path = f"rows[{number}].infer_gmacs"
            macs = self._number(row.get("infer_gmacs"), path)
            size = self._number(row.get("infer_img_size"), f"rows[{number}].infer_img_size")
            if macs is not None:
                found.append((size or 0.0, macs))
        return float(round(min(found)[1] * RULES["operations"]["factor"])) if found else None

    def _number(self, raw: str | None, path: str, maximum: float | None = None) -> float | None:
        if raw is None:
            return None
        found = read_quantity(raw, minimum=0.0, maximum=maximum)
        if isinstance(found, Quantity):
            return found.value
        self.draft.fields.note(path, found.reason)
        return None

    def _weights(self) -> list[Node]:
        path = "document.Metadata.File Size"
        size = self.draft.fields.whole(self.metadata.get("File Size"), path)
        url = self.draft.fields.web(self.entry.get("Weights"), "document.Weights")
        if url is None and size is None:
            return []
        name = url.rpartition("/")[2] if url else "weights"
        kind = {"artifactKind": MZ + "WeightsArtifact", "fileFormat": "PyTorch"}
        place = {"path": name, "location": [url] if url else [], "sizeInBytes": size}
        return [self.draft.part("artifact/weights", "Artifact", name=name, **kind, **place)]

    def _settings(self, stated: Mapping[str, str]) -> Node:
        """Return settings by their words; equal ones of two configurations are one node."""
        found = []
        for word, text in stated.items():
            term = self.draft.terms.term("hyperparameter", word)
            part = self.draft.part(f"setting/{word}/{text}", "HyperparameterValue", name=word)
            found.append(part | {"hyperparameter": term} | typed(text))
        return {"hyperparameterValue": found} if found else {}

    def _accuracy(self, row: Row, path: str) -> None:
        """Add what a row of results says: the accuracy at an image size."""
        word = row["table"].removeprefix(_RESULTS)
        fragment = f"test/{word}/{row.get('img_size', '')}".rstrip("/")
        node = self.draft.configuration(fragment, "TestingConfiguration", dataset=word)
        node["name"] = f"{self.draft.native_id} on {word} at {row.get('img_size', '?')} pixels"
        stated = {w: row[key] for key, w in RULES["setting"]["results"].items() if key in row}
        node |= self._settings(stated)
        self._measure_all(node, row, path, "accuracy")

    def _measure_all(self, node: Node, row: Row, path: str, table: str) -> None:
        for column, unit in RULES[table].items():
            if column in row:
                place = f"{path}.{column}"
                self.draft.measure(node, column, row[column], place, unit=unit, **_SELF)

    def _speed(self, row: Row, path: str) -> None:
        """Add what a row of a benchmark says: the speed at an image size, in the file's setup."""
        setup = setup_of(row["table"])
        if setup is None:
            place = f"{row['table']}.csv"
            self.draft.fields.note(path, f"the name of {place} does not say hardware and software")
            return
        size = row.get(f"{setup.kind}_img_size", "")
        where = row["table"].removeprefix(_BENCHMARK)
        fragment = f"benchmark/{where}/{size}".rstrip("/")
        kind = "InferenceConfiguration" if setup.kind == "infer" else "Configuration"
        node = self.draft.configuration(fragment, kind, numericPrecision=setup.precision)
        doing = "speed" if setup.kind == "infer" else "speed of training"
        node["name"] = f"{doing} of {self.draft.native_id} at {size or '?'} pixels, {where}"
        batch = self._number(row.get(f"{setup.kind}_batch_size"), f"{path}.batch_size", 2**63)
        if batch is not None:
            node["batchSize"] = int(batch)
        self.draft.on(node, setup.device)
        node["environment"] = self._software(setup)
        stated = {"image size": size} if size else {}
        stated |= {"memory format": setup.layout}
        stated |= {"compiler": setup.compiler} if setup.compiler else {}
        node |= self._settings(stated)
        self._measure_all(node, row, path, "speed")

    def _software(self, setup: Setup) -> Node:
        place = f"software/{setup.software}"
        packages = list(setup.packages)
        return self.draft.part(place, "SoftwareEnvironment", name=setup.software, package=packages)

    def _trained(self) -> None:
        """Add the data that the tag, the table of pre-training and the document name."""
        parts = self.tag.split("_")
        tagged = [name for part in parts for name in RULES["tag_data"].get(part, ())]
        if tagged:
            self._training("training/tag", tagged, self.tag)
        for row in self.rows:
            if row["table"].startswith(_METADATA) and "pretrain" in row:
                word = row["pretrain"]
                data = RULES["pretrain"].get(word) or [word]
                self._training("training/table", data, word)
        texts = self.draft.fields.texts(
            self.metadata.get("Training Data"), "document.Metadata.Training Data"
        )
        if texts:
            data = [name for text in texts for name in RULES["trained_on"].get(text, [text])]
            self._schedule(self._training("training", data, *texts))

    def _training(self, fragment: str, data: list[str], *raw: str) -> Node:
        node = self.draft.configuration(fragment, "TrainingConfiguration")
        node["name"] = f"training of {self.draft.native_id}"
        node |= self.draft.resolved("dataset", *dict.fromkeys(data))
        node["rawDataset"] = list(raw)
        return node

    def _schedule(self, node: Node) -> None:
        """Add the settings of training and the hardware that a document states."""
        node |= self._settings(dict(self._stated("document_training")))
        text = self.draft.fields.text(
            self.metadata.get("Training Resources"), "document.Metadata.Training Resources"
        )
        if text:
            found = _COUNT.fullmatch(text)
            device = (found["device"] or "GPU") if found else text
            self.draft.on(node, text, device, count=int(found["count"]) if found else None)
        time = self.metadata.get("Training Time")
        if time is not None:
            path = "document.Metadata.Training Time"
            self.draft.measure(node, "Training Time", time, path, **_SELF)

    def _stated(self, table: str) -> Iterator[tuple[str, str]]:
        for key, word in RULES["setting"][table].items():
            text = self.draft.fields.text(self.metadata.get(key), f"document.Metadata.{key}")
            if text:
                yield word, text

    def _results(self) -> None:
        """Add the accuracy that a document states."""
        results = self.draft.fields.mappings(self.entry.get("Results"), "document.Results")
        for path, result in results:
            dataset = self.draft.fields.text(result.get("Dataset"), f"{path}.Dataset") or ""
            fragment = f"test/document/{dataset}"
            node = self.draft.configuration(fragment, "TestingConfiguration", dataset=dataset)
            node |= self._settings(dict(self._stated("document_testing")))
            node["name"] = f"{self.draft.native_id} on {dataset} (model document)"
            metrics = self.draft.fields.mapping(result.get("Metrics"), f"{path}.Metrics")
            for metric, raw in metrics.items():
                self.draft.measure(node, metric, raw, f"{path}.Metrics.{metric}", **_SELF)
