"""A comparison put together: what is known of the models, and the rows of comparable values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from kgstore.namespaces import MZ
from kgstore.publish.describe import bracketed, name
from kgstore.web.compare.asked import Asked
from kgstore.web.compare.choose import Settings
from kgstore.web.compare.joined import Row, liked, rows_of
from kgstore.web.compare.read import UNSTATED, Key, Metric, Read, metrics, read, settings, text
from kgstore.web.documents import Site
from kgstore.web.pages_about import Names, names_of, rows

_LONGEST_NAME: Final = 80
_LINKED: Final = ("task", "architecture", "licence", "framework", "trained on", "source")
"""Facts whose values are things with names."""


@dataclass(frozen=True)
class Comparison:
    """What a page, a chart or a table of a comparison is made of.

    `quality` and `speed` are rows of comparable values that several models have; `single` are those
    that one has, `unknown` those of which nobody says on what they were measured. `divided` are
    datasets that have splits, none of which is named where they stand for themselves.
    """

    asked: Asked
    read: Read
    metrics: Mapping[str, Metric]
    settings: Mapping[str, Settings]
    quality: tuple[Row, ...]
    speed: tuple[Row, ...]
    single: tuple[Row, ...]
    unknown: tuple[Row, ...]
    divided: frozenset[str]
    names: Names
    labels: Mapping[str, str]

    @property
    def models(self) -> tuple[str, ...]:
        """The models that are compared."""
        return self.read.models

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows in which models are compared."""
        return self.quality + self.speed

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


def compare(here: Site, asked: Asked) -> Comparison:
    """Return the comparison that is asked for, of the store's state as it is."""
    head = here.services.store.head
    found = read(here.view, here.library, head, asked.models, asked.hardware)
    known = here.once("compare metrics", lambda: metrics(here.view, here.library))
    setups = settings(here.view, here.library, head, _compared(found))
    quality = rows_of(found.values, setups, known, asked.settings, Counter())
    speed = rows_of(found.speed, setups, known, asked.settings, liked(quality))
    names = names_of(here.view, here.library, here.base, _named(found, setups, [*quality, *speed]))

    def order(row: Row) -> tuple[int, str, str, str, int]:
        key = row.key
        where = key.data or key.hardware
        words = (names(where) if where else "", names(key.metric), key.precision)
        return -len(row.cells), *words, int(key.batch or 0) if key.batch.isdigit() else 0

    shared = [row for row in (*quality, *speed) if len(row.cells) > 1 and row.key.is_comparable]
    alone = [row for row in (*quality, *speed) if len(row.cells) == 1 and row.key.is_comparable]
    unknown = [row for row in (*quality, *speed) if not row.key.is_comparable]
    return Comparison(
        asked=asked,
        read=found,
        metrics=known,
        settings=setups,
        quality=tuple(sorted((row for row in shared if not row.key.is_speed), key=order)),
        speed=tuple(sorted((row for row in shared if row.key.is_speed), key=order)),
        single=tuple(sorted(alone, key=order)),
        unknown=tuple(sorted(unknown, key=order)),
        divided=_divided(here, {row.key.data for row in shared}),
        names=names,
        labels=labels_of(found, here.base),
    )


def _divided(here: Site, data: Iterable[str]) -> frozenset[str]:
    """Return those of some data that have splits and are none themselves."""
    given = bracketed(sorted(filter(None, data)))
    found = rows(here.view, here.library, "compare_data", data=given) if given else ()
    return frozenset(name(row["data"]) for row in found if text(row["divided"]) == "true")


def _compared(found: Read) -> frozenset[str]:
    """Return the configurations of values for whose keys several models have one."""
    models: dict[Key, set[str]] = {}
    for one in (*found.values, *found.speed):
        models.setdefault(one.key, set()).add(one.model)
    return frozenset(
        one.configuration for one in (*found.values, *found.speed) if len(models[one.key]) > 1
    )


def _named(found: Read, setups: Mapping[str, Settings], joined: Iterable[Row]) -> set[str]:
    wanted = {what for setup in setups.values() for what, _ in setup} | set(found.hardware)
    for row in joined:
        wanted |= {row.key.metric, row.key.data, row.key.slice}
    for facts in found.facts.values():
        for key in _LINKED:
            wanted.update(facts.get(key, ()))
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
