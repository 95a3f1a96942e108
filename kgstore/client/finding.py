"""What a search finds: a page of entries, counts, and how the filter was understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from kgstore.client.rows import Rows
from kgstore.client.terms import IRI, Value

if TYPE_CHECKING:
    import pandas
    import polars

    from kgstore.search.facets import Bucket
    from kgstore.search.filter.notes import Note
    from kgstore.search.found import Row as Entry
    from kgstore.search.place import Sort
    from kgstore.search.ranges import Bin

_FIRST: Final = ("iri", "name", "sorted_by")


@dataclass(frozen=True, slots=True)
class Explained:
    """How each part of a filter is understood, and the SPARQL query that finds the same."""

    notes: tuple[Note, ...]
    sparql: str


@dataclass(frozen=True)
class FoundPage:
    """A page of a search's results; `total` counts all of them.

    `entries` have all values of a field as a list, `rows` are the same as a table. `cursor` leads
    to the next page; `moved` says that the page before was of another commit. `spelling` has the
    words that were found nowhere, with those that were searched for instead; `labels` names the
    terms of entries and facets; `sparql` is the query that finds the same.
    """

    entries: tuple[Entry, ...]
    total: int
    commit: int
    cursor: str | None
    moved: bool
    sort: Sort
    facets: Mapping[str, tuple[Bucket, ...]]
    histograms: Mapping[str, tuple[Bin, ...]]
    labels: Mapping[str, str]
    spelling: Mapping[str, str]
    notes: tuple[Note, ...]
    sparql: str
    _json: Mapping[str, Any] = field(repr=False)

    @cached_property
    def rows(self) -> Rows:
        """The page as a table: a column for each field that is stated of something in it.

        Several values of a field stand in one text, with bars between.
        """
        return rows_of(self.entries)

    def as_json(self) -> dict[str, Any]:
        """Return the page as plain data."""
        return dict(self._json)

    def dicts(self) -> list[dict[str, Value]]:
        """Return the entries as dictionaries, see `rows`."""
        return self.rows.dicts()

    def pandas(self) -> pandas.DataFrame:
        """Return the entries as a data frame of pandas, see `rows`."""
        return self.rows.pandas()

    def polars(self) -> polars.DataFrame:
        """Return the entries as a data frame of polars, see `rows`."""
        return self.rows.polars()

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        """Yield the entries as dictionaries, see `rows`."""
        return iter(self.rows)

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        return f"{self.rows._repr_html_()}<p>{self.total:,} in all</p>"


def page_of(value: Mapping[str, Any]) -> FoundPage:
    """Return the page that an answer of `/api/v1/find` holds."""
    from kgstore.search.facets import Bucket
    from kgstore.search.filter.notes import Note
    from kgstore.search.place import Sort
    from kgstore.search.ranges import Bin

    buckets = {
        name: tuple(Bucket(one["value"], one["count"], one["selected"]) for one in found)
        for name, found in value["facets"].items()
    }
    bins = {
        name: tuple(Bin(one["low"], one["high"], one["count"]) for one in found)
        for name, found in value["histograms"].items()
    }
    return FoundPage(
        entries=tuple(map(entry_of, value["rows"])),
        total=value["total"],
        commit=value["commit"],
        cursor=value["cursor"],
        moved=value["moved"],
        sort=Sort(value["sort"]["by"], value["sort"]["descending"]),
        facets=buckets,
        histograms=bins,
        labels=value["labels"],
        spelling=value["spelling"],
        notes=tuple(Note(one["text"], one["column"], one["understood"]) for one in value["notes"]),
        sparql=value["sparql"],
        _json={name: item for name, item in value.items() if name != "next"},
    )


def entry_of(value: Mapping[str, Any]) -> Entry:
    """Return one entry; its values are under `values`, or beside its name."""
    from kgstore.search.found import Row as Entry

    values = value.get("values")
    if values is None:
        values = {name: item for name, item in value.items() if name not in _FIRST}
    return Entry(value["iri"], value["name"], value["sorted_by"], values)


def rows_of(entries: Iterable[Entry]) -> Rows:
    """Return entries as a table: a column for each field that one of them has."""
    from kgstore.search.fields import FieldKind, fields

    kept = list(entries)
    stated = {name for entry in kept for name in entry.values}
    names = [name for name in fields() if name in stated]
    dates = {name for name in names if fields()[name].kind is FieldKind.DATE}
    values = [
        (
            IRI(entry.iri),
            entry.name,
            entry.sorted_by,
            *(_flat(entry.values.get(name, ()), name in dates) for name in names),
        )
        for entry in kept
    ]
    return Rows((*_FIRST, *names), values)


def _flat(found: Iterable[Any], is_date: bool) -> Value:
    values = [datetime.fromtimestamp(one, UTC) if is_date else one for one in found]
    if len(values) > 1:
        return " | ".join(map(str, values))
    if values and isinstance(values[0], str) and "://" in values[0]:
        return IRI(values[0])
    return values[0] if values else None
