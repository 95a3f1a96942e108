"""Help where nothing is found: which condition keeps how much away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kgstore.errors import FilterError
from kgstore.search.filter import edit
from kgstore.search.filter.ast import Text
from kgstore.search.filter.text import write
from kgstore.search.find import Finder
from kgstore.search.wording import Wording
from kgstore.web.find.chips import told
from kgstore.web.find.reading import Reading

MOST: Final = 8
"""Conditions that are tried."""


@dataclass(frozen=True, slots=True)
class Without:
    """A condition, how many there are without it, and the filter of that search."""

    words: str
    total: int
    filter: str


def without(reading: Reading, finder: Finder, wording: Wording) -> list[Without]:
    """Return the conditions whose absence would find something, those that exclude most first."""
    tree = edit.both(reading.words, reading.tree)
    found: list[Without] = []
    for number, part in enumerate(edit.parts(tree)[:MOST]):
        text = write(edit.without_part(tree, number))
        try:
            total = finder.find(text, limit=0).total
        except FilterError:
            continue
        words = f"the word “{part.words}”" if isinstance(part, Text) else told(part, wording)
        found += [Without(words, total, text)] if total and text else []
    return sorted(found, key=lambda one: -one.total)
