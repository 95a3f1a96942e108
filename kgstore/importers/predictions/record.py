"""An evaluation as a record: a testing configuration with values, confusion matrix and examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from kgstore.evaluate.measured import Example, Value
from kgstore.importers.confusion import class_iris, confusion_matrix
from kgstore.importers.predictions.reading import Outcome
from kgstore.importers.predictions.settings import Settings
from kgstore.namespaces import MZ, PREFIXES
from kgstore.records.iri import Minter, digest
from kgstore.records.labels import Schemas, label_list
from kgstore.records.vocabulary import Vocabulary

Node = dict[str, Any]

_ROLES: Final = {
    "train": "TrainingRole",
    "training": "TrainingRole",
    "val": "ValidationRole",
    "validation": "ValidationRole",
    "test": "TestRole",
    "testing": "TestRole",
}


def native_id(settings: Settings) -> str:
    """Return the id of an evaluation; the same model on the same data is replaced."""
    parts = (settings.model, settings.dataset, settings.split, settings.hardware, settings.name)
    return digest("\n".join(parts))


@dataclass(slots=True)
class Evaluation:
    """Writes the document of one evaluation."""

    settings: Settings
    outcome: Outcome
    minter: Minter
    vocabulary: Vocabulary
    iri: str

    def document(self) -> Node:
        """Return the document."""
        settings, measured = self.settings, self.outcome.measured
        classes = self._classes()
        node: Node = {
            "id": self.iri,
            "type": "TestingConfiguration",
            "name": settings.name or f"{self.outcome.task} of {self._data_name()}",
            "nativeId": native_id(settings),
            "source": self.minter.source("predictions"),
            "model": self._model(),
            "dataset": self._dataset(),
            "hasMetricValue": [self._value(value, classes) for value in measured.values],
        }
        if settings.hardware:
            node["hardware"] = settings.hardware
        if len(measured.confusion):
            iris = [c["id"] for c in classes]
            node["confusionMatrix"] = confusion_matrix(
                self.iri, iris, measured.confusion, self.minter
            )
        if measured.examples:
            node["hasPrediction"] = [
                self._example(example, number, classes)
                for number, example in enumerate(measured.examples)
            ]
        return node

    def _data_name(self) -> str:
        name = self.settings.dataset.rpartition("/")[2]
        return f"{name}, {self.settings.split}" if self.settings.split else name

    def _classes(self) -> list[Node]:
        """Return the stub of each class, in their order."""
        labels = self.outcome.labels
        if self.settings.classes:
            iris = [iri for iri, _, _ in self.settings.classes]
        else:
            schemas = Schemas(self.minter, self.vocabulary)
            iris = class_iris(label_list(labels), schemas) if labels else []
        return [
            {"id": iri, "type": "PredictionClass", "prefLabel": label}
            for iri, label in zip(iris, labels, strict=True)
        ]

    def _model(self) -> Node:
        """Return the model's stub, with its classes if the settings give them.

        Labels that only occur in the file have no known order: they make no schema.
        """
        node: Node = {"id": self.settings.model, "type": "MLModel"}
        if self.settings.labels and not self.settings.classes:
            found = label_list(self.outcome.labels)
            schema = Schemas(self.minter, self.vocabulary).node(found)
            output = self.minter.part(self.iri, "classes")
            node["output"] = [{"id": output, "type": "OutputSpecification", "labelSchema": schema}]
        return node

    def _dataset(self) -> Node:
        whole: Node = {"id": self.settings.dataset, "type": "Dataset"}
        name = self.settings.split
        if not name:
            return whole
        role = _ROLES.get(name.casefold())
        split = {
            "id": self.minter.part(self.iri, f"split/{name}"),
            "type": "DatasetSplit",
            "name": f"{self.settings.dataset.rpartition('/')[2]} {name}",
            "splitName": name,
            "splitOf": whole,
        }
        return split | ({"splitRole": MZ + role} if role else {})

    def _value(self, value: Value, classes: list[Node]) -> Node:
        metric = PREFIXES["mzm"] + value.metric
        stub = None if value.of_class is None else classes[value.of_class]
        key = {"for_class": stub["id"]} if stub else {}
        unit = self.vocabulary.units.get(metric)
        node: Node = {
            "id": self.minter.metric_value(self.iri, metric, **key),
            "type": "MetricValue",
            "metric": metric,
            "value": value.value,
            "verification": MZ + "IndependentlyMeasured",
        }
        if unit:
            node |= {"unit": unit, "unitStatus": MZ + "Stated"}
        if stub:
            node["forClass"] = stub
        if value.support is not None:
            node["support"] = value.support
        return node

    def _example(self, example: Example, number: int, classes: list[Node]) -> Node:
        task = self.outcome.task
        kind = "RegressionPrediction" if task == "regression" else "ObjectDetectionPrediction"
        if task == "classification":
            several = len(classes) > 2
            kind = f"{'Multiclass' if several else 'Binary'}ClassificationPrediction"
        node: Node = {
            "id": self.minter.part(self.iri, f"prediction/{number}"),
            "type": kind,
            "onDataObject": self._data_object(example, classes),
        }
        if example.predicted is not None:
            node["predictedClass"] = classes[example.predicted]
        if example.confidence is not None and 0 <= example.confidence <= 1:
            node["confidence"] = example.confidence
        if example.value is not None:
            node["predictedValue"] = example.value
        if example.box is not None:
            sides = dict(zip(("x", "y", "width", "height"), example.box, strict=True))
            box = self.minter.part(self.iri, f"prediction/{number}/box")
            node["boundingBox"] = {"id": box, "type": "BoundingBox", "boxFormat": "XYWH"} | sides
        return node

    def _data_object(self, example: Example, classes: list[Node]) -> Node:
        part = f"object/{example.instance}"
        node: Node = {
            "id": self.minter.part(self.iri, part),
            "type": "DataObject",
            "identifier": example.instance,
        }
        if example.actual is not None:
            truth = self.minter.part(self.iri, f"{part}/truth")
            annotation = {"id": truth, "type": "Annotation", "forClass": classes[example.actual]}
            node["annotation"] = [annotation]
        return node
