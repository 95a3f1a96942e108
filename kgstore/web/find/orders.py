"""The orders that the page offers: fields, and the metrics that are measured of what is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kgstore.search.found import Found
from kgstore.search.place import NAME, RELEVANCE
from kgstore.search.wording import Wording
from kgstore.web.find.layout import Kind, layout
from kgstore.web.find.state import State

USUAL: Final = "best fit, or most downloaded"
_METRIC: Final = "metric"


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a list: what the form sends, what it is called, whether it is chosen."""

    value: str
    label: str
    chosen: bool = False


def orders(kind: Kind, state: State) -> list[Option]:
    """Return the orders by fields."""
    fixed = [("", USUAL), (RELEVANCE, "best fit"), (NAME, "name")]
    named = [(name, layout().titles[name].lower()) for name in kind.orders]
    return [Option(value, label, value == state.sort) for value, label in (*fixed, *named)]


def metrics(found: Found, wording: Wording, chosen: str, asked: Iterable[str]) -> list[Option]:
    """Return the metrics of what is found, the most frequent first, and those asked for."""
    wanted = [iri for word in asked if word for iri in wording.meant(_METRIC, word)[:1]]
    selected = wording.meant(_METRIC, chosen)[:1] if chosen else ()
    counted = [bucket.value for bucket in found.facets.get(_METRIC, ())]
    return [
        Option(wording.written(_METRIC, iri), wording.label(iri) or iri, iri in selected)
        for iri in dict.fromkeys((*counted, *wanted))
    ]


def datasets(found: Found) -> list[str]:
    """Return names of the datasets that what is found was measured on."""
    buckets = found.facets.get("evaluated_on", ())
    return list(dict.fromkeys(found.labels[b.value] for b in buckets if b.value in found.labels))
