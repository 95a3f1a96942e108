"""Cursors: where a page ended, as a word that a client hands back.

A cursor belongs to one filter in one order. It names the commit that the page was of, so that the
next page can say when the index has moved on.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from kgstore.errors import ParameterError
from kgstore.search.filter.meaning import Meaning
from kgstore.search.place import RELEVANCE, Hit, Place, Sort


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the results as of a commit."""

    place: Place
    commit: int


def write(cursor: Cursor, meaning: Meaning, sort: Sort) -> str:
    """Return a cursor as a word.

    >>> sort = Sort("name", False)
    >>> read(write(Cursor(Place("a", 7), 3), meaning=None, sort=sort), None, sort).place.id
    7
    """
    place = cursor.place
    told = [_of(meaning, sort), cursor.commit, place.value, place.id]
    return base64.urlsafe_b64encode(orjson.dumps(told)).decode().rstrip("=")


def read(text: str, meaning: Meaning, sort: Sort) -> Cursor:
    """Return what a cursor says.

    Raises:
        ParameterError: it is none, or one of another filter or order.
    """
    try:
        told = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        of, commit, value, identity = told
        fits = isinstance(commit, int) and isinstance(identity, int) and 0 <= identity < 2**63
        fits = fits and (value is None or isinstance(value, float | int | str))
    except (ValueError, TypeError, binascii.Error):
        of, fits = "", False
    if not fits or of != _of(meaning, sort):
        advice = "Give the cursor of the page before, with the same filter and order."
        raise ParameterError("the cursor does not fit the search", subject=text, advice=advice)
    return Cursor(Place(value, identity), commit)


def following(
    hits: Sequence[Hit],
    limit: int,
    meaning: Meaning,
    sort: Sort,
    commit: int,
    before: Cursor | None,
) -> str | None:
    """Return the cursor behind the first `limit` of these hits, or None where there are no more."""
    if len(hits) <= limit or limit == 0:
        return None
    if sort.by == RELEVANCE:
        place = Place(None, (before.place.id if before else 0) + limit)
    else:
        place = Place(hits[limit - 1].value, hits[limit - 1].id)
    return write(Cursor(place, commit), meaning, sort)


def _of(meaning: Meaning, sort: Sort) -> str:
    return hashlib.sha256(f"{meaning!r} {sort!r}".encode()).hexdigest()[:12]
