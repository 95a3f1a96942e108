"""Restricts a query to some values of a variable, where it says `VALUES ?name { $name }`.

Without its restriction a query answers for everything; with it, for the values given. The clause is
found by its tokens, so that one in a comment or a string is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from kgstore.errors import QueryError
from kgstore.sparql.header import Query
from kgstore.sparql.lexer import Token, TokenKind, tokens
from kgstore.sparql.parameters import bind

_ASIDE = {TokenKind.SPACE, TokenKind.COMMENT}


def restricted(query: Query, name: str, iris: Iterable[str]) -> str:
    r"""Return the text of `query` for these values of `?name` only.

    >>> from kgstore.sparql.header import parse
    >>> header = "#+ parameters:\n#+   a: {kind: iris, default: [], description: x}\n"
    >>> query = parse(header + "SELECT ?a ?b { VALUES ?a { $a } ?a ?p ?b }")
    >>> restricted(query, "a", ["urn:x"]).splitlines()[-1]
    'SELECT ?a ?b { VALUES ?a {  <urn:x>  } ?a ?p ?b }'
    """
    return bind(query, {name: [f"<{iri}>" for iri in iris]})


def unrestricted(query: Query, name: str, instead: str = "") -> str:
    """Return the text of `query` with `instead` where it says `VALUES ?name { $name }`.

    >>> from kgstore.sparql.header import parse
    >>> unrestricted(parse("SELECT ?a ?b { VALUES ?a { $a } ?a ?p ?b }"), "a")
    'SELECT ?a ?b {  ?a ?p ?b }'

    Raises:
        QueryError: it does not say so exactly once.
    """
    found = [token for token in tokens(query.text) if token.kind not in _ASIDE]
    wanted = ["VALUES", f"?{name}", "{", f"${name}", "}"]
    places = [at for at in range(len(found)) if _texts(found[at : at + 5]) == wanted]
    if len(places) != 1:
        raise QueryError(
            f"the query {query.name} must say {' '.join(wanted)} exactly once", subject=query.name
        )
    first, last = found[places[0]], found[places[0] + 4]
    return query.text[: first.start] + instead + query.text[last.start + len(last.text) :]


def _texts(found: list[Token]) -> list[str]:
    return [token.text for token in found]
