"""The metrics of a run as metric values: the last, the least and the greatest of each series.

The best value is the least or the greatest, whichever way the metric points. The whole series stays
in the raw record, and an artifact of the run describes it. MLflow states no units.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from kgstore.importers.fields import Fields
from kgstore.importers.mlflow.naming import Naming, Node, when
from kgstore.importers.terms import Term, term_iri
from kgstore.namespaces import MZ
from kgstore.records.finding import Severity
from kgstore.records.quantity import Unreadable, read_quantity

_PREFIX: Final = re.compile(r"(train|training|val|valid|validation|test|testing|eval)[_/.]+(.+)")
_ROLE: Final = {
    "train": "training",
    "training": "training",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "eval": "evaluation",
    "test": "test",
    "testing": "test",
}
_NO_NUMBER: Final = {"NaN", "Infinity", "-Infinity"}


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series; the source's number, or a word for what is no number."""

    time: Any
    step: int
    value: Any


def role_of(key: str) -> str:
    """Return the part of the data that the name of a metric begins with, or "".

    >>> role_of("training_f1_score"), role_of("val/loss"), role_of("loss")
    ('training', 'validation', '')
    """
    found = _PREFIX.fullmatch(key)
    return _ROLE[found[1]] if found else ""


def points_of(rows: list[list[Any]]) -> list[Point]:
    """Return the points of a series in the order of their steps, the last of a step only."""
    found: dict[int, Point] = {}
    for time, step, value, *_ in rows:
        whole = step if isinstance(step, int) else 0
        found[whole] = Point(time, whole, value)
    return [found[step] for step in sorted(found)]


def summary(points: list[Point]) -> list[Point]:
    """Return the last point, and the first of the least and of the greatest value.

    >>> [p.step for p in summary([Point(0, 0, 1.0), Point(0, 1, 3.0), Point(0, 2, 2.0)])]
    [0, 1, 2]
    """
    numbers = [p for p in points if isinstance(p.value, (int, float))]
    chosen = {points[-1].step: points[-1]}
    if numbers:
        for pick in (min, max):
            point = pick(numbers, key=lambda p: p.value)
            chosen[point.step] = point
    return [chosen[step] for step in sorted(chosen)]


def metric_of(key: str, naming: Naming) -> Term:
    """Return the metric that a key names, whatever part of the data it was measured on."""
    found = _PREFIX.fullmatch(key)
    spellings = [key, found[2]] if found else [key]
    return naming.terms.known("metric", *spellings) or naming.terms.own("metric", key, key)


def metric_values(
    configuration: str, key: str, metric: Term, points: list[Point], naming: Naming, fields: Fields
) -> list[Node]:
    """Return the metric values of one series."""
    stepped = len(points) > 1 or points[-1].step > 0
    found = []
    for point in summary(points):
        step = point.step if stepped and point.step >= 0 else None
        if point.step < 0:
            fields.note(f"metrics.{key}", f"step {point.step} is below 0; it is left out")
        time = when(point.time)
        node: Node = {
            "id": naming.terms.minter.metric_value(configuration, term_iri(metric), step=step),
            "type": "MetricValue",
            "metric": metric,
            "rawMetric": key,
            "rawValue": str(point.value),
        }
        if step is not None:
            node["step"] = step
        if time:
            node["measuredOn"] = time[:10]
        found.append(node | _number(point.value, metric, key, naming, fields))
    return found


def _number(value: Any, metric: Term, key: str, naming: Naming, fields: Fields) -> Node:
    if value in _NO_NUMBER:
        fields.note(f"metrics.{key}", f"the value is {value}; it has no number", Severity.INFO)
        return {}
    iri, known = term_iri(metric), naming.terms.vocabulary
    found = read_quantity(
        value,
        minimum=known.minima.get(iri),
        maximum=known.maxima.get(iri),
        canonical_unit=known.units.get(iri, ""),
    )
    if isinstance(found, Unreadable):
        fields.note(f"metrics.{key}", f"{found.reason}; the value has no number")
        return {}
    node: Node = {"value": found.value}
    if found.unit:
        node["unit"] = found.unit
    if found.assumed:
        node["unitStatus"] = MZ + "Assumed"
    return node


def curve(run: str, key: str, rows: list[list[Any]], naming: Naming) -> Node:
    """Return the artifact that describes a series: its length and the digest of its points.

    The digest is of the lines `timestamp value step`, as MLflow's file store writes them.
    """
    lines = "".join(f"{time} {value} {step}\n" for time, step, value, *_ in rows)
    return {
        "id": naming.terms.minter.part(run, f"series/{key}"),
        "type": "Artifact",
        "name": key,
        "artifactKind": MZ + "CurveArtifact",
        "path": f"metrics/{key}",
        "description": f"{len(rows)} values; they are in the raw record of the run",
        "digest": "sha256:" + hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest(),
        "sizeInBytes": len(lines.encode("utf-8", "replace")),
    }
