"""What is stated of each model, side by side: one row a kind of fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.web.amounts import COUNT, UNIT, scale_of
from kgstore.web.compare.comparison import Comparison

_ROWS: Final = (
    ("Task", "task", "raw task"),
    ("Architecture", "architecture", "raw architecture"),
    ("Parameters", "parameters", ""),
    ("Operations a run", "operations", ""),
    ("Size", "size", ""),
    ("Licence", "licence", "raw licence"),
    ("Frameworks", "framework", "raw framework"),
    ("Trained on", "trained on", ""),
    ("Released", "issued", "created"),
    ("Changed", "modified", ""),
    ("Source", "source", ""),
)
"""Heading, the facts that are shown, and those that are shown where there are none."""
_UNITS: Final = {"parameters": COUNT, "operations": COUNT, "size": UNIT + "BYTE"}
NUMBERS: Final = {
    "parameters": ("parameters", COUNT),
    "size": ("size", UNIT + "BYTE"),
    "operations": ("operations a run", COUNT),
}
"""Facts that are numbers, with their names and units; less of each is better."""
_MOST: Final = 6
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Value:
    """A stated value: a thing, or text; `number` as the data have it."""

    iri: str = ""
    text: str = ""
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A kind of fact with the values of each model, and how many are left out."""

    heading: str
    values: Mapping[str, Sequence[Value]]
    more: Mapping[str, int]


def facts_of(found: Comparison) -> list[Fact]:
    """Return the rows in which any model states something."""
    rows = [_fact(found, *row) for row in _ROWS]
    return [row for row in rows if any(row.values.values())]


def _fact(found: Comparison, heading: str, key: str, instead: str) -> Fact:
    stated = {
        model: facts.get(key) or facts.get(instead, ()) for model, facts in found.read.facts.items()
    }
    values = {
        model: [_value(text, _UNITS.get(key, "")) for text in texts[:_MOST]]
        for model, texts in stated.items()
    }
    more = {model: max(0, len(texts) - _MOST) for model, texts in stated.items()}
    return Fact(heading, values, more)


def _value(text: str, unit: str) -> Value:
    counted = _float(text) if unit else None
    if counted is not None:
        return Value(text=scale_of(unit, [counted]).text(counted), number=counted)
    if text.startswith(("http://", "https://", "urn:")):
        return Value(iri=text)
    is_time = text[:4].isdigit() and text[10:11] == "T"
    return Value(text=text[:10] if is_time else text[:_LONGEST])


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def numbers_of(found: Comparison, key: str) -> dict[str, float]:
    """Return a fact that is a number, by model; of several the greatest, as the careful do."""
    stated = {
        model: [n for text in facts.get(key, ()) if (n := _float(text)) is not None]
        for model, facts in found.read.facts.items()
    }
    return {model: max(values) for model, values in stated.items() if values}
