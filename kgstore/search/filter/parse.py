"""The text of a filter, read into its tree.

Reading takes time in proportion to the text's length, and what is too long, too deep or has too
many parts is refused, so that every step after this one may use recursion and each filter is a
query of bounded size.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from kgstore.errors import FilterError
from kgstore.search.filter.ast import And, Filter, Not, Or
from kgstore.search.filter.build import Build

LONGEST: Final = 8_000
"""Characters in a filter."""
MOST: Final = 100
"""Words, terms and comparisons in a filter."""
DEEPEST: Final = 16
"""Levels of parentheses and negations."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SIGN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[()]')
_TOO_DEEP: Final = f"the filter is nested more than {DEEPEST} levels deep"
_GRAMMAR: Final = Path(__file__).with_name("grammar.lark")


def parse(text: str) -> Filter:
    """Return the tree of a filter; the empty filter is everything.

    >>> parse("task:object-detection latency<20ms")
    And(parts=(Term(field='task', value='object-detection', ...),
               Compare(field='latency', operator='<', value=Amount(...'20'), unit='ms'), ...)))

    Raises:
        FilterError: it cannot be read, or is beyond the limits; `column` says where.
    """
    if len(text) > LONGEST:
        message = f"the filter has {len(text)} characters; at most {LONGEST} are read"
        raise FilterError(message, column=LONGEST + 1)
    if stray := _CONTROL.search(text):
        raise FilterError("a character that no text holds", column=stray.start() + 1)
    # A column is an offset into the text, also where the text has several lines.
    line = re.sub(r"[\r\n]", " ", text)
    _unclosed(line)
    try:
        tree: Filter = _parser().parse(line)  # type: ignore[assignment]  # Build makes it a Filter
    except VisitError as error:
        if isinstance(error.orig_exc, FilterError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise _explained(error, line) from None
    _measure(tree)
    return tree


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = _GRAMMAR.read_text("utf-8")
    return Lark(grammar, parser="lalr", transformer=Build(), maybe_placeholders=True)


def _explained(error: UnexpectedInput, line: str) -> FilterError:
    """Return what is wrong, in the words of somebody who writes filters."""
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        column = len(line.rstrip()) + 1
        if opened := _unclosed(line):
            return FilterError("this parenthesis is not closed", column=opened[-1])
        return FilterError(f"the filter ends where {_wanted(error.accepts)}", column=column)
    column = (error.pos_in_stream or 0) + 1
    found = line[column - 1 : column]
    if isinstance(error, UnexpectedCharacters):
        accepts = error.allowed
    else:
        accepts = error.accepts if isinstance(error, UnexpectedToken) else set()
    if found == '"':
        return FilterError("this quotation mark has no end", column=column)
    if found == ")" and line.count(")", 0, column) > line.count("(", 0, column):
        return FilterError("this parenthesis was not opened", column=column)
    shown = "the filter ends" if not found else f"{found!r} stands"
    return FilterError(f"{shown} where {_wanted(accepts)}", column=column)


_WANTED: Final = (
    ({"WORD"}, "a word, a field or a parenthesis is needed"),
    ({"VALUE"}, "a value is needed"),
    ({"RPAR"}, "AND, OR or a closing parenthesis could stand"),
)


def _wanted(accepts: Any) -> str:
    """Return what could stand there instead."""
    names = set(accepts or ())
    return next(
        (text for needed, text in _WANTED if needed <= names), "nothing of the kind can stand"
    )


def _unclosed(line: str) -> list[int]:
    """Return the columns of the parentheses that are open at the end.

    Raises:
        FilterError: they are nested too deep.
    """
    opened: list[int] = []
    for sign in _SIGN.finditer(line):
        if sign[0] == "(":
            opened.append(sign.start() + 1)
            if len(opened) > DEEPEST:
                raise FilterError(_TOO_DEEP, column=opened[-1])
        elif sign[0] == ")" and opened:
            opened.pop()
    return opened


def _measure(tree: Filter) -> None:
    """Return if the tree is within the limits; it walks without recursion, for it may be deep."""
    leaves, waiting = 0, [(tree, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > DEEPEST:
            raise FilterError(_TOO_DEEP)
        match part:
            case And(parts) | Or(parts):
                waiting += [(inner, depth + 1) for inner in parts]
            case Not(inner):
                waiting.append((inner, depth + 1))
            case _:
                leaves += 1
    if leaves > MOST:
        raise FilterError(f"the filter has {leaves} parts; at most {MOST} are looked for")
