"""The values of fields as people type them, read with care."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from kgstore.errors import KgstoreError
from kgstore.intake import iri_of
from kgstore.records.check import iri_problem

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,_ '\u00a0\u2009\u202f]\d{3})+")

_NUMBER = re.compile(r"[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?")


class NotUsable(ValueError):
    """A text that is no value of its field; the message says what would be."""


def whole(text: str) -> int:
    """Return a whole number, with or without separators between its thousands.

    >>> whole("25,557,032"), whole("-7")
    (25557032, -7)

    Raises:
        NotUsable: it is none.
    """
    digits = re.sub(r"[^\d+-]", "", text) if _GROUPED.fullmatch(text) else text
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", digits):
        raise NotUsable(f"{text[:80]!r} is no whole number. Write it in digits, as 25557032.")
    return int(digits)


def number(text: str) -> float:
    """Return a number as a double.

    >>> number("4.1e9"), number("1,200")
    (4100000000.0, 1200.0)

    Raises:
        NotUsable: it is none, or not finite.
    """
    plain = re.sub(r"[^\d+-]", "", text) if _GROUPED.fullmatch(text) else text
    if not re.fullmatch(
        r"[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?", plain
    ):
        raise NotUsable(f"{text[:80]!r} is no number. Write it as 4.1e9 or 4100000000.")
    value = float(plain)
    if value in (float("inf"), float("-inf")):
        raise NotUsable(f"{text[:80]!r} is larger than a number may be.")
    return value


def address(text: str) -> str:
    """Return the address of a web page; a DOI or an arXiv id becomes one.

    >>> address("https://e.org/a"), address("arXiv:1512.03385")
    ('https://e.org/a', 'https://arxiv.org/abs/1512.03385')

    Raises:
        NotUsable: it is none.
    """
    if found := re.fullmatch(r"(?i)arxiv:(\S+)", text):
        text = f"https://arxiv.org/abs/{found[1]}"
    elif re.fullmatch(r"(?i)(?:doi:)?10\.\d{4,9}/\S+", text):
        text = f"https://doi.org/{re.sub('(?i)^doi:', '', text)}"
    if not re.match(r"https?://[^/]", text) or iri_problem(text):
        raise NotUsable(f"{text[:80]!r} is no address of a page. It begins with https://.")
    return text


def thing(text: str, of: str, base: str, find: Callable[[str, str], list[str]]) -> str:
    """Return the IRI of a thing: given as such, as the address of its page, or by its name.

    Raises:
        NotUsable: no thing of the class `of`, or several, have that name; it is no IRI.
    """
    place = _page_of(text, base)
    if place or ":" in text or text.count("/") >= 2:
        try:
            found = iri_of(place or text, base)
        except (KgstoreError, ValueError):
            found = ""
        if re.match("https?://.", found) and not iri_problem(found):
            return found
    named = find(text, of) if of else []
    if len(named) == 1:
        return named[0]
    if not named:
        raise NotUsable(f"Nothing here is called {text[:80]!r}. Give its IRI.")
    raise NotUsable(
        f"Several are called {text[:80]!r}; give the IRI of one: {', '.join(named[:4])}"
    )


def _page_of(text: str, base: str) -> str:
    """Return the IRI of the thing whose page has that address, or ""."""
    path = urlsplit(text).path if "://" in text else text
    if not re.match(r"/doc/[^/]+/[^/]+/.", path):
        return ""
    return f"{base}/id/{re.sub(r'[.]html$', '', path[5:])}"
