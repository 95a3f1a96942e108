"""Results of a query written in any format: tables for people, the rest for programs.

All but the table stream: a row is written when the store has found it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import IO, Final

import pyoxigraph as ox

from kgstore.errors import QueryError, UnknownFormat
from kgstore.namespaces import PREFIXES
from kgstore.query.table import Presentation, write_table
from kgstore.sparql.view import Results

__all__ = ["FORMATS", "Presentation", "write"]

ROW_FORMATS: Final[Mapping[str, ox.QueryResultsFormat]] = MappingProxyType(
    {
        "json": ox.QueryResultsFormat.JSON,
        "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV,
        "xml": ox.QueryResultsFormat.XML,
    }
)
GRAPH_FORMATS: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "xml": ox.RdfFormat.RDF_XML,
    }
)
FORMATS: Final = ("table", *ROW_FORMATS, "turtle", "ntriples", "jsonld")
"""The formats by name; `xml` is SPARQL results for rows and RDF/XML for triples."""


def write(
    results: Results,
    output: IO[bytes],
    format_name: str = "table",
    presentation: Presentation | None = None,
) -> None:
    r"""Write `results` to `output`; `presentation` matters to the table alone.

    A table of triples is Turtle.

    >>> import io
    >>> out = io.BytesIO()
    >>> write(ox.Store().query("SELECT (1 AS ?n) {}"), out, "csv"); out.getvalue()
    b'n\r\n1\r\n'

    Raises:
        UnknownFormat: there is no such format, or it does not hold this kind of results.
        QueryError: the query fails while its rows are read.
    """
    if format_name not in FORMATS:
        raise unfit(format_name, FORMATS, "there is no format")
    try:
        if isinstance(results, ox.QueryTriples):
            _write_triples(results, output, format_name)
        elif format_name in ROW_FORMATS:
            _write_rows(results, output, format_name)
        elif format_name != "table":
            raise unfit(format_name, ("table", *ROW_FORMATS), "rows cannot be written as")
        elif isinstance(results, ox.QueryBoolean):
            output.write(b"yes\n" if results else b"no\n")
        else:
            write_table(results, output, presentation or Presentation())
    except RuntimeError as error:
        raise QueryError(f"the query failed: {error}", subject="query") from error


def _write_rows(results: ox.QuerySolutions | ox.QueryBoolean, output: IO[bytes], name: str) -> None:
    if isinstance(results, ox.QueryBoolean) and name in {"csv", "tsv"}:
        output.write(f"{str(bool(results)).lower()}\n".encode())  # SPARQL has no such form
        return
    results.serialize(output, format=ROW_FORMATS[name])


def _write_triples(triples: Iterable[ox.Triple], output: IO[bytes], name: str) -> None:
    name = "turtle" if name == "table" else name
    if name not in GRAPH_FORMATS:
        raise unfit(name, GRAPH_FORMATS, "triples cannot be written as")
    ox.serialize(triples, output, format=GRAPH_FORMATS[name], prefixes=dict(PREFIXES))


def unfit(name: str, fitting: Iterable[str], what: str) -> UnknownFormat:
    """Return the error that a format is unknown or does not fit, with those that do.

    >>> str(unfit("word", ["csv"], "there is no format"))
    'there is no format word'
    """
    return UnknownFormat(
        f"{what} {name}", subject=name, advice=f"Take one of: {', '.join(fitting)}."
    )
