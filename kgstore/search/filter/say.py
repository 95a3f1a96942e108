"""A leaf of a filter's meaning in words: for comments in the SPARQL and for `--explain`."""

from __future__ import annotations

from kgstore.namespaces import PREFIXES
from kgstore.search.filter.meaning import (
    Among,
    Context,
    Interval,
    MeaningLeaf,
    Measured,
    Period,
    Present,
    Within,
    Words,
)

_MOST = 6
_SPACES = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def say(leaf: MeaningLeaf) -> str:
    """Return what a leaf asks for.

    >>> say(Within("parameters", Interval(high=3e7, open_high=True)))
    'parameters < 30000000'
    >>> say(Measured(("urn:map",), Interval(low=0.4), (Context("evaluated_on", ("urn:coco",)),)))
    'urn:map >= 0.4 with evaluated_on: urn:coco'
    """
    match leaf:
        case Among(field, values):
            return f"{field}: {listed(values)}"
        case Present(field):
            return f"{field} is stated"
        case Within(field, interval):
            return f"{field} {_interval(interval)}"
        case Period(field, since, before):
            ends = [f"from {since:%Y-%m-%d %H:%M:%S}"] if since else []
            ends += [f"before {before:%Y-%m-%d %H:%M:%S}"] if before else []
            return f"{field} {' '.join(ends)}"
        case Measured(metrics, interval, context):
            measured = f"{listed(metrics)} {_interval(interval)}".strip()
            return " with ".join(filter(None, (measured, _context(context))))
        case Words(tokens, prefix, field):
            return f'{field or "any text"} holds "{" ".join(tokens)}{"*" * prefix}"'


def listed(values: tuple[str, ...]) -> str:
    """Return some of the values as prefixed names, and how many more there are."""
    some = " or ".join(short(value) for value in values[:_MOST])
    return some + (f" or {len(values) - _MOST} more" if len(values) > _MOST else "")


def short(iri: str) -> str:
    """Return an IRI as a prefixed name, if a prefix fits.

    >>> short("https://w3id.org/modelzoo/vocabulary/dataset/COCO")
    'mzd:COCO'
    """
    for prefix, space in _SPACES:
        if iri.startswith(space) and "/" not in iri[len(space) :]:
            return f"{prefix}:{iri[len(space) :]}"
    return iri


def _interval(interval: Interval) -> str:
    low, high = interval.low, interval.high
    if low is None and high is None:
        return "is stated"
    if low == high and low is not None:
        return f"= {low:.15g}"
    parts = [] if low is None else [f"{'>' if interval.open_low else '>='} {low:.15g}"]
    parts += [] if high is None else [f"{'<' if interval.open_high else '<='} {high:.15g}"]
    return " and ".join(parts)


def _context(context: tuple[Context, ...]) -> str:
    return " and ".join(f"{part.name}: {listed(part.values)}" for part in context)
