"""Why a text is not SPARQL, and where, in one line for people.

Oxigraph says that it is not, but its places are often beyond the fault (`LIMT 5` is reported at the
end of the text). rdflib's parser, asked only then, names the token at which it had to stop.
"""

from __future__ import annotations

import re
import warnings

from kgstore.namespaces import PREFIXES
from kgstore.sparql.lexer import TokenKind, place, tokens

_SENTENCE = re.compile(r"(?:expected one of |, |expected )([A-Z][a-z][^,\[\"]*)")


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
    if offset is None:
        found = _SENTENCE.search(message)
        return (found.group(1) if found else " ".join(message.split())[:120]).strip()
    rest = text[offset:].strip().partition("\n")[0][:40]
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
