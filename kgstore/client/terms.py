"""Terms of an answer as values of Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from kgstore.namespaces import XSD, compact


class IRI(str):
    """An IRI; a text like any other, but for its type and its short form.

    >>> IRI("https://w3id.org/modelzoo/vocabulary/metric/AP_50").short
    'mzm:AP_50'
    """

    __slots__ = ()

    @property
    def short(self) -> str:
        """The prefixed name, where there is a prefix for it."""
        return compact(str(self))

    def __repr__(self) -> str:
        return f"IRI({str(self)!r})"


Value = IRI | str | int | float | bool | datetime | date | None
"""What stands in a row; None where nothing does."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None

_INTEGERS = (
    *("integer", "long", "int", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)
_READ: Final[Mapping[str, Callable[[str], Value]]] = MappingProxyType(
    {
        **dict.fromkeys((XSD + name for name in _INTEGERS), int),
        **dict.fromkeys((XSD + name for name in ("double", "float", "decimal")), float),
        XSD + "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
        XSD + "dateTime": datetime.fromisoformat,
        XSD + "date": date.fromisoformat,
    }
)


def value_of(term: Term) -> Value:
    """Return a term as a value; a literal that is not of its datatype's form stays a text.

    Decimals become floats; of a text with a language the language is left out.

    >>> value_of(ox.Literal(0.5)), value_of(ox.NamedNode("urn:a")), value_of(None)
    (0.5, IRI('urn:a'), None)
    """
    if isinstance(term, ox.NamedNode):
        return IRI(term.value)
    if not isinstance(term, ox.Literal):
        return None if term is None else str(term)
    read = _READ.get(term.datatype.value)
    if read is None:
        return term.value
    try:
        return read(term.value)
    except (ValueError, KeyError):
        return term.value
