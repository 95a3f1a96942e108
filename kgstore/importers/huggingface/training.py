"""How a model was trained, as far as its card says so in fields: data sets, emissions, hardware."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from kgstore.importers.huggingface.reference import hub_id
from kgstore.importers.huggingface.terms import Terms
from kgstore.importers.huggingface.values import Remarks, mapping, stated, text, texts, web_address
from kgstore.namespaces import MZ, PREFIXES

_CARBON = PREFIXES["mzm"] + "CarbonEmission"
_EMISSIONS = "card.front_matter.co2_eq_emissions"
_MASS = re.compile(r"(?P<number>\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,2})?)\s*(?P<unit>.*)", re.I)
_KILOGRAM = re.compile(r"(?:kg|kilograms?)\b", re.I)


def training(
    model: str, card: dict[str, Any], tags: list[str], terms: Terms, remarks: Remarks
) -> dict[str, Any] | None:
    """Return the training configuration of a model, or None where the source says nothing of it."""
    said = texts(card.get("datasets"), "card.front_matter.datasets", remarks)
    names = {name for text_ in said for name in (text_, hub_id(text_))}
    tagged = [tag.removeprefix("dataset:") for tag in tags if tag.startswith("dataset:")]
    said += [name for name in tagged if name and name not in names]
    iri = terms.minter.part(model, "training")
    node: dict[str, Any] = {"id": iri, "type": "TrainingConfiguration"}
    if said:
        found = {hub_id(name): terms.find("dataset", name) for name in said}
        node["dataset"] = [term or terms.term("dataset", name) for name, term in found.items()]
        node["rawDataset"] = said
    emissions = card.get("co2_eq_emissions")
    if emissions is not None:
        node |= _emissions(iri, emissions, terms, remarks)
    return node if len(node) > 2 else None


def _emissions(iri: str, said: Any, terms: Terms, remarks: Remarks) -> dict[str, Any]:
    details = mapping(said)
    path = f"{_EMISSIONS}.emissions" if details else _EMISSIONS
    raw = text(details.get("emissions")) if details else text(said)
    facts: dict[str, Any] = {}
    grams = grams_of(raw)
    if grams is None:
        remarks.warn(path, f"{raw or said!r:.60} is no mass of carbon dioxide")
    else:
        value = {
            "id": terms.minter.metric_value(iri, _CARBON),
            "type": "MetricValue",
            "metric": _CARBON,
            "value": grams,
            "unit": PREFIXES["unit"] + "GM",
            "rawValue": raw,
            "rawMetric": "co2_eq_emissions",
            "verification": MZ + "SelfReported",
            "evidence": web_address(details.get("source")),
        }
        facts["hasMetricValue"] = stated(value)
    if hardware := text(details.get("hardware_used")):
        facts |= {"hardware": terms.term("hardware", hardware), "rawHardware": hardware}
    return facts


def grams_of(raw: str) -> float | None:
    """Return a mass in grams; the Hub's specification says that a bare number is one.

    >>> grams_of("0.5 Kg"), grams_of("21.3"), grams_of("28.53 in grams of CO2"), grams_of("Kg")
    (500.0, 21.3, 28.53, None)
    """
    found = _MASS.fullmatch(raw)
    if not found:
        return None
    kilograms = _KILOGRAM.match(found["unit"])
    return float(Decimal(found["number"]) * (1000 if kilograms else 1))
