"""The metrics of an execution as metric values of the configuration that it measured.

Metrics of KFP and TFX are properties; Kubeflow Metadata has an object `values`. The matrix and the
curve of KFP's `ClassificationMetrics` are objects: the matrix becomes one, the curve stays raw.
"""

from __future__ import annotations

from typing import Any, Final

from kgstore.importers.confusion import class_iris, confusion_matrix
from kgstore.importers.fields import Fields
from kgstore.importers.mlmd.naming import Naming, Node
from kgstore.importers.terms import term_iri
from kgstore.importers.tracked import metric_of, metric_values, points_of
from kgstore.records.labels import LabelList, Schemas, label_list

_NO_METRICS: Final = {"version", "span", "epoch", "step", "id"}
_MOST_CLASSES: Final = 20_000


def measured(configuration: Node, metrics: list[Node], naming: Naming, fields: Fields) -> Node:
    """Return the configuration with the values of its metrics artifacts."""
    values: list[Node] = []
    taken: set[str] = set()
    for artifact in metrics:
        for name, value in _numbers(artifact["properties"]).items():
            metric = metric_of(name, naming.terms)
            if term_iri(metric) in taken:
                metric = naming.terms.own("metric", name, name)
            taken.add(term_iri(metric))
            points = points_of([[None, 0, value]])
            values += metric_values(configuration["id"], name, metric, points, naming.terms, fields)
    found = dict(configuration)
    if values:
        found["hasMetricValue"] = list({v["id"]: v for v in values}.values())
    matrices = [m for a in metrics if (m := _matrix(a, found, naming, fields))]
    return found | ({"confusionMatrix": matrices} if matrices else {})


def _numbers(properties: Node) -> Node:
    inner = properties.get("values")
    told = properties | (inner if isinstance(inner, dict) else {})
    return {
        str(name): value
        for name, value in told.items()
        if isinstance(value, (int, float))
        and not isinstance(value, bool)
        and name not in _NO_METRICS
    }


def _matrix(artifact: Node, configuration: Node, naming: Naming, fields: Fields) -> Node | None:
    told = artifact["properties"].get("confusionMatrix")
    told = told.get("struct", told) if isinstance(told, dict) else told
    if told is None:
        return None
    labels, counts = _read(told)
    if not labels:
        fields.note("outputs[].properties.confusionMatrix", "has not the form that KFP writes")
        return None
    schemas = Schemas(naming.terms.minter, naming.terms.vocabulary)
    found = label_list(labels)
    _add_classes(configuration, found, schemas, naming)
    classes = class_iris(found, schemas)
    name = f"confusion/{artifact['id']}"
    return confusion_matrix(configuration["id"], classes, counts, naming.terms.minter, name)


def _read(told: Any) -> tuple[list[str], list[list[int]]]:
    """Return labels and counts of a matrix: a row for each true label, as KFP documents it."""
    if not isinstance(told, dict):
        return [], []
    specs, rows = told.get("annotationSpecs"), told.get("rows")
    if not isinstance(specs, list) or not isinstance(rows, list) or len(specs) > _MOST_CLASSES:
        return [], []
    labels = [str(s.get("displayName")) for s in specs if isinstance(s, dict)]
    counts = [_whole(row.get("row")) for row in rows if isinstance(row, dict)]
    square = all(len(row) == len(labels) for row in counts) and len(counts) == len(labels)
    return (labels, counts) if square and len(set(labels)) == len(labels) else ([], [])


def _whole(row: Any) -> list[int]:
    """Return a row of counts; [] where one is no count."""
    cells = row if isinstance(row, list) else []
    sound = all(isinstance(n, (int, float)) and n >= 0 and n == int(n) for n in cells)
    return [int(n) for n in cells] if sound else []


def _add_classes(configuration: Node, found: LabelList, schemas: Schemas, naming: Naming) -> None:
    """Say of the model which classes it tells apart."""
    iri = configuration["model"]["id"]
    output = {
        "id": naming.terms.minter.part(iri, "output/classes"),
        "type": "OutputSpecification",
        "labelSchema": schemas.node(found),
    }
    configuration["model"] = dict(configuration["model"]) | {"output": [output]}
