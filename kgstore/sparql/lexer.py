"""The tokens of a SPARQL text (SPARQL 1.1 section 19.8), comments and white space included.

The tokens joined give the text back, so that a rewriting touches only what it means to touch. `<`
is read as the start of an IRI whenever an IRI can be read there, as the specification asks;
Oxigraph's parser reads less-than where an operator may stand. `is_ambiguous` tells the IRIs where
the two readings would part company.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from kgstore.errors import QuerySyntaxError


class TokenKind(Enum):
    """What a token is."""

    SPACE = "space"
    COMMENT = "comment"
    IRI = "iri"
    STRING = "string"
    NAME = "name"  # a prefixed name
    BLANK = "blank"
    VARIABLE = "variable"
    LANGUAGE = "language"
    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"


class Token(NamedTuple):
    """A token, and the offset of its first character in the text."""

    kind: TokenKind
    text: str
    start: int


# PN_CHARS_BASE, productions 164 to 168
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_WORD = rf"{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_PREFIX = rf"[{_BASE}](?:[{_WORD}.\-]*[{_WORD}\-])?"
_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = (
    rf"(?:[{_BASE}_:0-9]|{_ESCAPE})"
    rf"(?:(?:[{_WORD}\-.:]|{_ESCAPE})*(?:[{_WORD}\-:]|{_ESCAPE}))?"
)
_PATTERNS = {
    TokenKind.SPACE: r"[ \t\r\n]+",
    TokenKind.COMMENT: r"\#[^\r\n]*",
    TokenKind.IRI: r'<[^<>"{}|^`\\\x00-\x20]*>',
    TokenKind.STRING: (
        r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""' + r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
        r'|"(?:[^"\\\r\n]|\\.)*"' + r"|'(?:[^'\\\r\n]|\\.)*'"
    ),
    TokenKind.BLANK: rf"_:[{_BASE}_0-9](?:[{_WORD}\-.]*[{_WORD}\-])?",
    TokenKind.NAME: rf"(?:{_PREFIX})?:(?:{_LOCAL})?",
    TokenKind.VARIABLE: rf"[?$][{_BASE}_0-9][{_WORD}]*",
    TokenKind.LANGUAGE: r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*",
    TokenKind.NUMBER: r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?",
    TokenKind.WORD: rf"[{_BASE}_][{_WORD}\-]*",
    TokenKind.SIGN: r"[^\s'\"]",
}
_TOKEN = re.compile(
    "|".join(f"(?P<{kind.name}>{pattern})" for kind, pattern in _PATTERNS.items()), re.DOTALL
)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of `text`; joined they give it back.

    >>> [t.text for t in tokens('ASK{?s a:b "x # y"}#end')]
    ['ASK', '{', '?s', ' ', 'a:b', ' ', '"x # y"', '}', '#end']

    Raises:
        QuerySyntaxError: a string without an end, or a character that begins no token.
    """
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise QuerySyntaxError(
                f"{place(text, position)}: a string that does not end, or a stray character",
                subject=text[position : position + 20],
            )
        yield Token(TokenKind[match.lastgroup], match.group(), position)
        position = match.end()


def place(text: str, offset: int) -> str:
    r"""Return where an offset is, for people.

    >>> place("a\nbc", 3)
    'line 2, column 2'
    """
    line_start = text.rfind("\n", 0, offset) + 1
    return f"line {text.count(chr(10), 0, offset) + 1}, column {offset - line_start + 1}"


def is_ambiguous(token: Token) -> bool:
    """Whether an IRI, read as less-than instead, would open a comment or a string.

    `//` can stand in no expression, so an IRI with an authority before the mark is no comparison.

    >>> [is_ambiguous(t) for t in tokens("<http://a/b#c> <?b#c>") if t.text[0] == "<"]
    [False, True]
    """
    if token.kind is not TokenKind.IRI:
        return False
    before = re.split("[#']", token.text, maxsplit=1)[0]
    return before != token.text and "//" not in before
