"""The metrics that the words of a filter name, with the unit and bounds of their values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgstore.namespaces import PREFIXES
from kgstore.search.filter.names import Named
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import bind
from kgstore.sparql.view import View

PREDICTION: Final = "prediction"
EXECUTION: Final = "execution"
_FAMILIES: Final = Path(__file__).with_name("families.toml")
_SCHEME: Final = PREFIXES["mzm"]


@dataclass(frozen=True, slots=True)
class MetricFacts:
    """What is known of a metric: its kind, the unit (IRI) and bounds of its values."""

    iri: str
    execution: bool = False
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    broader: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """The metrics that one name stands for; `facts` are those of the one that has the name."""

    facts: MetricFacts
    members: tuple[str, ...]
    why: str = ""

    @property
    def kind(self) -> str:
        """Whether it measures predictions or their execution."""
        return EXECUTION if self.facts.execution else PREDICTION


class Metrics:
    """The metrics of a store."""

    def __init__(self, view: View, names: Named) -> None:
        self._view, self._names = view, names
        self._facts: dict[str, MetricFacts] = {}

    def forget(self) -> None:
        """Read what is known of the metrics anew when it is next asked for."""
        self._facts = {}

    def family(self, text: str) -> Family | None:
        """Return what a name stands for, or None if no metric has it."""
        found = self._names.iris("metric", text)
        if not found:
            return None
        if not self._facts:
            self._facts = {facts.iri: facts for facts in self._read()}
        facts = self._facts.get(found[0]) or MetricFacts(found[0])
        members, why = _families().get(facts.iri, ((), ""))
        return Family(facts, members or tuple(self._below(facts.iri, found)), why)

    def near(self, text: str) -> tuple[str, ...]:
        """Return names of metrics that are like a text."""
        return self._names.near("metric", text)

    def _below(self, iri: str, named: tuple[str, ...]) -> dict[str, None]:
        """Return the metrics named, and all below the first."""
        found = dict.fromkeys(named)
        waiting = [iri]
        while waiting:
            above = waiting.pop()
            new = [f.iri for f in self._facts.values() if f.broader == above and f.iri not in found]
            found |= dict.fromkeys(new)
            waiting += new
        return found

    def _read(self) -> Iterator[MetricFacts]:
        found = self._view.query(bind(Library.packaged().query("metric_facts")))
        if not isinstance(found, ox.QuerySolutions):
            return
        for row in found:
            text = {name.value: _text(row[name.value]) for name in found.variables}
            yield MetricFacts(
                text["metric"],
                text["execution"] == "true",
                text["unit"],
                float(text["minimum"]) if text["minimum"] else None,
                float(text["maximum"]) if text["maximum"] else None,
                text["broader"],
            )


@cache
def _families() -> dict[str, tuple[tuple[str, ...], str]]:
    table = tomllib.loads(_FAMILIES.read_text("utf-8"))
    return {
        _SCHEME + name: (tuple(_SCHEME + member for member in entry["members"]), entry["why"])
        for name, entry in table.items()
    }


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
