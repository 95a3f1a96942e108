"""The prefixes that a user's query uses and did not declare."""

from __future__ import annotations

from kgstore.namespaces import PREFIXES
from kgstore.sparql.lexer import TokenKind, tokens


def with_prefixes(text: str) -> str:
    r"""Return `text` after one line with the PREFIX declarations that it lacks, if it lacks any.

    >>> with_prefixes("ASK { ?s a mz:MLModel }")
    'PREFIX mz: <https://w3id.org/modelzoo#>\nASK { ?s a mz:MLModel }'
    >>> with_prefixes("PREFIX mz: <urn:x:> ASK { ?s a mz:MLModel }")[:19]
    'PREFIX mz: <urn:x:>'

    Raises:
        QuerySyntaxError: the text has no tokens of SPARQL.
    """
    declared: set[str] = set()
    used: set[str] = set()
    previous = ""
    for token in tokens(text):
        if token.kind in {TokenKind.SPACE, TokenKind.COMMENT}:
            continue
        if token.kind is TokenKind.NAME:
            prefix = token.text.partition(":")[0]
            (declared if previous == "PREFIX" else used).add(prefix)
        previous = token.text.upper() if token.kind is TokenKind.WORD else ""
    missing = [prefix for prefix in PREFIXES if prefix in used - declared]
    line = " ".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in missing)
    return f"{line}\n{text}" if line else text
