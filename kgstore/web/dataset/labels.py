"""The classes that a dataset is labelled with: their concepts, and how often each occurs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from kgstore.namespaces import MZ, PREFIXES
from kgstore.publish.describe import bracketed, name
from kgstore.web.dataset.kept import kept
from kgstore.web.dataset.stated import Stated
from kgstore.web.documents import Site
from kgstore.web.pages_about import rows

MOST: Final = 100
"""Classes that are shown; the query has the same limit."""
MOST_SCHEMAS: Final = 20
_SCHEMA, _STATISTICS = MZ + "labelSchema", MZ + "classStatistics"
_SKOS: Final = PREFIXES["skos"]


@dataclass(frozen=True, slots=True)
class Label:
    """A class; `links` are the concepts that it means, each with the kind of match.

    `objects` are the data objects that hold it, `instances` how often it occurs in them; `share`
    is `instances` (or else `objects`) in per cent of those of the most frequent class.
    """

    iri: str
    text: str = ""
    index: str = ""
    placeholder: bool = False
    links: tuple[tuple[str, str], ...] = ()
    objects: int | None = None
    instances: int | None = None
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Labels:
    """The first classes of a dataset's label schema; `others` are its further schemas.

    `of` is the thing that names the schema, where that is not the dataset itself; `counted` is
    what the counts are of.
    """

    schema: str
    of: str
    shown: tuple[Label, ...]
    count: int
    others: tuple[str, ...]
    counted: str

    def things(self) -> list[str]:
        """Return the IRIs that are named."""
        linked = [concept for label in self.shown for _, concept in label.links]
        unnamed = [label.iri for label in self.shown if not label.text]
        return [self.schema, self.of, self.counted, *self.others, *linked, *unnamed]


def labels(here: Site, stated: Stated, iri: str, near: Iterable[str]) -> Labels | None:
    """Return the classes of a dataset, or those of the first of what is near it that has some."""
    things = list(dict.fromkeys((iri, *near)))
    schemas = {schema: one for one in reversed(things) for schema in stated.iris(one, _SCHEMA)}
    ordered = [s for one in things for s in stated.iris(one, _SCHEMA)]
    counts, counted = _counts(stated, things)
    if not ordered and not counts:
        return None
    schema = ordered[0] if ordered else ""
    first, count = _classes(here, schema) if schema else ((), 0)
    known = {label.iri for label in first}
    shown = [*first, *(Label(one) for one in counts if one not in known)][:MOST]
    others = list(dict.fromkeys(one for one in ordered if one != schema))
    of = schemas.get(schema, "")
    return Labels(
        schema,
        of if of != iri else "",
        tuple(_with_counts(label, counts) for label in shown),
        max(count, len(shown)),
        tuple(others[:MOST_SCHEMAS]),
        counted,
    )


_Counts = dict[str, tuple[int | None, int | None]]


def _counts(stated: Stated, things: Iterable[str]) -> tuple[_Counts, str]:
    """Return the class statistics of the first thing that has some, the most frequent first."""
    for thing in things:
        found: _Counts = {}
        for node in stated.iris(thing, _STATISTICS):
            for about in stated.iris(node, MZ + "forClass"):
                objects = stated.count(node, MZ + "dataObjectCount")
                found[about] = (objects, stated.count(node, MZ + "instanceCount"))
        if found:
            order = sorted(found, key=lambda one: -max(n or 0 for n in found[one]))
            return {one: found[one] for one in order}, thing
    return {}, ""


def _with_counts(label: Label, counts: _Counts) -> Label:
    objects, instances = counts.get(label.iri, (None, None))
    largest = max((i or o or 0 for o, i in counts.values()), default=0)
    share = 100 * (instances or objects or 0) / (largest or 1)
    return replace(label, objects=objects, instances=instances, share=share)


def _classes(here: Site, schema: str) -> tuple[tuple[Label, ...], int]:
    (given,) = bracketed([schema])
    counted = next(rows(here.view, here.library, "dataset-class-count", schema=given))
    count = int(getattr(counted["count"], "value", "0"))
    return kept(here, f"classes of {schema}", count, lambda: _first(here, given)), count


def _first(here: Site, schema: str) -> tuple[Label, ...]:
    found: dict[str, Label] = {}
    for row in rows(here.view, here.library, "dataset-classes", schema=schema):
        label = found.setdefault(name(row["class"]), _label(row))
        link = (name(row["match"]).removeprefix(_SKOS), name(row["concept"]))
        if link[1] and link not in label.links:
            found[label.iri] = replace(label, links=(*label.links, link))
    return tuple(found.values())


def _label(row: ox.QuerySolution) -> Label:
    told: Mapping[str, str] = {
        key: getattr(row[key], "value", "") for key in ("label", "index", "status")
    }
    placeholder = told["status"] == MZ + "Placeholder"
    return Label(name(row["class"]), told["label"], told["index"], placeholder)
