"""The evaluations of one model: testing configurations, each with its metric values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, count
from typing import Any

from kgstore.importers.fields import without_none
from kgstore.importers.open_model_zoo.metrics import Measure, unit_iri
from kgstore.importers.terms import Term, Terms, term_iri
from kgstore.namespaces import MZ


@dataclass(frozen=True, slots=True)
class Statement:
    """One number that the source states of a model: the metric, the value in its canonical unit.

    `metric` is the resolved or source-scoped term, `raw_metric` and `raw_value` the spellings.
    """

    measure: Measure
    metric: Term
    value: Decimal
    raw_metric: str
    raw_value: str
    spread: Decimal | None = None
    assumed: bool = False
    for_class: str = ""
    support: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference value of accuracy-check.yml, with the dataset that it was measured on."""

    statement: Statement
    dataset: Term
    raw_dataset: str


@dataclass(slots=True)
class Evaluations:
    """Collects the testing configurations of the model `iri`; no two values share a key."""

    terms: Terms
    iri: str
    _nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    _values: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)

    def add(self, fragment: str, head: Mapping[str, Any], said: Statement, evidence: str) -> None:
        """Add a value to the configuration named by `fragment`, made of `head` if it is new.

        Where the configuration has another value for the same metric and class already, the value
        goes to a further configuration: the source says two things, and both stay.
        """
        part = f"{fragment}/{said.raw_metric}"
        further = (f"{part}/{number}" for number in count(2))
        for place in chain((fragment, part), further):
            if self._put(place, head, said, evidence):
                return

    def configure(self, fragment: str, head: Mapping[str, Any]) -> dict[str, Any]:
        """Return the configuration named by `fragment`, made of `head` if it is new."""
        if fragment not in self._nodes:
            iri = self.terms.minter.part(self.iri, fragment)
            self._nodes[fragment] = {"id": iri, "type": "TestingConfiguration"} | dict(head)
        return self._nodes[fragment]

    def nodes(self) -> list[dict[str, Any]]:
        """Return the configurations in the order in which they were found."""
        return list(self._nodes.values())

    def _put(self, place: str, head: Mapping[str, Any], said: Statement, evidence: str) -> bool:
        key = (place, term_iri(said.metric), said.for_class)
        known = self._values.get(key)
        if known:
            return bool(known["value"] == float(said.value))
        node = self.configure(place, head)
        self._values[key] = self._value(node["id"], said, evidence)
        node.setdefault("hasMetricValue", []).append(self._values[key])
        return True

    def _value(self, configuration: str, said: Statement, evidence: str) -> dict[str, Any]:
        minter, metric = self.terms.minter, term_iri(said.metric)
        cls = self._class(said.for_class) if said.for_class else None
        key = {"for_class": cls["id"]} if cls else {}
        return without_none(
            {
                "id": minter.metric_value(configuration, metric, **key),
                "type": "MetricValue",
                "metric": said.metric,
                "rawMetric": said.raw_metric,
                "value": float(said.value),
                "rawValue": said.raw_value,
                "uncertainty": None if said.spread is None else float(said.spread),
                "unit": unit_iri(said.measure.unit),
                "unitStatus": MZ + "Assumed" if said.assumed else None,
                "forClass": cls,
                "support": said.support,
                "evidence": evidence or None,
            }
        )

    def _class(self, label: str) -> dict[str, Any]:
        """Return a class that only evaluations name, in a schema of the model without an order."""
        minter = self.terms.minter
        schema = {
            "id": minter.part(self.iri, "class"),
            "type": "LabelSchema",
            "name": f"classes in the evaluations of {self.iri.rpartition('/')[2]}",
        }
        node = {"id": minter.part(self.iri, f"class/{label}"), "type": "PredictionClass"}
        return node | {"prefLabel": label, "inScheme": schema}
