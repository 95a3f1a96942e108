"""The columns of a dataset with their statistics, its files, and what was measured of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.namespaces import MZ, PREFIXES
from kgstore.web.dataset.stated import Stated

MOST: Final = 100
"""Columns, files and measured numbers that are shown."""
MOST_PARTS: Final = 12
"""Parts whose columns are read."""
_LABEL: Final = PREFIXES["rdfs"] + "label"
_ABOUT: Final = PREFIXES["dcterms"] + "description"
_FILES: Final = (PREFIXES["dcat"] + "distribution", MZ + "artifact")
STATISTICS: Final = {
    "missingCount": "missing",
    "distinctCount": "distinct",
    "minimum": "minimum",
    "maximum": "maximum",
    "mean": "mean",
    "standardDeviation": "standard deviation",
}
"""The properties that are statistics of a column, with the headings of a table."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in the source's words, what is said of it, its statistics by property.

    `within` are the parts of the dataset that have it, where it is not the dataset itself.
    """

    iri: str
    name: str
    type: str
    about: str
    statistics: dict[str, float]
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The first columns, how many there are, and which statistics any of them has.

    `parts` says of how many parts of the dataset they are, if it has more.
    """

    shown: tuple[Column, ...]
    count: int
    parts: int
    statistics: dict[str, str]


def columns(stated: Stated, iri: str, parts: Sequence[str]) -> Columns:
    """Return the columns of a dataset, those of its parts told apart by name and type."""
    found: dict[tuple[str, str], Column] = {}
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for owner in (iri, *parts[:MOST_PARTS]):
        own = stated.iris(owner, MZ + "attribute")
        for attribute in sorted(own, key=lambda one: _position(stated, one)):
            column = _column(stated, attribute)
            key = (column.name, column.type)
            found.setdefault(key, column)
            holders[key] += [owner] if owner != iri else []
    shown = [_within(column, holders[key]) for key, column in list(found.items())[:MOST]]
    used = {name for column in shown for name in column.statistics}
    known = {name: words for name, words in STATISTICS.items() if name in used}
    read = MOST_PARTS if len(parts) > MOST_PARTS else 0
    return Columns(tuple(shown), len(found), read, known)


def _within(column: Column, holders: list[str]) -> Column:
    c = column
    return Column(c.iri, c.name, c.type, c.about, c.statistics, tuple(holders))


def _position(stated: Stated, iri: str) -> tuple[float, str]:
    place = stated.number(iri, MZ + "position")
    return (place if place is not None else float("inf")), iri


def _column(stated: Stated, iri: str) -> Column:
    numbers = {name: stated.number(iri, MZ + name) for name in STATISTICS}
    return Column(
        iri,
        stated.text(iri, _LABEL) or iri.rpartition("/")[2],
        stated.text(iri, MZ + "dataType"),
        stated.text(iri, _ABOUT),
        {name: number for name, number in numbers.items() if number is not None},
    )


@dataclass(frozen=True, slots=True)
class File:
    """A file that a dataset is downloaded as."""

    iri: str
    name: str
    location: str
    form: str
    bytes: int | None
    digest: str


def files(stated: Stated, iri: str) -> list[File]:
    """Return the files of a dataset."""
    return [_file(stated, one) for one in stated.iris(iri, *_FILES)]


def _file(stated: Stated, iri: str) -> File:
    places = stated.iris(iri, MZ + "location")
    place = places[0] if places else ""
    name = stated.text(iri, _LABEL, MZ + "path") or place.rstrip("/").rpartition("/")[2]
    return File(
        iri,
        name or iri.rpartition("/")[2],
        place,
        stated.text(iri, MZ + "mediaType", MZ + "fileFormat"),
        stated.count(iri, MZ + "sizeInBytes"),
        stated.text(iri, MZ + "digest"),
    )


@dataclass(frozen=True, slots=True)
class Quality:
    """A number that was measured of the dataset as a whole."""

    iri: str
    name: str
    value: float


def qualities(stated: Stated, iri: str) -> list[Quality]:
    """Return what was measured of a dataset as a whole, by name."""
    found = [
        Quality(one, stated.text(one, _LABEL) or one.rpartition("/")[2], value)
        for one in stated.iris(iri, MZ + "quality")
        if (value := stated.number(one, MZ + "value")) is not None
    ]
    return sorted(found, key=lambda quality: quality.name.lower())
