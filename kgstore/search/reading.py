"""What the index holds of models and datasets, read from a view by the fields' queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

import pyoxigraph as ox

from kgstore.commit.view import View
from kgstore.namespaces import PREFIXES
from kgstore.search.fields import Field, FieldKind, Wider, fields
from kgstore.search.literals import instant, number

_AT_ONCE = 1000
_THREADS = 2
_LABELS = (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label")


@dataclass(slots=True)
class Measurement:
    """A measured value, with the metrics it counts as and, by context, the terms it counts as."""

    metrics: tuple[str, ...]
    value: float
    contexts: dict[str, tuple[str, ...]]


@dataclass(slots=True)
class Entry:
    """A model or dataset: by field the values as stated, and the terms that they count as."""

    iri: str
    name: str
    stated: dict[str, list[str]] = field(default_factory=dict)
    wide: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, list[float]] = field(default_factory=dict)
    measured: list[Measurement] = field(default_factory=list)


class Widening:
    """What terms count as; asked once for each."""

    def __init__(self, view: View) -> None:
        self._view, self._guard = view, Lock()
        self._known: dict[str, dict[str, tuple[str, ...]]] = {}

    def learn(self, wider: Wider | None, values: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return what the values count as; without a query: each as itself."""
        if wider is None:
            return {value: (value,) for value in values}
        with self._guard:
            known = self._known.setdefault(wider.query.name, {})
            for some in _chunks(sorted(set(values) - known.keys())):
                known.update(dict.fromkeys(some, ()))
                for value, wide in _rows(self._view, wider.of(some), "value", "wide"):
                    known[value.value] += (wide.value,)
            return known


def read(
    view: View, foci: Collection[str] | None = None, go_on: Callable[[], None] = lambda: None
) -> dict[str, Entry]:
    """Return the entries of these models and datasets, by IRI, or of all there are.

    `go_on` is called now and then; what it raises ends the reading.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> with TemporaryDirectory() as folder:
    ...     read(View(Path(folder) / "v", write=True))
    {}
    """
    chunks = [None] if foci is None else list(_chunks(sorted(foci)))
    widening, entries = Widening(view), {}
    for some in chunks:
        entries.update(_read(view, some, widening, go_on))
    return entries


def _read(
    view: View, foci: list[str] | None, widening: Widening, go_on: Callable[[], None]
) -> dict[str, Entry]:
    """Read the fields two at a time: the engine works without holding back other threads."""
    kinds = _rows(view, fields()["kind"].rows(foci), "focus", "value")
    entries = {focus.value: Entry(focus.value, "") for focus, _ in kinds}
    steps: list[Callable[[], None]] = [
        partial(_read_field, view, each, foci, entries, widening)
        for each in sorted(fields().values(), key=_longest_first)
    ]
    steps.insert(1, partial(_read_names, view, entries))
    if foci is not None:
        for step in steps:
            go_on()
            step()
        return entries
    with ThreadPoolExecutor(_THREADS) as threads:
        for done in as_completed([threads.submit(_step, step, go_on) for step in steps]):
            done.result()
    return entries


def _step(step: Callable[[], None], go_on: Callable[[], None]) -> None:
    go_on()
    step()


def _longest_first(each: Field) -> bool:
    return each.kind is not FieldKind.METRIC


def _read_field(
    view: View,
    each: Field,
    foci: list[str] | None,
    entries: dict[str, Entry],
    widening: Widening,
) -> None:
    if each.kind is FieldKind.METRIC:
        _read_metric(view, each, foci, entries, widening)
    elif each.kind in {FieldKind.NUMBER, FieldKind.DATE}:
        _read_numbers(view, each, foci, entries)
    else:
        _read_terms(view, each, foci, entries, widening)


def _read_names(view: View, entries: dict[str, Entry]) -> None:
    for entry in entries.values():
        labels = (min(found) for label in _LABELS if (found := view.values(entry.iri, label)))
        entry.name = next(labels, entry.iri)


def _read_terms(
    view: View,
    each: Field,
    foci: list[str] | None,
    entries: dict[str, Entry],
    widening: Widening,
) -> None:
    stated: dict[str, dict[str, None]] = {}
    for focus, value in _rows(view, each.term_rows(foci), "focus", "value"):
        if focus.value in entries:
            stated.setdefault(focus.value, {})[value.value] = None
    values = {value for found in stated.values() for value in found}
    wide = widening.learn(each.wider, values) if each.kind is FieldKind.TERM else {}
    named = widening.learn(each.naming, values) if each.naming else {}
    for focus_iri, found in stated.items():
        entry = entries[focus_iri]
        if each.naming:
            words = {word for value in found for word in named[value]}
            if words:
                entry.stated[each.name] = sorted(words)
            continue
        entry.stated[each.name] = sorted(found)
        if wide:
            entry.wide[each.name] = sorted({term for value in found for term in wide[value]})


def _read_numbers(
    view: View, each: Field, foci: list[str] | None, entries: dict[str, Entry]
) -> None:
    read_one = number if each.kind is FieldKind.NUMBER else instant
    for focus, value in _rows(view, each.rows(foci), "focus", "value"):
        if focus.value not in entries:
            continue
        found = entries[focus.value].numbers.setdefault(each.name, [])
        if (read_value := read_one(value)) is not None:
            found.append(read_value)
            found.sort()


def _read_metric(
    view: View,
    each: Field,
    foci: list[str] | None,
    entries: dict[str, Entry],
    widening: Widening,
) -> None:
    names = ("focus", "configuration", "metric", "value")
    rows = [row for row in _rows(view, each.rows(foci), *names) if row[0].value in entries]
    if not rows:
        return
    metrics = widening.learn(each.wider, {row[2].value for row in rows})
    placed = {name: _contexts(view, each, name, foci, widening) for name in each.contexts}
    for focus, configuration, metric, value in rows:
        entry = entries[focus.value]
        stated = entry.stated.setdefault(each.name, [])
        if metric.value not in stated:
            stated.append(metric.value)
            stated.sort()
            entry.wide[each.name] = sorted({m for one in stated for m in metrics[one]})
        if (measured := number(value)) is not None:
            contexts = {name: found.get(configuration.value, ()) for name, found in placed.items()}
            entry.measured.append(Measurement(metrics[metric.value], measured, contexts))


def _contexts(
    view: View, each: Field, name: str, foci: list[str] | None, widening: Widening
) -> dict[str, tuple[str, ...]]:
    pairs = list(_rows(view, each.context_rows(name, foci), "configuration", "value"))
    wide = widening.learn(fields()[name].wider, {value.value for _, value in pairs})
    found: dict[str, set[str]] = {}
    for configuration, value in pairs:
        found.setdefault(configuration.value, set()).update(wide[value.value])
    return {configuration: tuple(sorted(terms)) for configuration, terms in found.items()}


def _rows(view: View, text: str, *names: str) -> Iterator[tuple[ox.NamedNode | ox.Literal, ...]]:
    found = view.query(text)
    if not isinstance(found, ox.QuerySolutions):
        return
    at = [[variable.value for variable in found.variables].index(name) for name in names]
    for solution in found:
        terms = tuple(solution[place] for place in at)
        if all(isinstance(term, (ox.NamedNode, ox.Literal)) for term in terms):
            yield terms


def _chunks(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
