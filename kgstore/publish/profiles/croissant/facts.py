"""What the store knows of a dataset, as Croissant needs it.

The keys are those that the queries of `queries/export/croissant/` give to properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kgstore.publish.profiles.base import Source
from kgstore.publish.profiles.rows import Row, rows


@dataclass(slots=True)
class Part:
    """The dataset itself, or a configuration of it: columns, splits and labels by their IRIs."""

    iri: str
    name: str = ""
    columns: dict[str, Row] = field(default_factory=dict)
    splits: dict[str, Row] = field(default_factory=dict)
    schemas: dict[str, dict[int, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Dataset:
    """A dataset; `facts` are the rows of its values, by key and value."""

    iri: str
    facts: dict[str, dict[str, Row]] = field(default_factory=dict)
    creators: dict[tuple[str, str], Row] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)
    schema_names: dict[str, str] = field(default_factory=dict)

    def all(self, key: str) -> list[str]:
        """Return the values under a key."""
        return list(self.facts.get(key, ()))

    def one(self, key: str) -> str:
        """Return the first value under a key, or ""."""
        return next(iter(self.facts.get(key, ())), "")

    def part(self, row: Row) -> Part:
        """Return the part that a row is about."""
        return self.parts.setdefault(row["part"], Part(row["part"], row.get("part_name", "")))


def datasets(source: Source, iris: Sequence[str]) -> Iterator[Dataset]:
    """Yield what is known of datasets, in their order.

    Raises:
        QueryError: one of the queries is unsound.
    """
    found = {iri: Dataset(iri) for iri in iris}
    given = {"datasets": [f"<{iri}>" for iri in iris]}
    for row in rows(source, "croissant_dataset", given):
        found[row["dataset"]].facts.setdefault(row["key"], {}).setdefault(row["value"], row)
    for row in rows(source, "croissant_creators", given):
        key = row["property"], row["agent"]
        found[row["dataset"]].creators.setdefault(key, row)
    for row in rows(source, "croissant_files", given):
        files = found[row["dataset"]].files
        files.setdefault(row["file"], {}).setdefault(row["key"], row["value"])
    for row in rows(source, "croissant_columns", given):
        found[row["dataset"]].part(row).columns.setdefault(row["column"], row)
    for row in rows(source, "croissant_splits", given):
        found[row["dataset"]].part(row).splits.setdefault(row["split"], row)
    for row in rows(source, "croissant_labels", given):
        dataset = found[row["dataset"]]
        labels = dataset.part(row).schemas.setdefault(row["schema"], {})
        labels.setdefault(int(row["index"]), row["label"])
        dataset.schema_names.setdefault(row["schema"], row.get("schema_name", ""))
    yield from found.values()
