"""A filter's tree, written: what `parse` reads back into the same tree."""

from __future__ import annotations

import re
from typing import Final

from kgstore.search.filter.ast import (
    And,
    Bound,
    Compare,
    Filter,
    Has,
    Lacks,
    Not,
    Or,
    Range,
    Term,
    Text,
)
from kgstore.search.filter.quantity import read_range, write_bound

_WORD: Final = re.compile(r'(?!(?:AND|OR|NOT)$)[^\s()":<>=≤≥-][^\s()":<>=≤≥]*(?<!\*)')
_VALUE: Final = re.compile(r'(?!(?:AND|OR|NOT)$)[^\s()"<>=≤≥-][^\s()"]*(?<!\*)')


def write(tree: Filter) -> str:
    """Return the text of a filter.

    >>> from kgstore.search.filter.parse import parse
    >>> write(parse('task:( detection OR "x y" )  NOT -size<20MB'))
    '(task:detection OR task:"x y") NOT NOT size<20MB'
    """
    match tree:
        case And(parts):
            return " ".join(_inner(part, (And, Or)) for part in parts)
        case Or(parts):
            return " OR ".join(_inner(part, (Or,)) for part in parts)
        case Not(part):
            return f"NOT {_inner(part, (And, Or))}"
        case Text(words, prefix):
            return _quoted(words, _WORD) + "*" * prefix
        case Has(field):
            return f"has:{_value(field)}"
        case Lacks(field):
            return f"lacks:{_value(field)}"
        case Term(field, value, prefix):
            return f"{_quoted(field, _WORD)}:{_value(value)}{'*' * prefix}"
        case Compare(field, operator, bound):
            return f"{_quoted(field, _WORD)}{operator}{_bound(bound)}"
        case Range(field, low, high):
            return f"{_quoted(field, _WORD)}:{_bound(low)}..{_bound(high)}"


def quoted_value(text: str) -> str:
    """Return a value as it stands behind a field's colon.

    >>> quoted_value("COCO"), quoted_value("Jetson Nano")
    ('COCO', '"Jetson Nano"')
    """
    return _value(text)


def _inner(part: Filter, in_parentheses: tuple[type, ...]) -> str:
    return f"({write(part)})" if isinstance(part, in_parentheses) else write(part)


def _bound(bound: Bound | None) -> str:
    return write_bound(bound) if bound else ""


def _value(text: str) -> str:
    return f'"{_escaped(text)}"' if read_range(text) else _quoted(text, _VALUE)


def _quoted(text: str, bare: re.Pattern[str]) -> str:
    return text if bare.fullmatch(text) else f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", text)
