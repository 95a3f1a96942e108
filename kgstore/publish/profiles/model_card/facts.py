"""What the store knows of a model, as the model card needs it: nodes with facts by key.

The keys are those that the queries of `queries/export/model_card/` give to properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kgstore.publish.profiles.base import Source
from kgstore.publish.profiles.rows import Row, rows


@dataclass(slots=True)
class Node:
    """A thing with its facts: by key, the values in order, each with its label if it has one."""

    iri: str
    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    """The page of a value that has one, by the value's IRI."""

    def all(self, key: str) -> list[str]:
        """Return the values under a key."""
        return list(self.facts.get(key, ()))

    def one(self, key: str) -> str:
        """Return the first value under a key, or ""."""
        return next(iter(self.facts.get(key, ())), "")

    def labels(self, key: str) -> list[str]:
        """Return the labels of the values under a key; a value without one stands for itself."""
        return [name or value for value, name in self.facts.get(key, {}).items()]

    def add(self, row: Row) -> None:
        """Take over one row of a query."""
        values = self.facts.setdefault(row["key"], {})
        known = values.get(row["value"])
        values[row["value"]] = known or row.get("name", "")
        if "page" in row:
            self.pages.setdefault(row["value"], row["page"])


@dataclass(slots=True)
class Configuration(Node):
    """A training or testing configuration, with its metric values and hyperparameter values."""

    values: dict[str, Node] = field(default_factory=dict)
    settings: dict[str, Node] = field(default_factory=dict)


@dataclass(slots=True)
class Model(Node):
    """A model with what belongs to it."""

    configurations: dict[str, Configuration] = field(default_factory=dict)
    files: dict[str, Node] = field(default_factory=dict)
    datasets: dict[str, Node] = field(default_factory=dict)
    """The datasets that its configurations name, and those that they are parts of."""


def models(source: Source, iris: Sequence[str]) -> Iterator[Model]:
    """Yield what is known of models, in their order.

    Raises:
        QueryError: one of the queries is unsound.
    """
    found = {iri: Model(iri) for iri in iris}
    given = {"models": [f"<{iri}>" for iri in iris]}
    for row in rows(source, "model_card_model", given):
        found[row["model"]].add(row)
    for row in rows(source, "model_card_configurations", given):
        nodes = found[row["model"]].configurations
        nodes.setdefault(row["node"], Configuration(row["node"])).add(row)
    for row in rows(source, "model_card_values", given):
        values = _configuration(found, row).values
        values.setdefault(row["node"], Node(row["node"])).add(row)
    for row in rows(source, "model_card_settings", given):
        settings = _configuration(found, row).settings
        settings.setdefault(row["node"], Node(row["node"])).add(row)
    for row in rows(source, "model_card_files", given):
        found[row["model"]].files.setdefault(row["node"], Node(row["node"])).add(row)
    for row in rows(source, "model_card_datasets", given):
        found[row["model"]].datasets.setdefault(row["node"], Node(row["node"])).add(row)
    yield from found.values()


def _configuration(found: dict[str, Model], row: Row) -> Configuration:
    """Return the configuration that a row is about; one of which nothing else is said is new."""
    iri = row["configuration"]
    return found[row["model"]].configurations.setdefault(iri, Configuration(iri))
