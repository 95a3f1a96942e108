"""Why a text is not SPARQL, and where, in one line for people.

Neither parser names the fault's own place. Oxigraph gives the place up to which its longest
attempt read, which is behind the fault by a keyword (`LIMT 5` is reported behind the text).
rdflib's parser, asked only then, names a place before the fault, at times lines before. The later
of rdflib's place and Oxigraph's without the keyword is the fault, or at most a word before it.
"""

from __future__ import annotations

import re
import warnings

import pyoxigraph as ox

from kgstore.namespaces import PREFIXES
from kgstore.query.prologue import with_prefixes
from kgstore.sparql.lexer import TokenKind, place, tokens

_SENTENCE = re.compile(r"(?:expected one of |, |expected )([A-Z][^,\[\"]*[a-z][^,\[\"]*)")
_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_KEYWORD = re.compile(r"[A-Z][A-Z0-9_]*")
_BEHIND = "\n" + " " * 40
"""Put behind a text, so that no attempt of Oxigraph's reaches the end."""


def complaint(text: str, message: str) -> str:
    """Return what is wrong with `text`, of which Oxigraph says `message`.

    >>> complaint("SELECT * { ?s ?p ?o } LIMT 5", "error at 1:29: expected one of ...")
    'line 1, column 23: this is not SPARQL here: LIMT 5'

    Raises:
        QuerySyntaxError: the text has not even tokens.
    """
    if "Prefix not found" in message:
        return _undeclared(text)
    offset = _where_rdflib_stops(text)
    if offset is None and (found := _SENTENCE.search(message)):
        return found.group(1).strip()
    places = [found for found in (offset, _where_oxigraph_stops(text)) if found is not None]
    if not places:
        return " ".join(message.split())[:120].strip()
    offset = _begin_of_token(text, max(places))
    rest = text[offset:].partition("\n")[0].strip()[:40]
    return f"{place(text, offset)}: this is not SPARQL here: {rest or 'the query ends too early'}"


def _undeclared(text: str) -> str:
    """Name the first prefix that neither a PREFIX line nor the store's own table binds."""
    significant = [t for t in tokens(text) if t.kind not in {TokenKind.SPACE, TokenKind.COMMENT}]
    declared = set(PREFIXES)
    for before, token in zip([None, *significant], significant, strict=False):
        prefix = token.text.partition(":")[0]
        if token.kind is not TokenKind.NAME:
            continue
        if before is not None and before.text.upper() == "PREFIX":
            declared.add(prefix)
        elif prefix not in declared:
            return f"{place(text, token.start)}: the prefix {prefix}: is not declared"
    return "a prefix is not declared"


def _begin_of_token(text: str, offset: int) -> int:
    """Return where the token begins that lies at an offset, or behind the space that does."""
    for token in tokens(text):
        if token.start + len(token.text) > offset and token.kind is not TokenKind.SPACE:
            return token.start
    return len(text)


def _where_oxigraph_stops(text: str) -> int | None:
    """Return the offset in `text` at which Oxigraph's last attempt began."""
    complete = with_prefixes(text)
    try:
        ox.Store().query(complete + _BEHIND)
    except SyntaxError as error:
        if found := _PLACE.match(str(error)):
            line, column, expected = int(found[1]), int(found[2]), found[3].split(", ")
            starts = [0, *(at.end() for at in re.finditer("\n", complete + _BEHIND))]
            offset = starts[line - 1] + column - 1 - (len(complete) - len(text))
            if all(_KEYWORD.fullmatch(one) for one in expected):
                offset -= min(map(len, expected))
            return min(max(offset, 0), len(text))
    return None


def _where_rdflib_stops(text: str) -> int | None:
    # Loaded here: it takes 0.1 s, and most queries are SPARQL.
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it calls pyparsing by old names
        try:
            parseQuery(text)
        except ParseException as error:
            return int(error.loc)
    return None
