"""Which format an answer of the SPARQL endpoints has: what was asked for, of what there is.

The registered media types come first, then names that clients use for them; an answer bears the
name that was asked for. Among formats wanted equally the first of the table is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from kgstore.publish.conneg import choose
from kgstore.sparql.lexer import TokenKind, tokens

RESULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "application/sparql-results+json": "json",
        "application/sparql-results+xml": "xml",
        "text/csv": "csv",
        "text/tab-separated-values": "tsv",
        "application/json": "json",
        "application/xml": "xml",
        "text/xml": "xml",
    }
)
"""The format of rows and of yes or no, by media type."""

GRAPHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text/turtle": "turtle",
        "application/n-triples": "ntriples",
        "application/ld+json": "jsonld",
        "application/rdf+xml": "rdfxml",
        "application/json": "jsonld",
        "application/xml": "rdfxml",
        "text/xml": "rdfxml",
        "application/x-turtle": "turtle",
    }
)
"""The format of triples, by media type."""

_ROWS = frozenset({"SELECT", "ASK"})
_TRIPLES = frozenset({"CONSTRUCT", "DESCRIBE"})
_CHANGING = re.compile(r"(?:now|rand|uuid)\s*\(|service", re.IGNORECASE)


class Format(NamedTuple):
    """A format: its name in kgstore, and the media type that the answer bears."""

    name: str
    media_type: str

    @property
    def content_type(self) -> str:
        """The `Content-Type`; text says that it is UTF-8, the others are so by definition.

        >>> Format("csv", "text/csv").content_type
        'text/csv; charset=utf-8'
        """
        text = self.media_type.startswith("text/")
        return self.media_type + ("; charset=utf-8" if text else "")


def pick(table: Mapping[str, str], accept: str | None, names: Sequence[str] = ()) -> Format | None:
    """Return the format of a table that is wanted most; None where none is acceptable.

    `names`, of the parameter `format`, win over the header where one is known, by its name or its
    media type: a link or a form sets no headers, and clients send names that only others know.

    >>> pick(RESULTS, "text/*;q=0.5, application/json;q=0.4")
    Format(name='csv', media_type='text/csv')
    >>> pick(GRAPHS, "*/*"), pick(GRAPHS, "text/html"), pick(RESULTS, None, ["tsv"]).media_type
    (Format(name='turtle', media_type='text/turtle'), None, 'text/tab-separated-values')
    """
    for media_type, name in table.items():
        if name in names or media_type in names:
            return Format(name, media_type)
    chosen = choose(accept, list(table))
    return Format(table[chosen], chosen) if chosen else None


def query_form(text: str) -> str:
    r"""Return the word that says what a query asks for, or "" where there is none.

    >>> query_form("PREFIX select: <urn:a> # ASK\n CONSTRUCT {} {}"), query_form("BASE <urn:a>")
    ('CONSTRUCT', '')

    Raises:
        QuerySyntaxError: the text has no tokens of SPARQL.
    """
    for token in tokens(text):
        word = token.text.upper()
        if token.kind is TokenKind.WORD and word not in {"PREFIX", "BASE"}:
            return word if word in _ROWS | _TRIPLES else ""
    return ""


def table_for(form: str) -> Mapping[str, str]:
    """Return the formats that answers to a form of query can have.

    >>> table_for("ASK") is RESULTS, table_for("DESCRIBE") is GRAPHS
    (True, True)
    """
    return GRAPHS if form in _TRIPLES else RESULTS


def depends_on_store_alone(text: str) -> bool:
    """Return whether a query has the same answer until the store changes.

    >>> depends_on_store_alone("ASK { ?s ?p 1 }")
    True
    >>> depends_on_store_alone("ASK { BIND(Now () AS ?n) }")
    False
    """
    return _CHANGING.search(text) is None
