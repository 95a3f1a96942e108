"""What a user asks results to be sorted by: a field, a metric, a name; best values first."""

from __future__ import annotations

from typing import Final

from kgstore.commit.view import View
from kgstore.errors import ParameterError
from kgstore.namespaces import MZ
from kgstore.search.fields import FieldKind, fields, named
from kgstore.search.filter.ast import And, Not, Or
from kgstore.search.filter.meaning import Context, Meaning, Measured, Words
from kgstore.search.filter.metrics import EXECUTION
from kgstore.search.filter.resolve import Resolver
from kgstore.search.place import METRIC, NAME, RELEVANCE, Sort

_NUMBERS: Final = (FieldKind.NUMBER, FieldKind.DATE)
POPULAR: Final = Sort("downloads", True)
"""The order where nothing else is asked for and no word says what is relevant."""


def read_sort(
    asked: str, on: str, meaning: Meaning, resolver: Resolver, view: View, up: bool | None = None
) -> Sort:
    """Return the order that `asked` names; `up` (the least first) overrules what is best first.

    A metric is sorted as measured on the dataset `on`. Where that is "", it is as measured where
    the filter itself compares it, if it does; else anywhere.

    Raises:
        ParameterError: there is no such field, metric or dataset.
    """
    if not asked:
        return Sort(RELEVANCE, True) if has_words(meaning) else _turned(POPULAR, up)
    if asked in (RELEVANCE, NAME):
        return _turned(Sort(asked, asked == RELEVANCE), None if asked == RELEVANCE else up)
    field = named().get(asked) or named().get(asked.replace("-", "_"))
    if field is not None and field.kind in _NUMBERS:
        return _turned(Sort(field.name, not field.lowest_first), up)
    family = resolver.metrics.family(asked)
    if family is None:
        known = [f.name for f in fields().values() if f.kind in _NUMBERS]
        near = resolver.metrics.near(asked)
        advice = f"Near it: {', '.join(near)}." if near else f"Fields: {', '.join(known)}."
        message = f"one cannot sort by {asked!r}; it is no metric and no number"
        raise ParameterError(message, subject=asked, advice=advice)
    contexts = _context(on, resolver) if on else _compared(meaning, family.members)
    best = view.values(family.facts.iri, MZ + "higherIsBetter")
    higher = best[0] == "true" if best else family.kind != EXECUTION
    return _turned(Sort(METRIC, higher, family.members, contexts), up)


def _turned(sort: Sort, up: bool | None) -> Sort:
    if up is None:
        return sort
    return Sort(sort.by, not up, sort.metrics, sort.contexts)


def _context(on: str, resolver: Resolver) -> tuple[Context, ...]:
    found = resolver.names.iris("dataset", on)
    if not found:
        near = ", ".join(resolver.names.near("dataset", on))
        advice = f"Near it: {near}." if near else "`kgstore find --facet dataset` lists some."
        raise ParameterError(f"no dataset is called {on!r}", subject=on, advice=advice)
    return (Context("evaluated_on", found),)


def _compared(meaning: Meaning, metrics: tuple[str, ...]) -> tuple[Context, ...]:
    """Return the context in which a filter compares one of the metrics at its top level."""
    for part in meaning.parts if isinstance(meaning, And) else (meaning,):
        if isinstance(part, Measured) and set(part.metrics) & set(metrics):
            return part.context
    return ()


def has_words(meaning: Meaning) -> bool:
    """Return whether a filter looks for words, so that some results fit better than others."""
    match meaning:
        case And(parts) | Or(parts):
            return any(has_words(part) for part in parts)
        case Not():
            return False
        case _:
            return isinstance(meaning, Words)
