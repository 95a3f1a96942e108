"""The tree of a filter, made from the parser's reductions; the parser calls these as it goes."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import Any, Final

from lark import Token, Transformer, v_args

from kgstore.errors import FilterError
from kgstore.search.filter.ast import (
    And,
    Compare,
    Filter,
    Has,
    Lacks,
    Not,
    Operator,
    Or,
    Range,
    Term,
    Text,
)
from kgstore.search.filter.quantity import read_bound, read_range

_OPERATORS: Final[dict[str, Operator]] = {"≤": "<=", "≥": ">="}
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Word:
    """A name or a value; `quoted` ones are never read as numbers, `prefix` ones are cut short."""

    text: str
    column: int
    quoted: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    """What stood in parentheses; it is not joined with what stands around it."""

    tree: Filter


class Build(Transformer[Token, Any]):
    """Each method is named for a rule of grammar.lark and returns what that rule stands for."""

    def start(self, parts: list[Any]) -> Filter:
        """Return the whole filter; nothing at all is everything."""
        return _tree(parts[0]) if parts and parts[0] is not None else And(())

    def disjunction(self, parts: list[Any]) -> Any:
        """Return what stands between `OR`s."""
        return _joined(Or, parts)

    def conjunction(self, parts: list[Any]) -> Any:
        """Return what stands side by side."""
        return _joined(And, parts)

    def negation(self, parts: list[Any]) -> Any:
        """Return the item itself."""
        return parts[0]

    def group(self, parts: list[Any]) -> _Group:
        """Return the inside of parentheses."""
        return _Group(_tree(parts[1]))

    choice, choice_all, choice_not = disjunction, conjunction, negation

    @v_args(inline=True)
    def words(self, token: Token) -> Text:
        """Return free text."""
        word = _word(token)
        return Text(word.text, word.prefix, word.column)

    @v_args(inline=True)
    def name(self, token: Token) -> _Word:
        """Return the name of a field."""
        if token.type == "WORD":
            return _Word(str(token), token.column or 1)
        word = _word(token)
        if word.prefix:
            raise FilterError("a field's name cannot be cut short", column=word.column)
        return word

    @v_args(inline=True)
    def value(self, token: Token) -> _Word:
        """Return a value."""
        return _word(token)

    option = value

    @v_args(inline=True)
    def term(self, name: _Word, _colon: Token, value: _Word) -> Filter:
        """Return `field:value`."""
        return _term(name, value)

    @v_args(inline=True)
    def terms(self, name: _Word, _colon: Token, _open: Token, choice: Any, _: Token) -> Any:
        """Return `field:(a OR b)`: the field goes to each value."""
        return _Group(_spread(name, _tree(choice)))

    def compare(self, parts: list[Any]) -> Compare:
        """Return `field<value`, which may also be written `field:<value`."""
        name, sign, value = parts[0], str(parts[-2]), parts[-1]
        bound = read_bound(value.text)
        if bound is None or value.prefix:
            message = f"{value.text[:60]!r} is neither a number nor a date"
            raise FilterError(message, column=value.column)
        operator = _OPERATORS.get(sign) or _operator(sign)
        return Compare(name.text, operator, bound, name.column, value.column)


# `not` is a keyword, so the rule of that name gets its method here.
def _not(_self: Build, parts: list[Any]) -> Not[Any]:
    return Not(_tree(parts[1]))


setattr(Build, "not", _not)


def _operator(sign: str) -> Operator:
    signs: tuple[Operator, ...] = ("<", "<=", ">", ">=", "=")
    return next(known for known in signs if known == sign)


def _tree(part: Any) -> Any:
    return part.tree if isinstance(part, _Group) else part


def _joined(kind: Any, parts: list[Any]) -> Any:
    """Return the parts joined; one part alone stays as it is."""
    kept = [part for part in parts if not (isinstance(part, Token) and part.type in {"AND", "OR"})]
    return kept[0] if len(kept) == 1 else kind(tuple(map(_tree, kept)))


def _word(token: Token) -> _Word:
    column, text = token.column or 1, str(token)
    if token.type == "QUOTED":
        prefix = text.endswith("*")
        inside = text[1:-2] if prefix else text[1:-1]
        return _Word(_ESCAPED.sub(r"\1", inside), column, quoted=True, prefix=prefix)
    if token.type == "IRI":
        return _Word(text[1:-1], column, quoted=True)
    return _Word(text.removesuffix("*"), column, prefix=text.endswith("*"))


def _spread(name: _Word, choice: Any) -> Any:
    """Return the tree of values with the field before each of them."""
    match choice:
        case _Word():
            return _term(name, choice)
        case Not():
            return Not(_spread(name, choice.part))
        case _:
            parts = tuple(_spread(name, part) for part in choice.parts)
            return dataclasses.replace(choice, parts=parts)


def _term(name: _Word, value: _Word) -> Filter:
    field = name.text.casefold()
    if field in {"has", "lacks"}:
        kind: type[Has] | type[Lacks] = Has if field == "has" else Lacks
        return kind(value.text + "*" * value.prefix, value.column)
    ends = None if value.quoted or value.prefix else read_range(value.text)
    if ends:
        return Range(name.text, *ends, name.column, value.column)
    return Term(name.text, value.text, value.prefix, name.column, value.column)
