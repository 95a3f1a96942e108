"""The named questions that people are shown, in groups, and found by a word."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from kgstore.errors import NotFound
from kgstore.sparql.header import Query
from kgstore.sparql.library import Library
from kgstore.web.api_queries import is_public

APART: Final = frozenset({"evaluate", "identity", "link"})
"""The folders of questions that have pages of their own; here they answer, but are not listed."""
PAPER: Final = "table2"
"""The tag of the questions that the paper sets out from."""
_OWN: Final = "Questions of this store's users"
_RULES: Final = "What is amiss in the records"
_PACKAGED: Final = frozenset({"cq", "quality"})
_GROUPS: Final = {
    "lineage": "Where models come from",
    "hardware": "Speed, cost and hardware",
    "quality": "What is recorded, and what is missing",
    "provenance": "What is recorded, and what is missing",
    "concept": "What models predict, and what it means",
    "run": "Where models come from",
    "dataset": "Data sets",
    "metric": "How well models do",
    "model": "What models are",
}
"""The heading of each tag; of a question's tags the first of these decides."""

Groups = tuple[tuple[str, tuple[Query, ...]], ...]


@lru_cache(maxsize=4)
def questions(library: Library) -> tuple[Query, ...]:
    """Return the questions that people are shown; they are read once."""
    return tuple(q for q in library if is_public(q) and q.folder not in APART)


def question(library: Library, name: str) -> Query:
    """Return the question of that name.

    Raises:
        UnknownQuery: there is no query of that name.
        NotFound: it is no question, but a part of kgstore.
    """
    found = library.query(name)
    if not is_public(found):
        raise NotFound(f"{name} is a query that pages are made from, and no question", subject=name)
    return found


def of_the_paper(library: Library) -> tuple[Query, ...]:
    """Return the questions of the paper's table.

    >>> [query.name for query in of_the_paper(Library.packaged())][:2]
    ['cq01', 'cq02']
    """
    return tuple(query for query in questions(library) if PAPER in query.tags)


def grouped(library: Library) -> Groups:
    """Return the other questions under their headings.

    >>> [heading for heading, _ in grouped(Library.packaged())][:2]
    ['What models predict, and what it means', 'How well models do']
    """
    found: dict[str, list[Query]] = {}
    for query in questions(library):
        if PAPER not in query.tags:
            found.setdefault(_heading(query), []).append(query)
    ordered = sorted(found, key=lambda heading: (heading == _RULES, -len(found[heading])))
    return tuple((heading, tuple(found[heading])) for heading in ordered)


def _heading(query: Query) -> str:
    if query.folder not in _PACKAGED:
        return _OWN
    if query.folder == "quality":
        return _RULES
    return next((_GROUPS[tag] for tag in _GROUPS if tag in query.tags), _GROUPS["model"])


def holding(library: Library, words: str) -> tuple[Query, ...]:
    """Return the questions in which each of the words stands: in name, summary, source or tags.

    >>> [query.name for query in holding(Library.packaged(), "person COCO")][:1]
    ['cq04']
    """
    wanted = words.lower().split()
    return tuple(q for q in questions(library) if all(word in _text(q) for word in wanted))


def _text(query: Query) -> str:
    return " ".join((query.name, query.summary, query.question, *query.tags)).lower()
