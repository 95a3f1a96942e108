"""Whether a pattern of an update looks at the default graph; in doubt it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgstore.sparql.lexer import Token, TokenKind

_TERMS = frozenset(
    {
        TokenKind.IRI,
        TokenKind.NAME,
        TokenKind.BLANK,
        TokenKind.VARIABLE,
        TokenKind.STRING,
        TokenKind.NUMBER,
    }
)
_NO_PATTERN = frozenset({"SELECT", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET"})


@dataclass(slots=True)
class _Frame:
    """A block in braces: within GRAPH, or the data of VALUES, patterns read no default graph."""

    apart: bool
    parentheses: int = 0
    passing: bool = False


def reads_default(block: Iterable[Token]) -> bool:
    """Return whether a block, given by its tokens, may hold a triple pattern outside of GRAPH.

    >>> from kgstore.sparql.lexer import tokens
    >>> def of(text): return reads_default(t for t in tokens(text) if t.text.strip())
    >>> of("{ GRAPH ?g { ?s ?p ?o } FILTER(?o > 1) VALUES ?g { <urn:a> } }")
    False
    >>> of("{ ?s ?p ?o }"), of("{ FILTER(EXISTS { [] a [] }) }")
    (True, True)
    >>> of("{ { SELECT ?s (MAX(?o) AS ?m) { GRAPH <urn:g> { ?s ?p ?o } } GROUP BY ?s } }")
    False
    """
    frames = [_Frame(apart=False)]
    opens_apart = False  # GRAPH or VALUES was read, and its block has not begun
    for token in block:
        frame, word = frames[-1], token.text.upper()
        if token.text == "{":
            frames.append(_Frame(apart=frame.apart or opens_apart))
            opens_apart = frame.passing = False
        elif token.text == "}":
            frames.pop()
        elif token.text in {"(", ")"}:
            frame.parentheses += 1 if token.text == "(" else -1
        elif token.kind is TokenKind.WORD and word in {"GRAPH", "VALUES"}:
            opens_apart, frame.passing = True, False
        elif token.kind is TokenKind.WORD and word in _NO_PATTERN:
            frame.passing = True
        elif frame.apart or opens_apart or frame.passing or frame.parentheses:
            continue
        elif token.kind in _TERMS or token.text in {"a", "["}:
            return True
    return False
