"""A cursor over the tokens of a SPARQL update, which knows the prefixes declared so far.

The prefixes of the store are declared from the start.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NoReturn
from urllib.parse import urljoin

from kgstore.errors import QuerySyntaxError
from kgstore.namespaces import PREFIXES
from kgstore.sparql.lexer import Token, TokenKind, place, tokens

SKIPPED = frozenset({TokenKind.SPACE, TokenKind.COMMENT})
NAMES = frozenset({TokenKind.IRI, TokenKind.NAME})


class Cursor:
    """Goes over tokens from left to right.

    >>> cursor = Cursor.over("PREFIX a: <urn:x/> DROP GRAPH a:b")
    >>> cursor.prologue(); cursor.word(), cursor.word(1)
    ('DROP', 'GRAPH')
    >>> cursor.skip(2); cursor.iri()
    'urn:x/b'
    """

    def __init__(self, text: str, found: Sequence[Token]) -> None:
        self.text = text
        self._tokens, self._at = found, 0
        self._prefixes: dict[str, str] = dict(PREFIXES)
        self._base = ""

    @classmethod
    def over(cls, text: str) -> Cursor:
        """Return a cursor at the first token of a text.

        Raises:
            QuerySyntaxError: it has no tokens of SPARQL.
        """
        return cls(text, [token for token in tokens(text) if token.kind not in SKIPPED])

    def within(self, block: Sequence[Token]) -> Cursor:
        """Return a cursor over some of the tokens, with the same prefixes."""
        inner = Cursor(self.text, block)
        inner._prefixes, inner._base = self._prefixes, self._base
        return inner

    @property
    def here(self) -> Token | None:
        """The token that comes next; None at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    @property
    def offset(self) -> int:
        """Where in the text the next token begins."""
        return self.here.start if self.here is not None else len(self.text)

    def word(self, ahead: int = 0) -> str:
        """Return the keyword that comes next, or after `ahead` tokens, in capitals; else ""."""
        index = self._at + ahead
        token = self._tokens[index] if index < len(self._tokens) else None
        return token.text.upper() if token and token.kind is TokenKind.WORD else ""

    def skip(self, count: int = 1) -> None:
        """Go over some tokens."""
        self._at += count

    def take(self, kinds: Collection[TokenKind]) -> Token:
        """Return the next token, which is of one of these kinds, and go over it.

        Raises:
            QuerySyntaxError: it is of another kind, or there is none.
        """
        token = self.here
        if token is None or token.kind not in kinds:
            self.fail()
        self._at += 1
        return token

    def iri(self) -> str:
        r"""Return the IRI that comes next, written as IRI or as prefixed name, and go over it.

        Raises:
            QuerySyntaxError: there is none; one with \u escapes, which hide what it is, is none.
        """
        token = self.take(NAMES)
        if token.kind is TokenKind.IRI:
            return urljoin(self._base, token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        return self._prefixes.get(prefix, "") + local.replace("\\", "")

    def prologue(self) -> None:
        """Go over PREFIX and BASE, and keep what they say."""
        while self.word() in {"PREFIX", "BASE"}:
            word = self.word()
            self.skip()
            prefix = self.take({TokenKind.NAME}).text if word == "PREFIX" else ""
            iri = urljoin(self._base, self.take({TokenKind.IRI}).text[1:-1])
            if prefix:
                self._prefixes[prefix[:-1]] = iri
            else:
                self._base = iri

    def block(self) -> list[Token]:
        """Return the tokens of the block in braces that comes next, braces included.

        Raises:
            QuerySyntaxError: there is none, or it has no end.
        """
        start, depth = self._at, 0
        while (token := self.here) is not None:
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth < 1 and token.text != "}":
                self.fail()
            self._at += 1
            if depth == 0:
                return list(self._tokens[start : self._at])
        self.fail()

    def fail(self) -> NoReturn:
        """Raise the error that an update cannot be read from here on.

        Raises:
            QuerySyntaxError: always.
        """
        rest = self.text[self.offset :].strip()[:40] or "the update ends too early"
        message = f"{place(self.text, self.offset)}: this is not SPARQL Update here: {rest}"
        raise QuerySyntaxError(message, subject="update")
