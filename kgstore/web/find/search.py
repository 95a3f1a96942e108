"""One search for the page: what is counted along, and what is done where its order cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from kgstore.errors import ParameterError
from kgstore.namespaces import MZ
from kgstore.search.fields import FieldKind, fields
from kgstore.search.filter import edit
from kgstore.search.filter.ast import Compare, Range
from kgstore.search.filter.meaning import Meaning
from kgstore.search.find import Finder
from kgstore.search.found import Found
from kgstore.search.place import METRIC, Sort
from kgstore.web.documents import Site
from kgstore.web.find import concepts
from kgstore.web.find.concepts import FIELD, Around
from kgstore.web.find.layout import DATASET, MODEL, Kind, layout
from kgstore.web.find.reading import Reading
from kgstore.web.find.state import State

PAGE = 20
"""Rows of a page."""
_UNIT = MZ + "canonicalUnit"


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found, in which layout; `trouble` says why the order or the page is another."""

    found: Found
    kind: str
    metric: str
    around: Around
    unit: str
    trouble: str = ""

    @property
    def layout(self) -> Kind:
        """What the page shows of things of this kind."""
        return layout().kinds[self.kind]


def kind_of(reading: Reading) -> str:
    """Return the kind of thing that a search is for, by which the page is laid out."""
    asked = {
        term.value.lower() for part in edit.parts(reading.tree) for term in edit.terms(part, "kind")
    }
    return DATASET if asked == {DATASET} else MODEL


def search(
    here: Site, finder: Finder, state: State, reading: Reading, meaning: Meaning
) -> Searched:
    """Return what a search finds, with all that the page counts."""
    kind, wording = kind_of(reading), finder.wording()
    order, trouble = _order(finder, state, meaning)
    metric = state.sort if order.by == METRIC else next(_compared(reading), "")
    around = concepts.around(here.view, reading.tree, wording)
    shown = layout().kinds[kind]
    terms = [name for name in counted(shown, state) if name != FIELD]
    ask = partial(
        finder.find,
        meaning,
        sort=order,
        on_dataset="" if trouble else state.on_dataset,
        facets=dict.fromkeys(["kind", *terms]),
        histograms=[*shown.ranges, *([metric] if metric else [])],
        values={FIELD: around.all()} if FIELD in shown.facets else {},
        lacking=terms,
        limit=PAGE,
    )
    try:
        found = ask(cursor=state.cursor or None)
    except ParameterError as error:
        trouble = trouble or str(error)
        found = ask()
    units = {unit for one in order.metrics for unit in here.view.values(one, _UNIT)}
    unit = units.pop() if len(units) == 1 else ""
    return Searched(found, kind, metric, around, unit, trouble)


def counted(shown: Kind, state: State) -> tuple[str, ...]:
    """Return the facets whose values are counted: those of the layout, and what is unfolded."""
    return (*shown.facets, *(name for name in shown.folded if name in state.open))


def _order(finder: Finder, state: State, meaning: Meaning) -> tuple[Sort, str]:
    """Return the order that is asked for; where there is none such, the usual one and why."""
    try:
        return finder.order(meaning, state.sort, state.on_dataset, state.up), ""
    except ParameterError as error:
        return finder.order(meaning, ""), f"{error}. {error.advice}"


def _compared(reading: Reading) -> Iterator[str]:
    """Yield the metrics that the filter compares."""
    for part in edit.parts(reading.tree):
        if isinstance(part, Compare | Range):
            known = fields().get(edit.field_named(part.field))
            if known is None or known.kind is FieldKind.METRIC:
                yield part.field
