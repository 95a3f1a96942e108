"""The tables of a comparison as CSV (RFC 4180), with everything that the page says in notes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kgstore.web.compare.classes import PerClass
from kgstore.web.compare.comparison import Comparison
from kgstore.web.compare.confusions import Confusions
from kgstore.web.compare.draw import point_names
from kgstore.web.compare.facts import facts_of
from kgstore.web.compare.joined import Row
from kgstore.web.compare.read import Measured
from kgstore.web.compare.scatter import Scatter

Line = Sequence[object]
PARTS: Final = ("facts", "metrics", "scatter", "classes", "confusions")
_STATED: Final = (
    *("rawValue", "rawMetric", "label", "verification", "measuredOn", "evidence"),
    *("wasAttributedTo", "uncertainty", "unitStatus"),
)
METRIC_COLUMNS: Final = (
    *("metric", "metric IRI", "data", "data IRI", "slice", "hardware", "precision", "batch size"),
    *("model", "model IRI", "value", "unit", "shown", "best", "settings", "configuration"),
    *("measured of", "source", "raw value", "raw metric", "called", "verification", "date"),
    *("evidence", "attributed to", "uncertainty", "unit status"),
)


def written(lines: Iterable[Line]) -> bytes:
    r"""Return lines as CSV.

    >>> written([["a", None], ["b,c", 0.5]])
    b'a,\r\n"b,c",0.5\r\n'
    """
    output = io.StringIO()
    csv.writer(output).writerows(lines)
    return output.getvalue().encode()


def facts(found: Comparison) -> Iterator[Line]:
    """Yield what is stated of each model, a column a model."""
    yield ["fact", *(found.labels[model] for model in found.models)]
    yield ["IRI", *found.models]
    for fact in facts_of(found):
        cells = []
        for model in found.models:
            values = fact.values[model]
            cells.append(
                " | ".join(
                    found.names(one.iri) if one.iri else _plain(one.number, one.text)
                    for one in values
                )
            )
        yield [fact.heading, *cells]


def _plain(number: float | None, text: str) -> str:
    return text if number is None else f"{number:.17g}"


def metrics(found: Comparison, stated: dict[str, dict[str, str]]) -> Iterator[Line]:
    """Yield every value of the rows in which models are compared, also those that are not shown."""
    yield METRIC_COLUMNS
    for key in found.keys:
        for one in found.rows[key].values:
            yield _value(found, found.rows[key], one, stated.get(one.iri, {}))


def _value(found: Comparison, row: Row, one: Measured, stated: dict[str, str]) -> Line:
    key, choice = row.key, row.cells[one.model]
    setup = found.settings.get(one.configuration, frozenset())
    is_shown = any(one.iri == claim.iri for claim in choice.claims)
    where = found.names(key.data) if key.data else ""
    hardware = found.names(key.hardware) if key.hardware else ""
    source = " ".join(found.read.facts[one.model].get("source", ()))
    return [
        *(found.names(key.metric), key.metric, where, key.data, key.part or key.slice),
        *(hardware, key.precision, key.batch, found.labels[one.model], one.model),
        *(repr(one.value), found.metrics[key.metric].unit if key.metric in found.metrics else ""),
        *("yes" if is_shown else "no", "yes" if is_shown and one.model in row.best else "no"),
        *(found.settings_words(setup, 99), one.configuration, one.owner, source),
        *(stated.get(name, "") for name in _STATED),
    ]


def scatter(found: Comparison, shown: Scatter) -> Iterator[Line]:
    """Yield the points of the scatter, and the models that have none."""
    yield ["model", "model IRI", shown.x.words, shown.y.words, "unbeaten", "settings"]
    for name, point in zip(point_names(found, shown.points), shown.points, strict=True):
        settings = found.settings_words(point.settings, 99)
        front = "yes" if point.front else "no"
        yield [name, point.model, repr(point.x), repr(point.y), front, settings]
    for model in shown.missing:
        yield [found.labels[model], model, "", "", "not measured", ""]


def classes(found: Comparison, of: Sequence[str], listed: Sequence[PerClass]) -> Iterator[Line]:
    """Yield the values of all classes, a column a model."""
    yield ["class", "class IRI", "same by", "apart", *(found.labels[model] for model in of)]
    for one in listed:
        values = (" | ".join(map(repr, one.values.get(model, ()))) for model in of)
        apart = "" if one.apart is None else repr(one.apart)
        yield [one.label, one.iri, one.by, apart, *values]


def confusions(found: Comparison, listed: Sequence[Confusions]) -> Iterator[Line]:
    """Yield the stored cells of all matrices."""
    yield ["model", "model IRI", "configuration", "data IRI", "actual", "predicted", "count"]
    for side in listed:
        for matrix in side.matrices:
            for (actual, predicted), count in sorted(matrix.cells.items()):
                where = [found.labels[matrix.model], matrix.model, matrix.configuration, side.data]
                yield [*where, side.labels[actual], side.labels[predicted], f"{count:g}"]
