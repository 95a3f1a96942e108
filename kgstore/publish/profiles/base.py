"""What an export profile is, what it reads and what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pyoxigraph as ox

from kgstore.sparql.library import Library
from kgstore.sparql.view import Results

NOT_STATED = "the source does not state it"
"""Why a field is missing, nearly always."""


class View(Protocol):
    """What profiles read of a store's view (kgstore.commit.view.View is one)."""

    def query(self, query: str, /, *, use_default_graph_as_union: bool = False) -> Results:
        """Return the results of a SPARQL query."""

    def triples(self, graph: str, subject: str = "") -> Iterator[ox.Triple]:
        """Yield the triples of a graph (the default one is ""), or those of one subject in it."""

    def graphs(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs."""

    def types(self, iris: Iterable[str]) -> dict[str, frozenset[str]]:
        """Return the classes, those above included, of those IRIs that have any."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a profile exports from: a store's view, its base IRI, and the queries to use."""

    view: View
    base: str
    library: Library


@dataclass(frozen=True, slots=True, order=True)
class Missing:
    """A field that the profile's specification asks for and that the export does not have.

    `resource` is the IRI of the thing it is missing from, `field` the specification's own name or
    IRI of the field, `why` one clause for people.
    """

    resource: str
    field: str
    why: str = NOT_STATED


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a profile that is no RDF, or RDF in a form of its own.

    `resource` is the IRI of what it describes, `name` a file name (no folders) for it.
    """

    resource: str
    name: str
    content: bytes


@dataclass(slots=True)
class Exported:
    """An export: a stream of statements or of documents, never both.

    Both are read once, and made while they are read, so that a whole store needs little memory;
    `missing` is complete when they have been read to the end.
    """

    quads: Iterator[ox.Quad] | None = None
    documents: Iterator[Document] | None = None
    missing: list[Missing] = field(default_factory=list)


class Profile(Protocol):
    """The interface of an export profile."""

    name: str
    """Its name on the command line and in `?profile=`, `[a-z0-9_]+`."""
    title: str
    """Its name for people."""
    iri: str
    """The IRI of the profile or its specification, as in `Link: rel=profile`."""
    classes: tuple[str, ...]
    """The IRIs of the classes whose instances it describes; none means all that there are."""
    formats: Mapping[str, str]
    """The media type of each format that it is written in, by the format's name; the first is for
    one resource. Formats of statements are those of kgstore.publish.serialise."""
    prefixes: Mapping[str, str]
    """The prefixes of its statements; documents need none."""

    def export(self, source: Source, iris: Iterable[str] | None = None) -> Exported:
        """Return the export of some resources, or of all that the profile describes.

        Raises:
            NotFound: nothing is known of one of the resources.
            UnknownFormat: the profile describes none of the resources.
        """
