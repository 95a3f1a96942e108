"""What both stores of MLflow, folders and databases, give: entities as plain data.

The ids of runs and logged models are random and tell servers apart. Names (experiments, datasets,
registered models, users) do not, so their native ids begin with the scope of the store: a digest of
where and when its first experiment was made, which every copy of the store keeps.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from kgstore.records.iri import digest

_LARGEST: Final = 1.797e308
"""MLflow stores an infinity as the largest double, of either sign."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of a store: its kind, where it stands, and all that the store says of it."""

    kind: str
    place: str
    raw: dict[str, Any]


class Store(Protocol):
    """A store of MLflow, of either form."""

    label: str
    scope: str

    def entities(self) -> Iterator[Entity]:
        """Yield the entities of the store."""


def scope_of(experiments: Iterable[Mapping[str, Any]]) -> str:
    """Return what tells a store apart from others.

    >>> scope_of([{"creation_time": 2, "artifact_location": "/b"},
    ...           {"creation_time": 1, "artifact_location": "/a"}])
    '095184d4'
    """
    made = [(_whole(e.get("creation_time")), str(e.get("artifact_location"))) for e in experiments]
    time, place = min(made, default=(0, ""))
    return digest(f"{time}\n{place}", 8)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def number_text(value: object) -> object:
    """Return a number, or the word for what JSON has no number for.

    >>> number_text(0.5), number_text(1.7976931348623157e308), number_text(float("nan"))
    (0.5, 'Infinity', 'NaN')
    """
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return "NaN"
    if abs(value) >= _LARGEST:
        return "Infinity" if value > 0 else "-Infinity"
    return value
