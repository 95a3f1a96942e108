"""What trackers of experiments have in common: times, settings in text, series of metrics.

Of a series the last, the least and the greatest value become metric values; the best is the least
or the greatest, whichever way the metric points. The whole series stays in the raw record, and an
artifact of the run describes it. Trackers state no units.
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from kgstore.importers.fields import Fields
from kgstore.importers.terms import Term, Terms, term_iri
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

Node = dict[str, Any]
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_LAST_DAY: Final = 253_402_300_799_000


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series; the source's number, or a word for what is no number."""

    time: Any
    step: int
    value: Any


def when(milliseconds: object) -> str | None:
    """Return a time in milliseconds since 1970 as ISO 8601; 0 and what is no time is none.

    >>> when(1795178395158), when(0)
    ('2026-11-20T12:39:55.158Z', None)
    """
    if isinstance(milliseconds, float) and math.isfinite(milliseconds):
        milliseconds = int(milliseconds)
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int):
        return None
    if not 0 < milliseconds <= _LAST_DAY:
        return None
    time = datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{time}.{milliseconds % 1000:03d}Z"


def typed(text: object) -> Node:
    """Return a setting as a number where its text is one, with the text itself.

    >>> typed("1e-3")
    {'value': 0.001, 'rawValue': '1e-3'}
    >>> typed("rbf"), typed("nan")
    ({'stringValue': 'rbf'}, {'stringValue': 'nan'})
    """
    told = str(text)
    if _NUMBER.fullmatch(told.strip()):
        number = float(Decimal(told.strip()))
        if math.isfinite(number):
            return {"value": number, "rawValue": told}
    return {"stringValue": told}


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


def metric_of(key: str, terms: Terms) -> Term:
    """Return the metric that a key names, whatever part of the data it was measured on."""
    found = _PREFIX.fullmatch(key)
    spellings = [key, found[2]] if found else [key]
    return terms.known("metric", *spellings) or terms.own("metric", key, key)


def metric_values(
    configuration: str, key: str, metric: Term, points: list[Point], terms: Terms, fields: Fields
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
            "id": terms.minter.metric_value(configuration, term_iri(metric), step=step),
            "type": "MetricValue",
            "metric": metric,
            "rawMetric": key,
            "rawValue": str(point.value),
        }
        if step is not None:
            node["step"] = step
        if time:
            node["measuredOn"] = time[:10]
        found.append(node | _number(point.value, metric, key, terms, fields))
    return found


def _number(value: Any, metric: Term, key: str, terms: Terms, fields: Fields) -> Node:
    if value in _NO_NUMBER:
        fields.note(f"metrics.{key}", f"the value is {value}; it has no number", Severity.INFO)
        return {}
    iri, known = term_iri(metric), terms.vocabulary
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


def curve(run: str, key: str, rows: list[list[Any]], terms: Terms) -> Node:
    """Return the artifact that describes a series: its length and the digest of its points.

    The digest is of the lines `timestamp value step`, as MLflow's file store writes them.
    """
    lines = "".join(f"{time} {value} {step}\n" for time, step, value, *_ in rows)
    return {
        "id": terms.minter.part(run, f"series/{key}"),
        "type": "Artifact",
        "name": key,
        "artifactKind": MZ + "CurveArtifact",
        "path": f"metrics/{key}",
        "description": f"{len(rows)} values; they are in the raw record of the run",
        "digest": "sha256:" + hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest(),
        "sizeInBytes": len(lines.encode("utf-8", "replace")),
    }
