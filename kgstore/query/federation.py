"""A user's query calls no host that is not allowed to be called: by default none.

pyoxigraph sends `SERVICE` and `LOAD` to any host, loopback included. Its parser needs no space
around a keyword (`SERVICEx:y` and `trueSERVICE x:y` both call), and reads `<` as less-than where an
operator may stand (`FILTER(?a<?b)SERVICE#>`), so more is refused than the bare word: any word or
prefix that the parser could take for the keyword, and, in a text that has the word at all, any `<`
of which the reading is in doubt. What is let through is the bare word with a whole http(s) IRI of
an allowed host after it; never a variable, a prefixed name or a relative IRI.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kgstore.errors import QueryError
from kgstore.sparql.lexer import Token, TokenKind, is_ambiguous, place, tokens

_ANYWHERE = re.compile("service|load", re.IGNORECASE)
_KEYWORD = re.compile("(?:true|false)?(service|load)", re.IGNORECASE)
_TARGET = re.compile(r"<https?://([A-Za-z0-9.\-]+(?::\d+)?)(?:[/?#].*)?>", re.IGNORECASE)


def hosts(setting: str) -> frozenset[str]:
    """Return the hosts that a setting names; a port counts as part of the host.

    >>> sorted(hosts("Query.wikidata.org, localhost:3030"))
    ['localhost:3030', 'query.wikidata.org']
    """
    return frozenset(host.strip().lower() for host in setting.split(",") if host.strip())


def refuse_federation(text: str, allowed: frozenset[str] = frozenset()) -> None:
    """Return if `text` can call no host but those in `allowed`.

    >>> refuse_federation('ASK { ?service ?p "SERVICE" } # SERVICE')
    >>> refuse_federation("ASK { SERVICE <https://a.org/sparql> {} }", hosts("a.org"))
    >>> refuse_federation("ASK { SERVICE <http://localhost/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    kgstore.errors.QueryError: line 1, column 7: SERVICE is not allowed here: ...

    Raises:
        QueryError: it could.
    """
    if not _ANYWHERE.search(text):
        return
    skipped = {TokenKind.SPACE, TokenKind.COMMENT}
    found = [token for token in tokens(text) if token.kind not in skipped]
    for index, token in enumerate(found):
        keyword = _keyword_of(token)
        if keyword and not _may_call(found[index : index + 3], allowed):
            raise _refusal(text, token, keyword, allowed)
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


def _may_call(following: Sequence[Token], allowed: frozenset[str]) -> bool:
    """Whether the keyword, the first of the tokens, has an allowed target after it."""
    keyword, *rest = following
    if keyword.kind is not TokenKind.WORD or keyword.text.upper() not in {"SERVICE", "LOAD"}:
        return False
    if rest and rest[0].kind is TokenKind.WORD and rest[0].text.upper() == "SILENT":
        rest = rest[1:]
    if not rest or rest[0].kind is not TokenKind.IRI:
        return False
    target = _TARGET.fullmatch(rest[0].text)
    return target is not None and target.group(1).lower() in allowed


def _refusal(text: str, token: Token, keyword: str, allowed: frozenset[str]) -> QueryError:
    where = place(text, token.start)
    if not allowed:
        message = f"{where}: {keyword} is not allowed here: a query reads this store only"
        advice = "If that is a prefix, give it another name."
    else:
        message = f"{where}: {keyword} is not allowed here: it may call only allowed hosts"
        advice = f"Write the whole IRI of one of: {', '.join(sorted(allowed))}."
    return QueryError(message, subject=token.text, advice=advice)
