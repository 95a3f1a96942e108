"""What the words of a search mean: the search box takes anything, the filter is read strictly.

What stands in the search box is a filter if it can be read as one, so that whoever knows the filter
language writes it there. Otherwise it is plain words, each to be found, and the page says so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kgstore.errors import FilterError
from kgstore.search.filter import edit
from kgstore.search.filter.ast import And, Compare, Filter, Leaf, Not, Or, Range, Term, Text
from kgstore.search.filter.parse import LONGEST, parse
from kgstore.search.filter.quantity import read_bound
from kgstore.search.filter.resolve import Resolved
from kgstore.search.filter.text import write
from kgstore.search.find import Finder
from kgstore.search.words import words
from kgstore.web.find.state import State

_MOST_WORDS: Final = 30
"""Plain words that are searched; a whole page that was pasted in finds nothing anyway."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What may have been meant: a word, and the filter with it in its place, "" if that is none."""

    word: str
    filter: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a text, at a column, and what may have been meant."""

    reason: str
    column: int
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A search as trees: `words` are plain words, `tree` is the rest.

    `plain` says why the search box was read as plain words, `wrong` what is wrong with the filter:
    then nothing can be searched.
    """

    words: Filter
    tree: Filter
    plain: Trouble | None = None
    wrong: Trouble | None = None
    resolved: Resolved | None = None

    @property
    def text(self) -> str:
        """The whole search as a filter."""
        return write(edit.both(self.words, self.tree))

    def settled(self, state: State) -> State:
        """Return the search with its conditions in the filter and only words in the search box."""
        words = write(self.words)
        kept = state.q if self.plain or len(words) >= len(state.q) else words
        return state.with_(q=kept, filter=write(self.tree))


def read(state: State, finder: Finder) -> Reading:
    """Return what a search means."""
    tree, plain = _lenient(state.q, finder)
    kept = [part for part in edit.parts(tree) if isinstance(part, Text)]
    rest = edit.whole(part for part in edit.parts(tree) if not isinstance(part, Text))
    found = Reading(edit.whole(kept), rest, plain)
    try:
        asked = parse(state.filter)
        finder.understand(state.filter)
        found = dataclasses.replace(found, tree=edit.both(rest, asked))
        found = dataclasses.replace(found, resolved=finder.understand(found.text))
    except FilterError as error:
        return dataclasses.replace(found, wrong=trouble(state.filter, error, finder))
    return found


def _lenient(text: str, finder: Finder) -> tuple[Filter, Trouble | None]:
    try:
        tree = parse(text)
        finder.understand(text)
    except FilterError as error:
        plain = tuple(Text(word) for word in words(text[:LONGEST])[:_MOST_WORDS])
        return edit.whole(plain), trouble(text, error, finder)
    return tree, None


def trouble(text: str, error: FilterError, finder: Finder) -> Trouble:
    """Return what is wrong with a filter; each suggestion is tried, for not all are a cure."""
    try:
        tree: Filter | None = parse(text)
    except FilterError:
        tree = None
    repairs = (_repair(tree, error.column, word, finder) for word in error.suggestions)
    return Trouble(error.reason, error.column, tuple(repairs))


def _repair(tree: Filter | None, column: int, word: str, finder: Finder) -> Repair:
    if tree is None:
        return Repair(word)
    for cured in _cured(tree, column, word):
        try:
            finder.understand(write(cured))
        except FilterError:
            continue
        return Repair(word, write(cured))
    return Repair(word)


def _cured(tree: Filter, column: int, word: str) -> Iterator[Filter]:
    """Yield the filter with a word in the place of what stands at a column."""
    for leaf in edit.leaves(tree):
        for other in _instead(leaf, column, word):
            yield replaced(tree, leaf, other)


def _instead(leaf: Leaf, column: int, word: str) -> Iterator[Leaf]:
    match leaf:
        case Term() | Compare() | Range() if leaf.value_column == column:
            bound = read_bound(word)
            if isinstance(leaf, Term):
                yield dataclasses.replace(leaf, value=word, prefix=False)
            elif isinstance(leaf, Compare) and bound is not None:
                yield dataclasses.replace(leaf, value=bound)
        case Text():
            return
        case _ if leaf.column == column:
            yield dataclasses.replace(leaf, field=word)


def replaced(tree: Filter, leaf: Leaf, other: Leaf) -> Filter:
    """Return a tree with another leaf in the place of one (of that very one, not of its equals)."""
    if tree is leaf:
        return other
    match tree:
        case And(parts):
            return And(tuple(replaced(part, leaf, other) for part in parts))
        case Or(parts):
            return Or(tuple(replaced(part, leaf, other) for part in parts))
        case Not(part):
            return Not(replaced(part, leaf, other))
        case _:
            return tree
