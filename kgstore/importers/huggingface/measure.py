"""One metric with its value, as a metric value in the metric's canonical unit.

Cards state no units, so what kgstore.records.quantity assumes is marked as assumed. Metrics that
the vocabulary does not know keep their number.
"""

from __future__ import annotations

from typing import Any

from kgstore.importers.huggingface.results import Measure
from kgstore.importers.huggingface.terms import Reference, Terms, iri_of
from kgstore.importers.huggingface.values import Remarks
from kgstore.namespaces import MZ
from kgstore.records.quantity import Quantity, Unreadable, read_quantity
from kgstore.records.vocabulary import normal_form


def metric_of(measure: Measure, terms: Terms) -> Reference:
    """Return the metric that a measure's type and name say.

    The name is often narrower (`rouge` named `Rouge1`), so it wins where it is known, unless it is
    a part of the type (`macro-f1` named `F1`). A text in `args` can name the variant (`macro`).
    """
    named = terms.find("metric", measure.name) if measure.name else None
    typed = terms.find("metric", measure.type) if measure.type else None
    if isinstance(measure.args, str) and (
        variant := terms.find("metric", f"{measure.args} {measure.type or measure.name}")
    ):
        return variant
    if named and not (typed and normal_form(measure.name) in normal_form(measure.type)):
        return named
    return typed or named or terms.term("metric", measure.type or measure.name)


def metric_value(
    configuration: str, metric: Reference, measure: Measure, terms: Terms, remarks: Remarks
) -> dict[str, Any] | None:
    """Return the metric value, or None and a finding where the text is no number."""
    iri = iri_of(metric)
    quantity = _quantity(measure.value, iri, terms)
    if isinstance(quantity, Unreadable):
        remarks.warn(measure.path, quantity.reason)
        return None
    node: dict[str, Any] = {
        "id": terms.minter.metric_value(configuration, iri),
        "type": "MetricValue",
        "metric": metric,
        "value": quantity.value,
        "rawValue": quantity.raw,
        "rawMetric": measure.type or measure.name,
        "verification": MZ + ("Verified" if measure.verified else "SelfReported"),
    }
    if measure.name and measure.name != measure.type:
        node["name"] = measure.name
    if quantity.unit:
        node["unit"] = quantity.unit
    if quantity.uncertainty is not None:
        node["uncertainty"] = quantity.uncertainty
    if quantity.assumed:
        node["unitStatus"] = MZ + "Assumed"
    return node


def _quantity(value: Any, metric: str, terms: Terms) -> Quantity | Unreadable:
    known = terms.vocabulary
    return read_quantity(
        value,
        minimum=known.minima.get(metric),
        maximum=known.maxima.get(metric),
        canonical_unit=known.units.get(metric, ""),
    )
