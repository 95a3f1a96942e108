"""An answer as a table of a page: things with their names, numbers to the right, texts cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kgstore.namespaces import XSD, compact
from kgstore.query.table import Term, cell
from kgstore.web.ask.answer import Answered

LONGEST: Final = 300
MOST_NAMED: Final = 1000
"""Names are looked up for so many things at most."""
_NUMBERS: Final = frozenset(
    XSD + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)
_PLAIN: Final = _NUMBERS | {
    XSD + "string",
    XSD + "boolean",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: a thing by `iri` with a short form, or text; `whole` is the term.

    `left_out` counts the characters that are not shown.
    """

    iri: str = ""
    text: str = ""
    language: str = ""
    datatype: str = ""
    left_out: int = 0
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `numeric` where all that it holds are numbers."""

    name: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of cells."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table(answered: Answered, base: str) -> Table:
    """Return an answer as a table; `base` is the store's base IRI, by which its own are shortened.

    >>> answered = Answered("select", 1, columns=("n",), rows=[[ox.Literal(0.25)], [None]])
    >>> found = table(answered, "https://e.org")
    >>> found.columns[0].numeric, found.rows[0][0].text, found.rows[1][0].text
    (True, '0.25', '')
    """
    columns = tuple(
        Column(name, all(map(is_number, filled)) if (filled := _filled(answered, at)) else False)
        for at, name in enumerate(answered.columns)
    )
    rows = tuple(tuple(shown(term, base) for term in row) for row in answered.rows)
    return Table(columns, rows)


def shown(term: Term, base: str) -> Cell:
    """Return a term as a cell.

    >>> shown(ox.Literal("a" * 302), "").left_out, shown(ox.NamedNode("urn:a"), "").iri
    (2, 'urn:a')
    """
    if term is None:
        return Cell()
    if isinstance(term, ox.NamedNode):
        return Cell(iri=term.value, text=cell(term, base))
    text = cell(term, base)
    left_out = max(0, len(text) - LONGEST)
    if not isinstance(term, ox.Literal):
        return Cell(text=text[:LONGEST], left_out=left_out)
    kind = term.datatype.value
    return Cell(
        text=text[:LONGEST],
        language=term.language or "",
        datatype="" if kind in _PLAIN else compact(kind),
        left_out=left_out,
        whole=term.value if kind in _NUMBERS and term.value != text else "",
    )


def is_number(term: Term) -> bool:
    """Return whether a term is a literal of a numeric type.

    >>> is_number(ox.Literal(1)), is_number(ox.Literal("1"))
    (True, False)
    """
    return isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS


def things(answered: Answered) -> set[str]:
    """Return the IRIs in an answer, to be named; the first `MOST_NAMED` of them."""
    found: dict[str, None] = {}
    for row in answered.rows:
        for term in row:
            if isinstance(term, ox.NamedNode) and len(found) < MOST_NAMED:
                found[term.value] = None
    return set(found)


def _filled(answered: Answered, at: int) -> list[Term]:
    return [row[at] for row in answered.rows if row[at] is not None]
