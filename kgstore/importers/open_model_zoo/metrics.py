"""What the zoo's words for metrics mean: the table `metrics.toml`, read once, and its look-ups."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from kgstore.importers.terms import Term, Terms
from kgstore.namespaces import PREFIXES

_PLACE = re.compile(r"\{(\w+)\}")
_IDENTITY = ("top_k", "threshold", "integral", "overlap_threshold", "ignore_label", "percentile")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a spelling of a metric says.

    Looked up are first `bound` (words of this source with their parameters), then `labels` (common
    words), then `words` (of this source, as they stand); `name` is the metric's own name should the
    vocabulary know none. `generic` means that the spelling leaves the variant open, `named` that a
    part of the output is measured, so that the metric is its own, below the common one;
    `class_labels` replace `labels` for the value of one class.
    """

    name: str
    bound: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unit: str = "unknown"
    generic: bool = False
    named: bool = False
    per_class: bool = False
    class_labels: tuple[str, ...] = ()
    components: tuple[tuple[str, str], ...] = ()
    for_class: str = ""
    dataset: str = ""
    remark: str = ""

    def term(self, terms: Terms) -> Term:
        """Return the metric as a term of the vocabulary, or of the source."""
        common = terms.known("metric", *self.bound) or terms.general("metric", *self.labels)
        if not self.named:
            return common or terms.term("metric", self.name, *self.words)
        own = terms.term("metric", self.name)
        return own | {"broader": common} if isinstance(own, dict) and common else own


class Scaled(NamedTuple):
    """A number in the metric's canonical unit, and whether its unit had to be assumed."""

    value: Decimal
    spread: Decimal | None
    assumed: bool


@cache
def table() -> Mapping[str, Any]:
    """Return `metrics.toml`."""
    return tomllib.loads((Path(__file__).parent / "metrics.toml").read_text("utf-8"))


@cache
def _readme_rules() -> list[tuple[re.Pattern[str], Mapping[str, Any]]]:
    rules: list[Mapping[str, Any]] = table()["readme"]
    return [(re.compile(rule["pattern"], re.IGNORECASE), rule) for rule in rules]


@cache
def row_rule(kind: str) -> re.Pattern[str]:
    """Return the pattern of the README rows of one kind (`flops`, `limitation` ...)."""
    return re.compile(table()["rows"][kind], re.IGNORECASE)


def unit_iri(unit: str) -> str | None:
    """Return the QUDT unit of a unit of the table, or None where it is not known.

    >>> unit_iri("fraction"), unit_iri("unknown")
    ('http://qudt.org/vocab/unit/FRACTION', None)
    """
    local = table()["units"].get(unit)
    return PREFIXES["unit"] + local if local else None


def readme_measure(name: str) -> Measure | None:
    """Return what a metric's name in a README says, or None where no rule knows the name.

    >>> readme_measure("AP @ [ IoU=0.50:0.95 ]").labels, readme_measure("LFW accuracy").dataset
    (('AP@[.5:.95]',), 'LFW')
    >>> readme_measure("Colour of the box") is None
    True
    """
    for pattern, rule in _readme_rules():
        found = pattern.fullmatch(name)
        if found:
            groups = {key: value for key, value in found.groupdict().items() if value}
            return Measure(
                name=name,
                labels=_filled(rule["labels"], groups),
                words=(name,),
                unit=rule["unit"],
                generic=rule.get("generic", False),
                for_class=groups.get("class", ""),
                dataset=groups.get("dataset", groups.get("dataset2", "")),
                remark=groups.get("remark", ""),
            )
    return None


def checker_measure(kind: str, entry: Mapping[str, Any]) -> Measure:
    """Return what an entry of `metrics` in accuracy-check.yml measures.

    >>> checker_measure("coco_precision", {"threshold": 0.5}).labels
    ('AP@0.5',)
    >>> checker_measure("map", {"integral": "11point"}).bound
    ('map@11point',)
    """
    rule = table()["checker"].get(kind, {})
    named = bool(rule.get("named")) and isinstance(entry.get("name"), str)
    given = _parameters(kind, entry)
    return Measure(
        name=str(entry["name"]) if named else _own_name(kind, entry),
        bound=(f"{kind}@{given['integral']}",) if kind == "map" else (),
        labels=_filled(rule.get("labels", ()), given),
        words=(kind,),
        unit=rule.get("unit", "unknown"),
        named=named,
        per_class=rule.get("per_class", False),
        class_labels=tuple(rule.get("class_labels", ())),
        components=tuple(rule.get("components", {}).items()),
    )


def _own_name(kind: str, entry: Mapping[str, Any]) -> str:
    given = [f"{key}={entry[key]}" for key in _IDENTITY if key in entry]
    return f"{kind} ({', '.join(given)})" if given else kind


def _parameters(kind: str, entry: Mapping[str, Any]) -> dict[str, str]:
    found = {key: str(entry[key]) for key in ("top_k", "integral") if key in entry}
    found.setdefault("integral", "max")
    if kind == "cmc":
        found.setdefault("top_k", "1")
    iou = str(entry.get("threshold", ".50:.05:.95")).replace(" ", "")
    if re.fullmatch(r"0?\.50?:0?\.05:0?\.95", iou):
        return found | {"iou": "[.5:.95]", "range": ""}
    if re.fullmatch(r"0?\.\d\d?", iou):
        return found | {
            "iou": f"0{iou[iou.index('.') :]}",
            "hundredths": iou[iou.index(".") + 1 :].ljust(2, "0"),
        }
    return found


def _filled(labels: Any, groups: Mapping[str, str]) -> tuple[str, ...]:
    whole = (label for label in labels if all(g in groups for g in _PLACE.findall(label)))
    return tuple(_PLACE.sub(lambda found: groups[found[1]], label) for label in whole)


def scaled(value: Decimal, spread: Decimal | None, printed: str, unit: str) -> Scaled | None:
    """Return a printed number in the metric's canonical unit, or None if the units clash.

    A fraction printed above 1 without a percent sign is taken as a percentage, and said so.

    >>> scaled(Decimal("62.27"), None, "%", "fraction").value
    Decimal('0.6227')
    >>> scaled(Decimal("93"), None, "", "fraction").assumed
    True
    >>> scaled(Decimal("3"), None, "mm", "fraction") is None
    True
    """
    if unit == "cm" and not printed:
        return Scaled(value * 10, spread and spread * 10, False)
    if unit == "unknown" and printed == "%":
        return Scaled(value / 100, spread and spread / 100, False)
    if unit != "fraction":
        fits = printed.casefold() in _PRINTED.get(unit, {""})
        return Scaled(value, spread, False) if fits else None
    if printed not in {"", "%"} or not 0 <= value <= 100:
        return None
    if printed == "%" or value > 1:
        return Scaled(value / 100, spread and spread / 100, printed != "%")
    return Scaled(value, spread, False)


_PRINTED = {
    "dB": {"", "db"},
    "deg": {"", "°", "deg", "degrees"},
    "mm": {"", "mm"},
    "a": {"", "years"},
}
