"""A query's SELECT, taken into another query as a sub-select.

All of it works on tokens: the prologue goes (its prefixes are declared once, by who embeds), the
projection becomes what the outer query needs, and variables can be given other names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kgstore.errors import QueryError
from kgstore.sparql.lexer import Token, TokenKind, tokens

_ASIDE = {TokenKind.SPACE, TokenKind.COMMENT}
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Embedded:
    """A sub-select without its prologue, and the prefixes that it needs (`mz:` to `<...>`).

    `group` is its pattern alone, for a FILTER EXISTS, where the engine binds what is bound outside.
    """

    text: str
    group: str
    prefixes: Mapping[str, str]


def embedded(
    text: str, projection: Iterable[str], renamed: Mapping[str, str] = _NONE, tail: str = ""
) -> Embedded:
    r"""Return the SELECT in `text` for other variables, its own `renamed`, with `tail` behind it.

    Variables named in `projection` are those after renaming.

    >>> found = embedded("#+ x\nPREFIX a: <urn:a>\nSELECT ?s ?o\nWHERE { ?s a:p ?o }", ["s"])
    >>> found.text, dict(found.prefixes)
    ('SELECT DISTINCT ?s WHERE { ?s a:p ?o }', {'a:': '<urn:a>'})
    >>> embedded("SELECT ?s { ?s ?p 1 }", ["x"], {"s": "x"}, "LIMIT 9").text
    'SELECT DISTINCT ?x WHERE { ?x ?p 1 } LIMIT 9'

    Raises:
        QueryError: the text is no SELECT over a group in braces.
    """
    found = [token for token in tokens(text) if token.kind is not TokenKind.COMMENT]
    prefixes, rest = _prologue(found)
    body = _body(rest)
    written = "".join(_renamed(token, renamed) for token in body).strip()
    names = " ".join(f"?{name}" for name in projection)
    parts = (f"SELECT DISTINCT {names} WHERE", written, tail)
    return Embedded(" ".join(filter(None, parts)), written, prefixes)


def _prologue(found: list[Token]) -> tuple[dict[str, str], list[Token]]:
    """Return the prefixes declared, and the tokens behind the prologue."""
    prefixes: dict[str, str] = {}
    at = 0
    while at < len(found):
        if found[at].kind is TokenKind.SPACE:
            at += 1
        elif found[at].text.upper() == "PREFIX":
            name, iri = [t for t in found[at + 1 : at + 6] if t.kind is not TokenKind.SPACE][:2]
            prefixes[name.text] = iri.text
            at = found.index(iri) + 1
        else:
            break
    return prefixes, found[at:]


def _body(found: list[Token]) -> list[Token]:
    """Return the group of a SELECT, and what stands behind it."""
    if not found or found[0].text.upper() != "SELECT":
        raise QueryError("only a SELECT can be embedded")
    for at, token in enumerate(found):
        if token.text == "{":
            return found[at:]
    raise QueryError("the SELECT has no group in braces")


def _renamed(token: Token, renamed: Mapping[str, str]) -> str:
    if token.kind is TokenKind.VARIABLE and token.text[1:] in renamed:
        return f"?{renamed[token.text[1:]]}"
    return token.text
