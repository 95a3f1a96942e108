"""What is known of metrics: which way is better, the unit, and what kind of metric it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.commit.view import View
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE
from kgstore.web.amounts import Scale, scale_of
from kgstore.web.model.setups import Value

EMISSIONS: Final = frozenset(PREFIXES["mzm"] + one for one in ("CarbonEmission", "EnergyUse"))
_SYMBOL: Final = PREFIXES["qudt"] + "symbol"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric; `higher` is whether more is better, None where nobody says."""

    iri: str
    higher: bool | None = None
    is_execution: bool = False

    def best(self, values: Iterable[Value]) -> frozenset[str]:
        """Return the IRIs of the best of several values; none where no direction is known."""
        numbers = [(value.number, value.iri) for value in values if value.number is not None]
        if self.higher is None or len({number for number, _ in numbers}) < 2:
            return frozenset()
        top = (max if self.higher else min)(number for number, _ in numbers)
        return frozenset(iri for number, iri in numbers if number == top)

    @property
    def direction(self) -> str:
        """Return in words which way is better."""
        if self.higher is None:
            return ""
        return "more is better" if self.higher else "less is better"


@dataclass(frozen=True, slots=True)
class Metrics:
    """The metrics of some values, and on which scale the values of each unit are shown."""

    known: Mapping[str, Metric]
    symbols: Mapping[str, str]

    def of(self, iri: str) -> Metric:
        """Return a metric."""
        return self.known.get(iri) or Metric(iri)

    def scale(self, values: Sequence[Value]) -> Scale:
        """Return the scale on which values of one metric are shown together."""
        units = {value.unit for value in values}
        if len(units) != 1:
            return Scale()
        unit = units.pop()
        return scale_of(unit, (v.number for v in values if v.number), self.symbols.get(unit, ""))


def metrics(view: View, values: Iterable[Value]) -> Metrics:
    """Return what is known of the metrics of these values."""
    found = {iri: _metric(view, iri) for iri in {value.metric for value in values}}
    units = {value.unit for value in values if value.unit}
    symbols = {unit: next(iter(view.values(unit, _SYMBOL)), "") for unit in units}
    return Metrics(found, symbols)


def _metric(view: View, iri: str) -> Metric:
    if not iri:
        return Metric(iri)
    higher = view.values(iri, MZ + "higherIsBetter")
    is_execution = MZ + "ExecutionMetric" in view.values(iri, RDF_TYPE)
    return Metric(iri, higher[0] == "true" if higher else None, is_execution)
