"""What the store holds of the models that are compared, read by few queries and kept a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from kgstore.commit.view import View
from kgstore.namespaces import MZ
from kgstore.publish.describe import bracketed, name
from kgstore.records.iri import digest
from kgstore.sparql.library import Library
from kgstore.web.pages_about import rows

UNSTATED: Final = MZ + "Hardware"
"""Stands for hardware that is not stated."""
_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Metric:
    """Whether more is better (None if nobody says), and the unit of a metric."""

    higher: bool | None = None
    unit: str = ""
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """What two values must agree in to be comparable; "" is not stated, or does not apply.

    Which it is, `queries/page/compare_values.rq` and `compare_speed.rq` say.
    """

    metric: str
    data: str = ""
    slice: str = ""
    part: str = ""
    hardware: str = ""
    precision: str = ""
    batch: str = ""

    @property
    def is_speed(self) -> bool:
        """Whether it is of what running a model takes."""
        return bool(self.hardware)

    @property
    def is_comparable(self) -> bool:
        """Whether it is known on what its values were measured."""
        return bool(self.data) or (self.is_speed and self.hardware != UNSTATED)

    @property
    def id(self) -> str:
        """Its name in addresses, the same in every commit."""
        fields = (self.metric, self.data, self.slice, self.part)
        return digest("\n".join((*fields, self.hardware, self.precision, self.batch)), 10)


@dataclass(frozen=True, slots=True)
class Measured:
    """A value: of which compared model, whose it is (its own or its network's), in what setup."""

    model: str
    owner: str
    configuration: str
    iri: str
    key: Key
    value: float


@dataclass(frozen=True)
class Read:
    """What is known of the models; `facts` by model and key, `hardware` with the models on each."""

    facts: Mapping[str, Mapping[str, tuple[str, ...]]]
    values: tuple[Measured, ...]
    speed: tuple[Measured, ...]
    hardware: Mapping[str, frozenset[str]]
    on: str

    @property
    def models(self) -> tuple[str, ...]:
        """The models, those that the store knows as such."""
        return tuple(self.facts)


@lru_cache(maxsize=_KEPT)
def read(
    view: View, library: Library, head: int, models: tuple[str, ...], hardware: str = ""
) -> Read:
    """Return what commit `head` holds of models, and their speed on some hardware.

    Without hardware it is that on which most of the models were measured.
    """
    facts = _facts(view, library, models)
    known = tuple(model for model in models if MZ + "MLModel" in facts[model].get("type", ()))
    owners: dict[str, list[str]] = defaultdict(list)
    for model in known:
        for owner in dict.fromkeys((model, *facts[model].get("same network", ()))):
            owners[owner].append(model)
    on: dict[str, set[str]] = defaultdict(set)
    for row in rows(view, library, "compare_hardware", models=bracketed(owners)) if owners else ():
        on[name(row["hardware"])].update(owners[name(row["model"])])
    chosen = hardware if hardware in {*on, UNSTATED} else _usual(on)
    return Read(
        {model: facts[model] for model in known},
        tuple(_values(view, library, known)),
        tuple(_speed(view, library, owners, chosen)),
        {iri: frozenset(on[iri]) for iri in sorted(on, key=lambda iri: (-len(on[iri]), iri))},
        chosen,
    )


def _usual(on: Mapping[str, set[str]]) -> str:
    return min(on, key=lambda iri: (-len(on[iri]), iri), default=UNSTATED)


def _facts(
    view: View, library: Library, models: Collection[str]
) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, dict[str, None]]] = {model: defaultdict(dict) for model in models}
    for row in rows(view, library, "compare_models", models=bracketed(models)) if models else ():
        found[name(row["model"])][text(row["key"])][text(row["value"])] = None
    return {
        model: {key: tuple(sorted(values)) for key, values in facts.items()}
        for model, facts in found.items()
    }


def _values(view: View, library: Library, models: Collection[str]) -> Iterator[Measured]:
    if not models:
        return
    for row in rows(view, library, "compare_values", models=bracketed(models)):
        key = Key(name(row["metric"]), name(row["data"]), name(row["slice"]), text(row["part"]))
        if (value := number(row["value"])) is not None:
            model = name(row["model"])
            yield Measured(
                model, model, name(row["configuration"]), name(row["measured"]), key, value
            )


def _speed(
    view: View, library: Library, owners: Mapping[str, list[str]], hardware: str
) -> Iterator[Measured]:
    if not owners:
        return
    models = bracketed(owners)
    if hardware == UNSTATED:
        found = rows(view, library, "compare_unplaced", models=models)
    else:
        found = rows(view, library, "compare_speed", models=models, hardware=f"<{hardware}>")
    for row in found:
        key = Key(
            name(row["metric"]),
            hardware=hardware,
            precision=text(row["precision"]),
            batch=text(row["batch"]),
        )
        owner, value = name(row["model"]), number(row["value"])
        if value is None:
            continue
        for model in owners[owner]:
            setup, iri = name(row["configuration"]), name(row["measured"])
            yield Measured(model, owner, setup, iri, key, value)


def metrics(view: View, library: Library) -> dict[str, Metric]:
    """Return the direction and unit of every metric that states them."""
    return {
        name(row["metric"]): Metric(
            text(row["higher"]) == "true", name(row["unit"]), text(row["symbol"])
        )
        for row in rows(view, library, "compare_metrics")
    }


@lru_cache(maxsize=_KEPT)
def settings(
    view: View, library: Library, head: int, configurations: frozenset[str]
) -> dict[str, frozenset[tuple[str, str]]]:
    """Return the settings of configurations, each as pairs of what is set and to what."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    given = bracketed(sorted(configurations))
    for row in rows(view, library, "compare_settings", configurations=given) if given else ():
        found[name(row["configuration"])][name(row["name"])].add(text(row["value"]))
    return {
        setup: frozenset((what, ", ".join(sorted(values))) for what, values in pairs.items())
        for setup, pairs in found.items()
    }


def stated(view: View, library: Library, values: Collection[str]) -> dict[str, dict[str, str]]:
    """Return how values were stated: by value and the local name of what is stated."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows(view, library, "compare_stated", values=bracketed(values)) if values else ():
        what = name(row["property"]).rpartition("#")[2].rpartition("/")[2]
        found[name(row["measured"])][what] = text(row["stated"])
    return found


def text(term: object) -> str:
    """Return the text of a literal or an IRI, "" of nothing."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""


def number(term: object) -> float | None:
    """Return the number of a literal, None where it is none.

    >>> number(ox.Literal("0.5")), number(ox.Literal("half")), number(ox.Literal("NaN"))
    (0.5, None, None)
    """
    try:
        found = float(text(term))
    except ValueError:
        return None
    return found if abs(found) < float("inf") else None
