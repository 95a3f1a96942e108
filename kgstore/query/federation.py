"""No query of a user may make this machine call another one: `SERVICE` and `LOAD` are refused.

pyoxigraph sends both to any host, loopback included. Its parser needs no space around a keyword
(`SERVICEx:y` and `trueSERVICE x:y` both call), and reads `<` as less-than where an operator may
stand (`FILTER(?a<?b)SERVICE#>`), so more is refused than the bare word: any word or prefix that
the parser could take for the keyword, and, in a text that has the word at all, any `<` of which
the reading is in doubt.
"""

from __future__ import annotations

import re

from kgstore.errors import QueryError
from kgstore.sparql.lexer import Token, TokenKind, is_ambiguous, place, tokens

_ANYWHERE = re.compile("service|load", re.IGNORECASE)
_KEYWORD = re.compile("(?:true|false)?(service|load)", re.IGNORECASE)


def refuse_federation(text: str) -> None:
    """Return if `text` can call no other host.

    >>> refuse_federation('ASK { ?service ?p "SERVICE" } # SERVICE')
    >>> refuse_federation("ASK { SERVICE <http://localhost/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    kgstore.errors.QueryError: line 1, column 7: SERVICE is not allowed here: ...

    Raises:
        QueryError: it could.
    """
    if not _ANYWHERE.search(text):
        return
    for token in tokens(text):
        keyword = _keyword_of(token)
        if keyword:
            raise QueryError(
                f"{place(text, token.start)}: {keyword} is not allowed here: "
                "a query reads this store only",
                subject=token.text,
                advice="If that is a prefix, give it another name.",
            )
        if is_ambiguous(token):
            raise QueryError(
                f"{place(text, token.start)}: {token.text} can be read as an IRI or as less-than",
                subject=token.text,
                advice="Write a space after a less-than sign, or the IRI in full.",
            )


def _keyword_of(token: Token) -> str:
    if token.kind not in {TokenKind.WORD, TokenKind.NAME}:
        return ""
    match = _KEYWORD.match(token.text)
    return match.group(1).upper() if match else ""
