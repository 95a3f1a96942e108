"""What the literals of a view are to the index: numbers, and seconds since 1970."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pyoxigraph as ox

from kgstore.namespaces import XSD


def number(value: ox.NamedNode | ox.Literal) -> float | None:
    """Return the number that a literal is, or None.

    >>> number(ox.Literal(3)), number(ox.Literal("3"))
    (3.0, None)
    """
    if not isinstance(value, ox.Literal) or value.datatype.value == XSD + "string":
        return None
    return _finite(value.value)


def number_in(cell: str) -> float | None:
    """Return the number that a cell of TSV holds, or None.

    >>> number_in('"0.5"^^<http://www.w3.org/2001/XMLSchema#double>'), number_in("3")
    (0.5, 3.0)
    >>> number_in('"3"')
    """
    if cell.startswith('"'):
        lexical, typed, _ = cell[1:].partition('"^^<')
        if not typed:
            return None
    else:
        lexical = cell
    return _finite(lexical)


def instant(value: ox.NamedNode | ox.Literal) -> float | None:
    """Return the seconds since 1970 of an `xsd:dateTime`, or None.

    >>> instant(ox.Literal("1970-01-02T00:00:00Z", datatype=ox.NamedNode(XSD + "dateTime")))
    86400.0
    """
    if not isinstance(value, ox.Literal) or value.datatype.value != XSD + "dateTime":
        return None
    try:
        found = datetime.fromisoformat(value.value)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _finite(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
