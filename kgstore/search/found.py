"""What a search finds: rows, counts, and how it was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kgstore.search.facets import Bucket
from kgstore.search.filter.meaning import Meaning
from kgstore.search.filter.notes import Note
from kgstore.search.filter.to_sparql import to_sparql
from kgstore.search.place import Sort
from kgstore.search.ranges import Bin


@dataclass(frozen=True, slots=True)
class Row:
    """A model or dataset: `values` are what is stated of it by field, terms as IRIs.

    `sorted_by` is the value that put it in its place, None if it has none.
    """

    iri: str
    name: str
    sorted_by: float | str | None
    values: Mapping[str, list[Any]]

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain data."""
        shown = {"iri": self.iri, "name": self.name, "sorted_by": self.sorted_by}
        return {**shown, "values": dict(self.values)}


@dataclass(frozen=True)
class Found:
    """A page of a search's results; `total` counts all of them.

    `commit` is the commit of the store that the results are of; `moved` says that the page before
    was of another. `cursor` leads to the next page, None at the end. `spelling` has the words that
    were found nowhere, with those that were searched for instead. `labels` names the terms of rows
    and facets. `counts` are those of values that were asked for one by one, `lacking` counts, by
    facet, what has none stated.
    """

    rows: tuple[Row, ...]
    total: int
    meaning: Meaning
    sort: Sort
    commit: int
    cursor: str | None = None
    moved: bool = False
    facets: Mapping[str, tuple[Bucket, ...]] = field(default_factory=dict)
    histograms: Mapping[str, tuple[Bin, ...]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    spelling: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    lacking: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def sparql(self) -> str:
        """The SPARQL query that finds the same, in the same order but for relevance and names."""
        return to_sparql(self.meaning, self.sort)

    def as_json(self) -> dict[str, Any]:
        """Return what `/api/v1/find` gives, but for the SPARQL, as plain data."""
        return {
            "total": self.total,
            "commit": self.commit,
            "moved": self.moved,
            "cursor": self.cursor,
            "sort": {"by": self.sort.by, "descending": self.sort.descending},
            "rows": [row.as_json() for row in self.rows],
            "facets": {
                name: [
                    {
                        "value": bucket.value,
                        "label": self.labels.get(bucket.value, bucket.value),
                        "count": bucket.count,
                        "selected": bucket.selected,
                    }
                    for bucket in buckets
                ]
                for name, buckets in self.facets.items()
            },
            "histograms": {
                name: [{"low": one.low, "high": one.high, "count": one.count} for one in bins]
                for name, bins in self.histograms.items()
            },
            "labels": dict(self.labels),
            "notes": [note.as_json() for note in self.notes],
            "spelling": dict(self.spelling),
        }
