"""Filters changed part by part: what a click on a facet does to the tree of a filter.

A part is what stands at the top level. Values of one field that are alternatives stand in one part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TypeAlias

from kgstore.records.vocabulary import normal_form
from kgstore.search.fields import named
from kgstore.search.filter.ast import And, Compare, Filter, Has, Lacks, Leaf, Not, Or, Range, Term

Same: TypeAlias = Callable[[Term], bool]


def parts(tree: Filter) -> tuple[Filter, ...]:
    """Return the parts of a filter, all of which must hold.

    >>> from kgstore.search.filter.parse import parse
    >>> len(parts(parse("yolo license:(mit OR bsd)"))), parts(parse(""))
    (2, ())
    """
    return tree.parts if isinstance(tree, And) else (tree,)


def whole(found: Iterable[Filter]) -> Filter:
    """Return the filter of these parts; conjunctions among them are joined with the rest."""
    kept = tuple(found)
    return kept[0] if len(kept) == 1 else And(kept)


def both(one: Filter, other: Filter) -> Filter:
    """Return the filter that asks for what two filters ask for.

    >>> from kgstore.search.filter.parse import parse
    >>> both(parse("a"), parse("b c")) == parse("a b c")
    True
    """
    return whole((*parts(one), *parts(other)))


def field_named(word: str) -> str:
    """Return the name of the field that a word of a filter names; a metric's is its own.

    >>> field_named("License"), field_named("top-1 accuracy")
    ('licence', 'top 1 accuracy')
    """
    key = normal_form(word)
    return _names().get(key, key)


def leaves(part: Filter) -> Iterator[Leaf]:
    """Yield what a part is made of, from left to right."""
    match part:
        case And(inner) | Or(inner):
            for one in inner:
                yield from leaves(one)
        case Not(one):
            yield from leaves(one)
        case _:
            yield part


def terms(part: Filter, field: str) -> tuple[Term, ...]:
    """Return the alternatives that a part offers for a field; none if it is another part.

    >>> from kgstore.search.filter.parse import parse
    >>> [term.value for term in terms(parse("license:(mit OR bsd)"), "licence")]
    ['mit', 'bsd']
    """
    alternatives = part.parts if isinstance(part, Or) else (part,)
    found = tuple(one for one in alternatives if isinstance(one, Term) and _is_of(one, field))
    return found if len(found) == len(alternatives) else ()


def refused(part: Filter, field: str) -> Term | None:
    """Return the term of a field that a part excludes, if that is all it does."""
    inner = part.part if isinstance(part, Not) else None
    return inner if isinstance(inner, Term) and _is_of(inner, field) else None


def with_value(tree: Filter, term: Term) -> Filter:
    """Return the filter with another alternative for the field of a term.

    >>> from kgstore.search.filter.parse import parse
    >>> from kgstore.search.filter.text import write
    >>> write(with_value(parse("license:mit tiny"), Term("licence", "bsd")))
    '(license:mit OR licence:bsd) tiny'
    """
    found, field = list(parts(tree)), field_named(term.field)
    for at in range(len(found) - 1, -1, -1):
        if known := terms(found[at], field):
            found[at] = Or((*known, term))
            return whole(found)
    return whole((*found, term))


def without_values(tree: Filter, field: str, same: Same) -> Filter:
    """Return the filter without the terms of a field that are `same`, asked for or excluded."""
    kept: list[Filter] = []
    for part in parts(tree):
        known = terms(part, field)
        other = tuple(term for term in known if not same(term))
        unwanted = refused(part, field)
        if known and other:
            kept.append(other[0] if len(other) == 1 else Or(other))
        elif not known and not (unwanted and same(unwanted)):
            kept.append(part)
    return whole(kept)


def without_part(tree: Filter, number: int) -> Filter:
    """Return the filter without one of its parts.

    >>> from kgstore.search.filter.parse import parse
    >>> without_part(parse("a b c"), 1) == parse("a c")
    True
    """
    found = parts(tree)
    return whole((*found[:number], *found[number + 1 :]))


def with_range(tree: Filter, field: str, wanted: Iterable[Compare | Range]) -> Filter:
    """Return the filter with these comparisons of a field in place of those it has."""
    kept = [part for part in parts(tree) if not is_range(part, field)]
    return whole((*kept, *wanted))


def is_range(part: Filter, field: str) -> bool:
    """Return whether a part compares a field with a number or a date."""
    return isinstance(part, Compare | Range) and field_named(part.field) == field_named(field)


def with_stated(tree: Filter, field: str, wanted: Has | Lacks | None) -> Filter:
    """Return the filter with `has:` or `lacks:` of a field in place of what it says of that."""
    kept = [
        part
        for part in parts(tree)
        if not (isinstance(part, Has | Lacks) and field_named(part.field) == field_named(field))
    ]
    return whole((*kept, *([wanted] if wanted else [])))


def _is_of(term: Term, field: str) -> bool:
    return field_named(term.field) == field


@cache
def _names() -> dict[str, str]:
    return {normal_form(name): field.name for name, field in named().items()}
