"""The fields of a search: data in `queries/facet/`, read from `fields.toml` and the queries there.

The index is built from the rows of these queries; the SPARQL of a filter embeds the same queries.
So an answer of the one and an answer of the other mean the same by construction.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox

from kgstore.errors import ResourceError
from kgstore.namespaces import expand
from kgstore.resources import folder
from kgstore.sparql.header import Query, read
from kgstore.sparql.restriction import restricted, unrestricted


class FieldKind(StrEnum):
    """What the values of a field are."""

    TERM = "term"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    METRIC = "metric"


@dataclass(frozen=True, slots=True)
class Wider:
    """A query for all terms that a term counts as: rows of `?value` and `?wide`."""

    query: Query

    def of(self, values: Iterable[str]) -> str:
        """Return the SELECT of what these values count as."""
        return restricted(self.query, "value", values)

    def below(self, wide: Iterable[str]) -> str:
        """Return the SELECT of the values that count as one of `wide`.

        >>> "VALUES ?wide { <urn:a> }" in fields()["task"].wider.below(["urn:a"])
        True
        """
        given = " ".join(str(ox.NamedNode(iri)) for iri in wide)
        return unrestricted(self.query, "value", f"VALUES ?wide {{ {given} }}")


@dataclass(frozen=True, slots=True)
class Field:
    """One searchable field.

    `query` gives `?focus ?value`, of a metric `?focus ?configuration ?metric ?value`; `wider`, if
    there is one, all that a value (of a metric field: a metric) counts as. `scheme` names the
    vocabulary of its terms, whose values are IRIs; without one they are words. `unit` is the IRI of
    the unit of its numbers, which are sorted with the `lowest_first` or last. `contexts` are, for a
    metric, the term fields that narrow a comparison, each with its query for
    `?focus ?configuration ?value`. A text field with `terms` and `names` gives the rows of `query`
    in two steps as well: terms of each thing, names of each term.
    """

    name: str
    kind: FieldKind
    query: Query
    wider: Wider | None
    scheme: str
    unit: str
    aliases: tuple[str, ...]
    weight: float
    lowest_first: bool
    help: str
    example: str
    contexts: Mapping[str, Query]
    terms: Query | None = None
    naming: Wider | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The name and all aliases."""
        return (self.name, *self.aliases)

    def rows(self, foci: Iterable[str] | None = None) -> str:
        """Return the SELECT of the rows of these models and datasets, or of all.

        >>> "VALUES" in fields()["task"].rows(["urn:a"]), "VALUES" in fields()["task"].rows()
        (True, False)
        """
        return _rows(self.query, foci)

    def term_rows(self, foci: Iterable[str] | None = None) -> str:
        """Return the SELECT of the terms whose names the field holds, or else of its rows."""
        return _rows(self.terms or self.query, foci)

    def context_rows(self, field: str, foci: Iterable[str] | None = None) -> str:
        """Return the SELECT of the context `field` of each configuration."""
        return _rows(self.contexts[field], foci)


def _rows(query: Query, foci: Iterable[str] | None) -> str:
    return unrestricted(query, "focus") if foci is None else restricted(query, "focus", foci)


@cache
def fields() -> Mapping[str, Field]:
    """Return the fields by their names, in the order of `fields.toml`.

    >>> fields()["evaluated_on"].aliases[0], fields()["size"].kind.value
    ('dataset', 'number')

    Raises:
        ResourceError: `fields.toml` names a query or a field that is not there.
    """
    table = tomllib.loads((folder("queries") / "facet" / "fields.toml").read_text("utf-8"))
    found = {name: _field(name, entry) for name, entry in table.items()}
    for field in found.values():
        if missing := field.contexts.keys() - found.keys():
            raise ResourceError(f"fields.toml: {field.name} has the unknown context {missing}")
    return MappingProxyType(found)


@cache
def named() -> Mapping[str, Field]:
    """Return the fields by their names and aliases.

    >>> named()["license"].name
    'licence'
    """
    return MappingProxyType({name: field for field in fields().values() for name in field.names})


def _field(name: str, entry: Mapping[str, Any]) -> Field:
    wider, terms, names = (entry.get(key, "") for key in ("wider", "terms", "names"))
    return Field(
        name=name,
        kind=FieldKind(entry["kind"]),
        query=_query(entry["query"]),
        wider=Wider(_query(wider)) if wider else None,
        scheme=entry.get("scheme", ""),
        unit=expand(entry.get("unit", "")),
        aliases=tuple(entry.get("aliases", ())),
        weight=float(entry.get("weight", 1.0)),
        lowest_first=entry.get("best") == "low",
        help=entry["help"],
        example=entry["example"],
        contexts={field: _query(query) for field, query in entry.get("contexts", {}).items()},
        terms=_query(terms) if terms else None,
        naming=Wider(_query(names)) if names else None,
    )


def _query(name: str) -> Query:
    path = folder("queries") / "facet" / f"{name}.rq"
    if not path.is_file():
        raise ResourceError(f"fields.toml names the query {name}, which is not there", subject=name)
    return read(path)
