"""What the index holds of models and datasets, read from a view by the fields' queries.

The engine answers without holding back other threads as long as no row of its answer is asked for;
so an answer is taken whole, as text, and two queries are asked at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache, partial
from threading import Lock
from typing import Final

from kgstore.commit.view import View
from kgstore.search.answers import cells, terms, texts
from kgstore.search.fields import Field, FieldKind, Wider, fields
from kgstore.search.literals import instant, number, number_in

_AT_ONCE: Final = 1000
_THREADS: Final = 2
_NAME: Final = "name"
_NOT_SHOWN: Final = "not shown"


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
                for value, wide in texts(self._view, wider.of(some), "value", "wide"):
                    known[value] += (wide,)
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
        entries.update(_Reading(view, some, widening).entries(go_on))
    return entries


class _Reading:
    """Reads the entries of some models and datasets (None: of all), field by field."""

    def __init__(self, view: View, foci: list[str] | None, widening: Widening) -> None:
        self._view, self._foci, self._widening = view, foci, widening
        self._kinds = list(texts(view, fields()["kind"].term_rows(foci), "focus", "value"))
        self._entries = {focus: Entry(focus, "") for focus, _ in self._kinds}
        self._rows: dict[str, list[tuple[str, str, str, float | None]]] = {}
        self._placed: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}

    def entries(self, go_on: Callable[[], None]) -> dict[str, Entry]:
        """Return them."""

        def do(step: Callable[[], None]) -> None:
            go_on()
            step()

        if self._foci is not None:
            for step in self._steps():
                do(step)
        else:
            with ThreadPoolExecutor(_THREADS) as threads:
                for done in as_completed([threads.submit(do, step) for step in self._steps()]):
                    done.result()
        for name in self._rows:
            self._put_measured(fields()[name])
        return self._entries

    def _steps(self) -> Iterator[Callable[[], None]]:
        """Yield what is to be read, what takes longest first."""
        for each in sorted(fields().values(), key=lambda one: one.kind is not FieldKind.METRIC):
            if each.kind is FieldKind.METRIC:
                yield partial(self._read_measured, each)
                yield from (partial(self._read_context, each, name) for name in each.contexts)
            elif each.name == _NAME:
                yield partial(self._read_names, each)
            elif each.kind in {FieldKind.NUMBER, FieldKind.DATE}:
                yield partial(self._read_numbers, each)
            else:
                yield partial(self._read_terms, each)

    def _read_names(self, each: Field) -> None:
        """Read the words of names, and the name that each entry is shown by."""
        found: dict[str, set[tuple[str, str]]] = {}
        for focus, text, rank in texts(self._view, each.rows(self._foci), "focus", "value", "rank"):
            if focus in self._entries:
                found.setdefault(focus, set()).add((rank, text))
        for iri, entry in self._entries.items():
            names = found.get(iri, set())
            _, entry.name = min((one for one in names if one[0] != _NOT_SHOWN), default=("", iri))
            if names:
                entry.stated[each.name] = sorted({text for _, text in names})

    def _read_terms(self, each: Field) -> None:
        stated: dict[str, dict[str, None]] = {}
        for focus, value in self._term_rows(each):
            if focus in self._entries:
                stated.setdefault(focus, {})[value] = None
        values = {value for found in stated.values() for value in found}
        learn = self._widening.learn
        wide = learn(each.wider, values) if each.kind is FieldKind.TERM else {}
        named = learn(each.naming, values) if each.naming else {}

        @cache  # thousands of models state the same list of classes
        def together(terms: tuple[str, ...]) -> list[str]:
            return sorted({one for term in terms for one in wide[term]})

        for focus, found in stated.items():
            entry = self._entries[focus]
            if each.naming:
                words = {word for value in found for word in named[value]}
                if words:
                    entry.stated[each.name] = sorted(words)
                continue
            entry.stated[each.name] = sorted(found)
            if wide:
                entry.wide[each.name] = together(tuple(entry.stated[each.name]))

    def _term_rows(self, each: Field) -> Iterable[tuple[str, ...]]:
        if each.name == "kind":
            return self._kinds
        return texts(self._view, each.term_rows(self._foci), "focus", "value")

    def _read_numbers(self, each: Field) -> None:
        read_one = number if each.kind is FieldKind.NUMBER else instant
        for focus, value in terms(self._view, each.rows(self._foci), "focus", "value"):
            if focus.value not in self._entries:
                continue
            found = self._entries[focus.value].numbers.setdefault(each.name, [])
            if (read_value := read_one(value)) is not None:
                found.append(read_value)
                found.sort()

    def _read_measured(self, each: Field) -> None:
        names = ("focus", "configuration", "metric", "value")
        rows = self._rows[each.name] = []
        for row in cells(self._view, each.rows(self._foci), *names):
            focus, configuration, metric = (cell[1:-1] for cell in row[:3])
            if focus in self._entries:
                rows.append((focus, configuration, metric, number_in(row[3])))

    def _read_context(self, each: Field, name: str) -> None:
        query = each.context_rows(name, self._foci)
        pairs = list(texts(self._view, query, "configuration", "value"))
        wide = self._widening.learn(fields()[name].wider, {value for _, value in pairs})
        found: dict[str, set[str]] = {}
        for configuration, value in pairs:
            found.setdefault(configuration, set()).update(wide[value])
        placed = {configuration: tuple(sorted(some)) for configuration, some in found.items()}
        self._placed[each.name, name] = placed

    def _put_measured(self, each: Field) -> None:
        rows = self._rows[each.name]
        metrics = self._widening.learn(each.wider, {row[2] for row in rows})
        placed = {name: self._placed[each.name, name] for name in each.contexts}
        stated: dict[str, set[str]] = {}
        for focus, configuration, metric, measured in rows:
            stated.setdefault(focus, set()).add(metric)
            if measured is not None:
                contexts = {name: found.get(configuration, ()) for name, found in placed.items()}
                value = Measurement(metrics[metric], measured, contexts)
                self._entries[focus].measured.append(value)
        for focus, some in stated.items():
            entry = self._entries[focus]
            entry.stated[each.name] = sorted(some)
            entry.wide[each.name] = sorted({wide for one in some for wide in metrics[one]})


def _chunks(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
