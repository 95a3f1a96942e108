"""Words that are found nowhere, replaced by the nearest that are: tolerance for slips.

The filter itself is changed, and the answer says so; its SPARQL is that of what was searched for.
"""

from __future__ import annotations

from kgstore.search.fields import FieldKind, fields
from kgstore.search.filter.ast import And, Not, Or
from kgstore.search.filter.meaning import Meaning, Words
from kgstore.search.folder import Generation
from kgstore.search.words import near


def corrected(meaning: Meaning, generation: Generation) -> tuple[Meaning, dict[str, str]]:
    """Return the filter with words that exist, and by what each word that does not was replaced.

    >>> corrected(And(()), None)
    (And(parts=()), {})
    """
    spelling: dict[str, str] = {}
    return _corrected(meaning, generation, spelling), spelling


def _corrected(meaning: Meaning, generation: Generation, spelling: dict[str, str]) -> Meaning:
    match meaning:
        case And(parts):
            return And(tuple(_corrected(part, generation, spelling) for part in parts))
        case Or(parts):
            return Or(tuple(_corrected(part, generation, spelling) for part in parts))
        case Not():
            return meaning
        case Words(tokens, prefix, field):
            whole = tokens[:-1] if prefix else tokens
            better = tuple(_known(token, field, generation, spelling) for token in whole)
            return Words((*better, *tokens[len(whole) :]), prefix, field)
        case _:
            return meaning


def _known(token: str, field: str, generation: Generation, spelling: dict[str, str]) -> str:
    texts = [f.name for f in fields().values() if f.kind is FieldKind.TEXT]
    searched = [name for name in texts if field in ("", name)]
    searcher = generation.searcher
    if len(token) < 4 or any(searcher.doc_freq(name, token) for name in searched):
        return token
    others: dict[str, int] = {}
    for name in searched:
        for word, count in searcher.terms_with_prefix(name, token[0]):
            others[word] = others.get(word, 0) + count
    found = near(token, others)
    if found is not None:
        spelling[token] = found
    return found or token
