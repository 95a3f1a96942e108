"""How a value is written in a filter: the shortest name that means it and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import Final

from kgstore.namespaces import VOCABULARY
from kgstore.search.fields import Field, fields
from kgstore.search.filter.names import Names, is_iri
from kgstore.search.filter.say import short

_LONGEST: Final = 80
_SHORT_NAMED: Final = ("source",)
"""Schemes whose things are known by the last part of their IRI, as terms of vocabularies are."""


class Wording:
    """Writes values as words that are read back as those values; it keeps what it has written.

    `guard` is held whenever the names are asked, which is for one thread at a time.
    """

    def __init__(self, names: Names, guard: Lock) -> None:
        self._names, self._guard = names, guard
        self._written: dict[tuple[str, str], str] = {}

    def meant(self, field: str, text: str) -> tuple[str, ...]:
        """Return the values of a term field that a word stands for; none, if it names nothing."""
        known = fields()[field]
        if not known.scheme:
            return (text.lower(),)
        with self._guard:
            return self._names.iris(known.scheme, text)

    def written(self, field: str, value: str) -> str:
        """Return how a value of a term field is written."""
        known = fields()[field]
        if not known.scheme or not is_iri(value):
            return value
        if (field, value) not in self._written:
            with self._guard:
                names = (
                    n for n in self._candidates(known, value) if self._is_just(known, n, value)
                )
                self._written[field, value] = next(names, value)
        return self._written[field, value]

    def label(self, value: str) -> str:
        """Return the preferred name of a value, or "" where it has none."""
        with self._guard:
            return self._names.label(value)

    def _candidates(self, field: Field, value: str) -> Iterator[str]:
        if value.startswith(VOCABULARY) or field.scheme in _SHORT_NAMED:
            yield value.rsplit("/", 1)[-1]
        label = self._names.label(value)
        if label.strip() and label.isprintable() and len(label) <= _LONGEST:
            yield label
        yield short(value)

    def _is_just(self, field: Field, text: str, value: str) -> bool:
        return self._names.iris(field.scheme, text) == (value,)
