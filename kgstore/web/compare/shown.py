"""What the page of a comparison shows, cut to what can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from kgstore.web.amounts import Scale
from kgstore.web.compare import classes, confusions, draw, facts, schemas
from kgstore.web.compare.asked import Asked
from kgstore.web.compare.choose import Choice
from kgstore.web.compare.comparison import Comparison
from kgstore.web.compare.joined import Row
from kgstore.web.compare.read import Key, Measured, Metric, stated
from kgstore.web.compare.scatter import costs, qualities, scatter_of
from kgstore.web.documents import Site
from kgstore.web.pages_about import Names, names_of

ALL: Final = "all"
_CELLS: Final = 100
_FEWEST, _USUAL = 5, 10
_MOST_ROWS: Final = 400
_CLASSES: Final = 20
_FOLDED: Final = 60
_STATED: Final = {
    "SelfReported": "self-reported",
    "IndependentlyMeasured": "independently measured",
    "Verified": "verified",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table, and how many more there are."""

    rows: tuple[Row, ...]
    more: int


def most_rows(asked: Asked) -> int:
    """Return how many rows a table of the page has at most: fewer, the more models there are."""
    if asked.rows == ALL:
        return _MOST_ROWS
    return max(_FEWEST, min(_USUAL, _CELLS // max(1, len(asked.models))))


def shown(here: Site, found: Comparison) -> dict[str, Any]:
    """Return what the template shows of a comparison of two models or more."""
    limit = most_rows(found.asked)
    quality, speed = (
        _part(found, found.sorts.quality, limit),
        _part(found, found.sorts.speed, limit),
    )
    unknown = _part(found, found.sorts.unknown, _FOLDED)
    listed = [*quality.rows, *speed.rows, *unknown.rows]
    claims = [claim.iri for row in listed for cell in row.cells.values() for claim in cell.claims]
    told = stated(here.view, here.library, claims)
    bars = draw.chosen(found)
    drawn = "; ".join(found.key_words(row.key) for row in bars)
    return _by_class(here, found) | {
        "facts": facts.facts_of(found),
        "hardware": found.read.hardware if len(_widest(found)) > 1 else {},
        "quality": quality,
        "speed": speed,
        "unknown_rows": unknown,
        "single": _part(found, found.sorts.single, _FOLDED),
        "note": lambda row, one: _note(found, row, one, told.get(one.iri, {})),
        "drawable": found.keys,
        "bars": bars,
        "bars_words": f"Bars of {drawn}; the values stand in the table of metrics.",
        "scatter": scatter_of(found),
        "qualities": qualities(found),
        "costs": costs(found),
        "picture_of": lambda form, part, ink: _picture(here, found, form, part, ink),
        "csv": lambda part: f"{here.root}/compare/table.csv?part={part}&{_query(here, found)}",
    }


def _by_class(here: Site, found: Comparison) -> dict[str, Any]:
    """Return what the template shows class by class: values, the classes themselves, confusions."""
    head = here.services.store.head
    choices = classes.choices(here.view, here.library, head, found.models)
    of = classes.asked_for(choices, found.asked.classes)
    per_class, class_scale = _per_class(here, found, of)
    matrices = confusions.confusions(here.view, here.library, found.models)
    most = _MOST_ROWS if found.asked.rows == ALL else _CLASSES
    return {
        "of_classes": of,
        "class_choices": choices,
        "per_class": per_class[:most],
        "more_classes": max(0, len(per_class) - most),
        "class_scale": class_scale,
        "schemas": schemas.shared(here.view, here.library, head, found.models),
        "most_names": schemas.MOST_NAMES,
        "matrices": matrices,
        "names": _names(here, found, choices, matrices),
    }


def _names(
    here: Site,
    found: Comparison,
    choices: Sequence[classes.Of],
    matrices: Sequence[confusions.Confusions],
) -> Names:
    """Return the names of the comparison, and of what only classes and matrices name."""
    wanted = {iri for of in choices for iri in (of.key.metric, of.key.data)}
    wanted |= {side.data for side in matrices}
    more = names_of(here.view, here.library, here.base, wanted - found.names.known.keys())
    return Names(here.base, {**found.names.known, **more.known})


def _per_class(
    here: Site, found: Comparison, of: classes.Of | None
) -> tuple[list[classes.PerClass], Scale]:
    if of is None:
        return [], Scale()
    metric = found.metrics.get(of.key.metric, Metric())
    return classes.differences(here.view, here.library, of, metric)


def _widest(found: Comparison) -> frozenset[str]:
    """Return the models that were measured on the hardware on which most were."""
    return max(found.read.hardware.values(), key=len, default=frozenset())


def _part(found: Comparison, keys: tuple[Key, ...], limit: int) -> Part:
    return Part(tuple(found.rows[key] for key in keys[:limit]), max(0, len(keys) - limit))


def _query(here: Site, found: Comparison) -> str:
    return found.asked.query(here.base, words="", rows="")


def _picture(here: Site, found: Comparison, form: str, part: str, ink: str) -> str:
    colours = f"&ink={ink}" if ink else ""
    return f"{here.root}/compare/chart.{form}?part={part}{colours}&{_query(here, found)}"


def _note(found: Comparison, row: Row, one: Measured, told: dict[str, str]) -> str:
    """Return how a value was stated, in words: spelling, who vouches for it, date, settings."""
    choice: Choice = row.cells[one.model]
    raw = told.get("rawValue", "")
    called = told.get("label") or told.get("rawMetric", "")
    who = told.get("verification", "").rpartition("#")[2]
    said = [
        f"stated as {raw}" if raw else "",
        f"called {called}" if called else "",
        _STATED.get(who, ""),
        f"measured {told['measuredOn']}" if "measuredOn" in told else "",
        f"± {row.scale.text(float(told['uncertainty']))}" if "uncertainty" in told else "",
        "unit assumed" if told.get("unitStatus", "").endswith("Assumed") else "",
        found.settings_words(choice.settings, 6),
        f"measured of {found.names(one.owner)}, the same network" if one.owner != one.model else "",
    ]
    sources = found.read.facts[one.model].get("source", ())
    source = ", ".join(found.names(iri) for iri in sources)
    return "; ".join(filter(None, [*said, f"source: {source}" if source else ""]))
