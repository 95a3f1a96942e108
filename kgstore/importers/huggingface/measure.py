"""One metric with its value, as a metric value in the metric's canonical unit.

Cards state no units. A metric that is a share (accuracy, BLEU, word error rate) is printed as a
fraction or times 100: a value up to 1 is taken as a fraction, a larger one as a percentage, which
is marked as assumed. Metrics that the vocabulary does not know keep their number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kgstore.importers.huggingface.results import Measure
from kgstore.importers.huggingface.terms import Reference, Terms, iri_of
from kgstore.importers.huggingface.values import Remarks, text
from kgstore.namespaces import MZ, PREFIXES
from kgstore.records.vocabulary import normal_form

_NUMBER = r"[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,3})?"
_QUANTITY = re.compile(
    rf"(?P<value>{_NUMBER})\s*(?:(?:±|\+/-|\+-)\s*(?P<spread>{_NUMBER}))?\s*(?P<percent>%)?"
)
_FRACTION = PREFIXES["unit"] + "FRACTION"
_UNITLESS = PREFIXES["unit"] + "UNITLESS"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in its metric's canonical unit; `assumed` says that the unit was not stated."""

    value: float
    uncertainty: float | None = None
    assumed: bool = False


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
    raw = text(measure.value)
    quantity = quantity_of(raw, terms.vocabulary.units.get(iri), terms.vocabulary.maxima.get(iri))
    if quantity is None:
        remarks.warn(measure.path, f"{measure.value!r:.60} is no value that the metric can have")
        return None
    node: dict[str, Any] = {
        "id": terms.minter.metric_value(configuration, iri),
        "type": "MetricValue",
        "metric": metric,
        "value": quantity.value,
        "rawValue": raw,
        "rawMetric": measure.type or measure.name,
        "verification": MZ + ("Verified" if measure.verified else "SelfReported"),
    }
    if measure.name and measure.name != measure.type:
        node["name"] = measure.name
    if quantity.uncertainty is not None:
        node["uncertainty"] = quantity.uncertainty
    if quantity.assumed:
        node["unitStatus"] = MZ + "Assumed"
    return node


def quantity_of(raw: str, unit: str | None, maximum: float | None) -> Quantity | None:
    """Return the number that a text says, in `unit`; None where it is none, or out of bounds.

    >>> share = "http://qudt.org/vocab/unit/FRACTION"
    >>> quantity_of("0.93", share, 1.0), quantity_of("93.1", share, 1.0).assumed
    (Quantity(value=0.93, uncertainty=None, assumed=False), True)
    >>> quantity_of("20.0 ± 1.2", share, 1.0)
    Quantity(value=0.2, uncertainty=0.012, assumed=True)
    >>> quantity_of("14.97%", share, None).value, quantity_of("NA", share, None)
    (0.1497, None)
    """
    found = _QUANTITY.fullmatch(raw)
    if not found:
        return None
    value, spread = Decimal(found["value"]), found["spread"] and Decimal(found["spread"])
    share = unit == _FRACTION
    percent = bool(found["percent"]) or (share and _is_percent(value, maximum))
    if percent and (share or found["percent"]):
        value, spread = value / 100, spread and spread / 100
    if maximum is not None and abs(value) > maximum:
        return None
    assumed = (percent and not found["percent"]) or (share and not percent and abs(value) > 1)
    other = unit not in {None, _FRACTION, _UNITLESS}
    number, uncertainty = float(value), float(spread) if spread else None
    if abs(number) == float("inf") or uncertainty == float("inf"):
        return None
    return Quantity(number, uncertainty, assumed or other)


def _is_percent(value: Decimal, maximum: float | None) -> bool:
    """Say whether a share is printed times 100; an unbounded one may well be a little over 1."""
    return abs(value) > (1 if maximum is not None else 2)
