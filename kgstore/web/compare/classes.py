"""How models differ class by class, where they were measured by one metric on the same data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kgstore.commit.view import View
from kgstore.publish.describe import bracketed, name
from kgstore.sparql.library import Library
from kgstore.web.amounts import Scale, scale_of
from kgstore.web.compare.read import Key, Metric, number, text
from kgstore.web.pages_about import rows

_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Of:
    """By what models were measured class by class: the configuration of each, and their number."""

    key: Key
    configurations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PerClass:
    """A class with the values of the models, and how far they lie apart (None for one value).

    `by` says why classes of two label schemas count as one: "term", "concept" or "label".
    """

    label: str
    iri: str
    by: str
    values: Mapping[str, tuple[float, ...]]
    apart: float | None
    best: frozenset[str]


@lru_cache(maxsize=_KEPT)
def choices(view: View, library: Library, head: int, models: tuple[str, ...]) -> list[Of]:
    """Return the keys for which several models have values of classes, at commit `head`.

    Those with the most models and classes come first; data that are not stated come last.

    Of a model's configurations that which has most classes is compared.
    """
    counts: dict[Key, dict[str, tuple[int, str]]] = defaultdict(dict)
    for row in rows(view, library, "compare_class_keys", models=bracketed(models)):
        key = Key(name(row["metric"]), name(row["data"]))
        model, count = name(row["model"]), int(number(row["classes"]) or 0)
        offered = (count, name(row["configuration"]))
        counts[key][model] = max(counts[key].get(model, (0, "")), offered)
    found = [
        (Of(key, {m: setup for m, (_, setup) in of.items()}), sum(n for n, _ in of.values()))
        for key, of in counts.items()
        if len(of) > 1
    ]
    found.sort(key=lambda one: (not one[0].key.data, -len(one[0].configurations), -one[1]))
    return [of for of, _ in found]


def asked_for(choices: Sequence[Of], wanted: str) -> Of | None:
    """Return the choice with an id, or else the first."""
    return next((one for one in choices if one.key.id == wanted), next(iter(choices), None))


def differences(
    view: View, library: Library, of: Of, metric: Metric
) -> tuple[list[PerClass], Scale]:
    """Return the classes, those first in which the models differ most, and how to show values."""
    models = {setup: model for model, setup in of.configurations.items()}
    values: dict[str, dict[str, set[float]]] = defaultdict(lambda: defaultdict(set))
    about: dict[str, tuple[str, str, str]] = {}
    setups, by_metric = bracketed(models), f"<{of.key.metric}>"
    for row in rows(view, library, "compare_classes", configurations=setups, metric=by_metric):
        label, concept, term = text(row["label"]), name(row["concept"]), name(row["class"])
        meaning = concept or label.strip().lower() or term
        by = "concept" if concept else "label" if label else "term"
        about.setdefault(meaning, (label or concept or term, concept or term, by))
        if (value := number(row["value"])) is not None:
            values[meaning][models[name(row["configuration"])]].add(value)
    found = [
        _per_class(about[meaning], {m: tuple(sorted(v)) for m, v in of_class.items()}, metric)
        for meaning, of_class in values.items()
    ]
    found.sort(key=lambda one: (-(-1.0 if one.apart is None else one.apart), one.label))
    every = [n for one in found for numbers in one.values.values() for n in numbers]
    return found, scale_of(metric.unit, every, metric.symbol)


def _per_class(
    about: tuple[str, str, str], values: Mapping[str, tuple[float, ...]], metric: Metric
) -> PerClass:
    """Return a class; a model with several values for it is shown, but not measured against."""
    single = {model: numbers[0] for model, numbers in values.items() if len(numbers) == 1}
    several = len(single) > 1
    apart = max(single.values()) - min(single.values()) if several else None
    best: frozenset[str] = frozenset()
    if several and metric.higher is not None and apart:
        top = max(single.values()) if metric.higher else min(single.values())
        best = frozenset(model for model, value in single.items() if value == top)
    return PerClass(*about, values=values, apart=apart, best=best)
