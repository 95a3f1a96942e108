"""What a user asks: the name of a question, a .rq file, or SPARQL itself; and in which format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from kgstore.errors import QueryError, UnknownQuery
from kgstore.query.results import FORMATS, unfit
from kgstore.sparql import header
from kgstore.sparql.header import Query, Value
from kgstore.sparql.view import Results

INNER: Final = frozenset({"derive", "export", "facet", "page"})
"""The folders and tags of queries that parts of kgstore ask, not people."""

ROWS: Final = MappingProxyType(
    {
        "json": "application/sparql-results+json",
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
        "xml": "application/sparql-results+xml",
    }
)
"""The media type of each format of rows."""

GRAPHS: Final = MappingProxyType(
    {
        "turtle": "text/turtle",
        "ntriples": "application/n-triples",
        "jsonld": "application/ld+json",
        "xml": "application/rdf+xml",
    }
)
"""The media type of each format of triples."""

Parameters = Mapping[str, Value]
"""Values for the parameters of a question, by their names."""


def is_public(query: Query) -> bool:
    """Return whether a query is a question that people ask."""
    return query.folder not in INNER and not INNER.intersection(query.tags)


def written(question: str) -> Query | None:
    """Return the query that a question is, or that is in the file it names; None for a name.

    >>> written("cq04"), written("ASK { ?s ?p ?o }").form
    (None, 'ASK')

    Raises:
        UnknownQuery: there is no such file.
        QueryError: it is no SPARQL, or its header is unsound.
    """
    path = Path(question) if len(question) < 1000 and "{" not in question else None
    if path is not None and (path.suffix == ".rq" or (len(path.parts) > 1 and path.is_file())):
        if not path.is_file():
            raise UnknownQuery(f"there is no file {path}", subject=question)
        return header.read(path)
    if "{" in question or any(character.isspace() for character in question.strip()):
        return header.parse(question, "query")
    return None


def accept(format_name: str) -> str:
    """Return the `Accept` header for an answer in a format.

    >>> accept("xml")
    'application/sparql-results+xml, application/rdf+xml'

    Raises:
        UnknownFormat: there is none of that name.
    """
    if format_name not in FORMATS:
        raise unfit(format_name, FORMATS, "there is no format")
    if format_name == "table":
        return f"{ROWS['json']}, {GRAPHS['turtle']}"
    found = (kinds[format_name] for kinds in (ROWS, GRAPHS) if format_name in kinds)
    return ", ".join(found)


def solutions(results: Results | None) -> ox.QuerySolutions:
    """Return the results of a SELECT.

    Raises:
        QueryError: they are of another query.
    """
    if isinstance(results, ox.QuerySolutions):
        return results
    raise QueryError(
        "the query gives no rows",
        subject="query",
        advice="Call `ask` for an ASK query, `construct` for CONSTRUCT and DESCRIBE.",
    )


def yes_or_no(results: Results | None) -> bool:
    """Return the result of an ASK.

    Raises:
        QueryError: it is of another query.
    """
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    raise QueryError("the query is no ASK", subject="query", advice="Call `query` for rows.")
