"""What one may write in a query, found by how it begins: for completion in the editor.

Classes and properties come from the ontology, terms from the vocabularies, concepts from the
knowledge bases; and whatever else the named questions use, because it is there to be asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from kgstore.errors import QuerySyntaxError
from kgstore.namespaces import PREFIXES, VOCABULARY, compact, expand
from kgstore.publish.describe import name
from kgstore.sparql.header import Query
from kgstore.sparql.lexer import TokenKind, tokens
from kgstore.web.documents import Site
from kgstore.web.pages_about import rows

MOST: Final = 50
_LOOKED_AT: Final = 2000
_ORDER: Final = {"prefix": 0, "class": 1, "property": 1, "term": 2, "concept": 3}
_SPACE: Final = VOCABULARY.removesuffix("vocabulary/")


@dataclass(frozen=True, slots=True)
class Term:
    """A name that a query may hold: as it is written there, and what it means.

    `kind` is class, property, term, concept or prefix; the prefix of `written` is its `prefix`.
    """

    written: str
    iri: str
    label: str
    kind: str
    prefix: str

    def as_json(self) -> dict[str, str]:
        """Return it as plain data."""
        named = {"name": self.written, "iri": self.iri, "label": self.label}
        return {**named, "kind": self.kind, "prefix": self.prefix}


@dataclass(frozen=True, slots=True)
class Terms:
    """All names; `keys` are what they are found by, sorted, each with the number of its name."""

    every: tuple[Term, ...]
    keys: tuple[tuple[str, int], ...]
    spaces: dict[str, list[Term]] = field(default_factory=dict)

    def beginning(self, text: str) -> list[Term]:
        """Return the names that begin so, by prefix and local name or by a word of their label."""
        prefix, colon, local = text.strip().partition(":")
        if colon:
            inside = self.spaces.get(prefix, [])
            wanted = local.lower()
            fitting = (term for term in inside if _is_in(term, wanted))
            return sorted(fitting, key=lambda term: _rank(term, wanted))[:MOST]
        wanted = prefix.lower()
        prefixes = [_prefix(name) for name in PREFIXES if wanted and name.startswith(wanted)]
        found = dict.fromkeys(self._found(wanted)) if wanted else {}
        ranked = sorted(found, key=lambda term: _rank(term, wanted))
        return [*prefixes, *ranked][:MOST]

    def _found(self, wanted: str) -> Iterator[Term]:
        start = bisect_left(self.keys, (wanted, -1))
        for key, number in islice(self.keys, start, start + _LOOKED_AT):
            if not key.startswith(wanted):
                return
            yield self.every[number]


def terms(here: Site) -> Terms:
    """Return all names of the store as it is now, read once per commit."""
    return here.once("ask-terms", lambda: _read(here))


def options(here: Site, prefix: str) -> tuple[tuple[str, str], ...]:
    """Return the terms of the vocabulary with a prefix, as written and named, for a choice."""

    def read() -> tuple[tuple[str, str], ...]:
        scheme = f"<{PREFIXES[prefix].rstrip('/')}>"
        found = rows(here.view, here.library, "terms", scheme=scheme)
        return tuple((compact(name(row["term"])), _text(row["label"])) for row in found)

    return here.once(f"ask-options-{prefix}", read)


def as_json(found: list[Term]) -> dict[str, Any]:
    """Return names as plain data, with the namespaces of their prefixes."""
    used = {term.prefix: PREFIXES[term.prefix] for term in found if term.prefix}
    return {"terms": [term.as_json() for term in found], "prefixes": used}


def _read(here: Site) -> Terms:
    known: dict[str, Term] = {}
    for row in rows(here.view, here.library, "ask-terms", space=_SPACE):
        iri, kind, label = name(row["term"]), _text(row["kind"]), _text(row["label"])
        if iri not in known or getattr(row["label"], "language", None) == "en":
            known[iri] = _term(iri, kind, label)
    for iri in _used(here):
        known.setdefault(iri, _term(iri, "property", ""))
    every = tuple(known.values())
    spaces: dict[str, list[Term]] = defaultdict(list)
    keys = set[tuple[str, int]]()
    for number, term in enumerate(every):
        if term.prefix:
            spaces[term.prefix].append(term)
        keys |= {(key, number) for key in _keys(term)}
    return Terms(every, tuple(sorted(keys)), dict(spaces))


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))


def _used(here: Site) -> Iterator[str]:
    """Yield the properties of other vocabularies that the questions use."""
    from kgstore.web.ask.questions import questions

    for query in questions(here.library):
        for name_used in _names(query):
            if (iri := expand(name_used)) != name_used and not iri.startswith(_SPACE):
                yield iri


def _names(query: Query) -> Iterator[str]:
    found = [token.text for token in tokens(query.text) if token.kind is TokenKind.NAME]
    yield from (text for text in found if not text.endswith(":"))


def _term(iri: str, kind: str, label: str) -> Term:
    short = compact(iri)
    written = short if short != iri and _is_name(short) else f"<{iri}>"
    return Term(written, iri, label, kind, short.partition(":")[0] if written == short else "")


def _prefix(prefix: str) -> Term:
    return Term(f"{prefix}:", PREFIXES[prefix], "", "prefix", prefix)


def _is_name(text: str) -> bool:
    """Return whether SPARQL reads a text as one prefixed name."""
    try:
        return [token.kind for token in tokens(text)] == [TokenKind.NAME]
    except QuerySyntaxError:
        return False


def _local(term: Term) -> str:
    return re.split(r"[/#]", term.iri)[-1].lower()


def _keys(term: Term) -> Iterator[str]:
    """Yield what a name is found by: its local name, and its label from each word on."""
    yield _local(term)
    label = term.label.lower()
    for word in re.finditer(r"\w+", label):
        yield label[word.start() : word.start() + 60]


def _is_in(term: Term, wanted: str) -> bool:
    return _local(term).startswith(wanted) or any(key.startswith(wanted) for key in _keys(term))


def _rank(term: Term, wanted: str) -> tuple[bool, bool, bool, int, int, str]:
    """Put what is called so first, then what begins so, classes and properties, the shorter.

    What has no prefixed name is a class of a label schema, of which there are many alike.
    """
    called = (_local(term), term.label.lower())
    begins = any(one.startswith(wanted) for one in called)
    length = len(term.label or term.written)
    last = (not begins, _ORDER[term.kind], length, term.written)
    return wanted not in called, not term.prefix, *last
