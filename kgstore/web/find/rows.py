"""The rows of the list: what each thing is, and the value that put it in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from kgstore.publish.describe import bracketed, name
from kgstore.search.found import Found
from kgstore.search.found import Row as Entry
from kgstore.search.place import METRIC, NAME, RELEVANCE
from kgstore.web import amounts, pages_about
from kgstore.web.documents import Site

LONGEST: Final = 160
_FEW: Final = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A model or dataset: terms are labels; `sorted` is the value it is sorted by, or "".

    `context` says of a measured value which metric it is of, on what and with what.
    """

    iri: str
    name: str
    kind: str
    task: str
    licence: str
    source: str
    parameters: str
    size: str
    objects: str
    sorted: str = ""
    context: str = ""


def made(here: Site, found: Found, unit: str = "") -> list[Row]:
    """Return the rows of a page of results; `unit` is that of the metric they are sorted by."""
    told = _contexts(here, found) if found.sort.by == METRIC else {}
    return [_row(entry, found, unit, told.get(entry.iri, "")) for entry in found.rows]


def _row(entry: Entry, found: Found, unit: str, context: str) -> Row:
    def terms(field: str) -> str:
        values = [str(one) for one in entry.values.get(field, ())]
        labels = list(dict.fromkeys(found.labels.get(one, one) for one in values))
        more = f" and {len(labels) - _FEW} more" if len(labels) > _FEW else ""
        return cut(", ".join(labels[:_FEW])) + more

    def number(field: str) -> str:
        values = entry.values.get(field)
        return amounts.of_field(field, values[0]) if values else ""

    return Row(
        entry.iri,
        cut(entry.name or entry.iri),
        " and ".join(str(one) for one in entry.values.get("kind", ())),
        terms("task"),
        terms("licence"),
        terms("source"),
        number("parameters"),
        number("size"),
        number("objects"),
        _value(entry.sorted_by, found.sort.by, unit),
        context,
    )


def cut(text: str) -> str:
    """Return a text, cut where it is long.

    >>> len(cut("a" * 1000))
    160
    """
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _value(value: float | str | None, by: str, unit: str) -> str:
    if by in (NAME, RELEVANCE) or not isinstance(value, float | int):
        return ""
    return amounts.measured(value, unit) if by == METRIC else amounts.of_field(by, value)


def _contexts(here: Site, found: Found) -> dict[str, str]:
    """Return, by row, the metric, dataset and hardware of the value that it is sorted by."""
    foci, metrics = [row.iri for row in found.rows], found.sort.metrics
    if not foci or not metrics:
        return {}
    values = {row.iri: row.sorted_by for row in found.rows}
    told: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    given = {"foci": bracketed(foci), "metrics": bracketed(metrics)}
    for row in pages_about.rows(here.view, here.library, "sorted-values", **given):
        focus = name(row["focus"])
        if _number(row["value"]) == values.get(focus):
            told[focus].append(tuple(name(row[v]) for v in ("metric", "dataset", "hardware")))
    wanted = {iri for several in told.values() for one in several for iri in one if iri}
    names = pages_about.names_of(here.view, here.library, here.base, wanted)
    return {focus: _said(several, names, found) for focus, several in told.items()}


def _said(several: Sequence[tuple[str, ...]], names: pages_about.Names, found: Found) -> str:
    """Return the first of the configurations that gave the value, in words.

    Those on a dataset that the order asks for come first.
    """
    wanted = {value for one in found.sort.contexts for value in one.values}
    ordered = sorted(dict.fromkeys(several), key=lambda one: (not wanted.intersection(one), one))
    metric, dataset, hardware = ordered[0]
    parts = [names(metric)] if metric else []
    parts += [f"on {names(dataset)}"] if dataset else []
    parts += [f"with {names(hardware)}"] if hardware else []
    parts += [f"and {len(ordered) - 1} more"] if len(ordered) > 1 else []
    return cut(" ".join(parts))


def _number(term: Any) -> float | None:
    try:
        return float(term.value) if isinstance(term, ox.Literal) else None
    except ValueError:
        return None
