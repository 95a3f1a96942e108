"""A comparison put together: what is known of the models, and the rows of comparable values."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from kgstore.namespaces import MZ
from kgstore.publish.describe import bracketed, name
from kgstore.web.compare.asked import Asked
from kgstore.web.compare.choose import Settings
from kgstore.web.compare.joined import Row, liked, rows_of
from kgstore.web.compare.read import (
    UNSTATED,
    Key,
    Measured,
    Metric,
    Read,
    metrics,
    read,
    settings,
    text,
)
from kgstore.web.documents import Site
from kgstore.web.pages_about import Names, names_of, rows

EVERY: Final = 10_000
_LONGEST_NAME: Final = 80
_LINKED: Final = ("task", "architecture", "licence", "framework", "trained on", "source")
"""Facts whose values are things with names."""


@dataclass(frozen=True, slots=True)
class Sorts:
    """Keys by what can be done with them, each in the order in which they are shown.

    Several models have a value for those of `quality` and `speed`, one for those of `single`; of
    `unknown` nobody says on what was measured.
    """

    quality: tuple[Key, ...]
    speed: tuple[Key, ...]
    single: tuple[Key, ...]
    unknown: tuple[Key, ...]


@dataclass(frozen=True)
class Comparison:
    """What a page, a chart or a table of a comparison is made of.

    `rows` has the rows of the keys that are shown. `divided` are datasets that have splits, where
    none is named.
    """

    asked: Asked
    read: Read
    metrics: Mapping[str, Metric]
    settings: Mapping[str, Settings]
    sorts: Sorts
    rows: Mapping[Key, Row]
    divided: frozenset[str]
    names: Names
    labels: Mapping[str, str]

    @property
    def models(self) -> tuple[str, ...]:
        """The models that are compared."""
        return self.read.models

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys by which models are compared."""
        return self.sorts.quality + self.sorts.speed

    def higher(self, key: Key) -> bool | None:
        """Return whether more is better, None where nobody says."""
        return self.metrics.get(key.metric, Metric()).higher

    def metric_words(self, key: Key) -> str:
        """Return a key's metric in words, with the slice that it is of."""
        part = f" of {key.part or 'a slice'} by {self.names(key.slice)}" if key.slice else ""
        return self.names(key.metric) + part

    def where_words(self, key: Key) -> str:
        """Return on what a key's values were measured, in words."""
        if not key.is_speed:
            split = ", split not stated" if key.data in self.divided else ""
            return self.names(key.data) + split if key.data else "data not stated"
        on = "hardware not stated" if key.hardware == UNSTATED else self.names(key.hardware)
        batch = f"batch of {key.batch}" if key.batch else ""
        return ", ".join(filter(None, (on, key.precision, batch)))

    def key_words(self, key: Key) -> str:
        """Return a key in words."""
        return f"{self.metric_words(key)} on {self.where_words(key)}"

    def settings_words(self, setup: Settings, most: int = 3) -> str:
        """Return settings in words, the first few of them."""
        words = sorted(f"{self._setting(what)} {value[:60]}".strip() for what, value in setup)
        more = f" and {len(words) - most} more" if len(words) > most else ""
        return ", ".join(words[:most]) + more

    def _setting(self, what: str) -> str:
        return "" if what == MZ + "environment" else self.names(what)


def compare(here: Site, asked: Asked, most: int = EVERY) -> Comparison:
    """Return the comparison that is asked for, with the rows of its first `most` qualities.

    Rows that a chart was asked for are always there, as are all of speed.
    """
    found = read(here.view, here.library, here.services.store.head, asked.models, asked.hardware)
    by_key: dict[Key, list[Measured]] = defaultdict(list)
    for one in (*found.values, *found.speed):
        by_key[one.key].append(one)
    names = names_of(here.view, here.library, here.base, _named(found, by_key))
    sorts = sort(by_key, names)
    wanted = {asked.quality, *asked.bars}
    shown = [key for at, key in enumerate(sorts.quality) if at < most or key.id in wanted]
    setups = _setups(here, by_key, [*shown, *sorts.speed, *sorts.unknown])
    known = here.once("compare metrics", lambda: metrics(here.view, here.library))
    joined = rows_of({key: by_key[key] for key in shown}, setups, known, asked.settings, Counter())
    rest = {key: by_key[key] for key in (*sorts.speed, *sorts.unknown, *sorts.single)}
    joined |= rows_of(rest, setups, known, asked.settings, liked(joined.values()))
    of_settings = {what for setup in setups.values() for what, _ in setup}
    more = names_of(here.view, here.library, here.base, of_settings)
    return Comparison(
        asked=asked,
        read=found,
        metrics=known,
        settings=setups,
        sorts=sorts,
        rows=joined,
        divided=_divided(here, {key.data for key in sorts.quality}),
        names=Names(here.base, {**names.known, **more.known}),
        labels=labels_of(found, here.base),
    )


def _setups(
    here: Site, by_key: Mapping[Key, Sequence[Measured]], keys: Iterable[Key]
) -> dict[str, Settings]:
    """Return the settings in which the values of some keys were measured; one needs none."""
    several = [by_key[key] for key in keys if len(by_key[key]) > 1]
    setups = frozenset(one.configuration for values in several for one in values)
    return settings(here.view, here.library, here.services.store.head, setups)


def sort(by_key: Mapping[Key, Sequence[Measured]], names: Names) -> Sorts:
    """Return keys sorted: those that most models share first, then by name."""
    models = {key: len({one.model for one in values}) for key, values in by_key.items()}

    def order(key: Key) -> tuple[int, str, str, str, int]:
        where = key.data or key.hardware
        words = (names(where) if where else "", names(key.metric), key.precision)
        return -models[key], *words, int(key.batch or 0) if key.batch.isdigit() else 0

    ordered = sorted(by_key, key=order)
    shared = [key for key in ordered if key.is_comparable and models[key] > 1]
    return Sorts(
        tuple(key for key in shared if not key.is_speed),
        tuple(key for key in shared if key.is_speed),
        tuple(key for key in ordered if key.is_comparable and models[key] == 1),
        tuple(key for key in ordered if not key.is_comparable),
    )


def _divided(here: Site, data: Iterable[str]) -> frozenset[str]:
    """Return those of some data that have splits and are none themselves."""
    given = bracketed(sorted(filter(None, data)))
    found = rows(here.view, here.library, "compare_data", data=given) if given else ()
    return frozenset(name(row["data"]) for row in found if text(row["divided"]) == "true")


def _named(found: Read, keys: Iterable[Key]) -> set[str]:
    wanted = set(found.hardware)
    for key in keys:
        wanted |= {key.metric, key.data, key.slice}
    for facts in found.facts.values():
        for fact in _LINKED:
            wanted.update(facts.get(fact, ()))
    return wanted


def labels_of(found: Read, base: str) -> dict[str, str]:
    """Return a short name of each model that no other one has."""
    labels = {
        model: next(iter(facts.get("name", ())), "") or _tail(model, 1)
        for model, facts in found.facts.items()
    }
    for parts in (1, 2, 3):
        often = Counter(labels.values())
        for model, label in labels.items():
            if often[label] > 1:
                labels[model] = _tail(model, parts)
    return {model: label.strip()[:_LONGEST_NAME] for model, label in labels.items()}


def _tail(iri: str, parts: int) -> str:
    """Return the last parts of an IRI, readable.

    >>> _tail("https://e.org/id/model/x/a%20b", 2)
    'x/a b'
    """
    return unquote("/".join(iri.split("/")[-parts:]))
