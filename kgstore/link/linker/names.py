"""From a label as a source spells it to the names that it gives, and the hints beside them.

"great_white_shark, Carcharodon carcharias"  two names of one thing, as ImageNet writes
"bow_(weapon)"                               the name "bow" and the hint "weapon", as LVIS
"TrafficLight", "Crosswalk - Plain"          "Traffic Light"; "Crosswalk", of a narrower kind
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kgstore.link.schema import Label

LONGEST = 200
"""Characters of a label that are read; what is longer is a text and names nothing."""

_WORDS_OF_A_NAME = 6
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_QUALIFIED = re.compile(r"\s+-+\s+")
_UNITED = re.compile(r"/|,(?=\S)")
_GAP = re.compile(r"[\s_]+")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a class: its words as spelt, and what the label adds to it.

    `hints` are the words in brackets; `narrowed` says that the class is less than the name means
    ("Crosswalk - Plain"); `united`, that the label names several things ("door/gate").
    """

    text: str
    hints: tuple[str, ...] = ()
    narrowed: bool = False
    united: bool = False


def names(label: Label) -> list[Name]:
    """Return the names that a label gives, its own first, none twice.

    >>> [name.text for name in names(Label("urn:c", "tench, Tinca tinca"))]
    ['tench', 'Tinca tinca']
    >>> names(Label("urn:c", "bow_(weapon)"))
    [Name(text='bow', hints=('weapon',), narrowed=False, united=False)]
    """
    found: dict[str, Name] = {}
    for text in (label.text, *label.synonyms):
        for name in _names(text):
            found.setdefault(name.text.lower(), name)
    return list(found.values())


def _names(text: str) -> Iterator[Name]:
    if len(text) > LONGEST:
        return
    plain = _plain(text)
    if plain.startswith("/"):
        yield from _path(plain)
        return
    hints = tuple(_words(" ".join(_BRACKETED.findall(plain))))
    for part in _BRACKETED.sub(";", plain).split(";"):
        narrowed = bool(_QUALIFIED.search(part))
        for one in _alternatives(_QUALIFIED.split(part)[0]):
            pieces = [piece.strip() for piece in _UNITED.split(one)]
            for piece in filter(_is_name, pieces):
                yield Name(piece, hints, narrowed, len(pieces) > 1)


def _path(text: str) -> Iterator[Name]:
    """Yield the name in a path as scenes have them: "/h/hangar/indoor" is a kind of hangar."""
    parts = [part.strip() for part in text.split("/") if _is_name(part.strip())]
    if parts:
        yield Name(parts[0], tuple(_words(" ".join(parts[1:]))), narrowed=len(parts) > 1)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _plain(text: str) -> str:
    """Return it without control characters, gaps and camel case: words with single spaces."""
    composed = unicodedata.normalize("NFKC", text)
    visible = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in composed)
    return _GAP.sub(" ", _CAMEL.sub(" ", visible)).strip()


def _alternatives(text: str) -> list[str]:
    """Return the parts of a list with commas, unless it is a sentence."""
    parts = [part.strip() for part in text.split(", ")]
    if any(part.startswith(("and ", "or ")) for part in parts):
        return [text]
    return parts


def _is_name(text: str) -> bool:
    letters = sum(map(len, _WORD.findall(text)))
    return letters > 1 and len(text.split(" ")) <= _WORDS_OF_A_NAME
