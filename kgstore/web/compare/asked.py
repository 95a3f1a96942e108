"""The state of a comparison as its address says it: which models, and how they are compared."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.datastructures import QueryParams

from kgstore.web import linked_paths

MOST: Final = 20
"""Models that are compared at once."""
SHARED: Final = "shared"
BEST: Final = "best"
_LONGEST: Final = 2_000
_ONE: Final = {
    "hardware": "on",
    "settings": "settings",
    "quality": "y",
    "against": "x",
    "classes": "classes",
    "rows": "rows",
    "words": "add",
}
"""Fields of `Asked`, with their names in the address."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared and how; "" leaves a choice to the page.

    `refused` are texts that name no thing, `left_out` counts the models beyond `MOST`.
    """

    models: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    left_out: int = 0
    bars: tuple[str, ...] = ()
    hardware: str = ""
    settings: str = SHARED
    quality: str = ""
    against: str = ""
    classes: str = ""
    rows: str = ""
    words: str = ""

    def pairs(self, base: str) -> Iterator[tuple[str, str]]:
        """Yield the names and values that make the address of this state."""
        yield from (("m", short(iri, base)) for iri in self.models)
        yield from (("bar", key) for key in self.bars)
        for name, parameter in _ONE.items():
            value = getattr(self, name)
            if value and (name != "settings" or value != SHARED):
                yield parameter, short(value, base) if name == "hardware" else value

    def query(self, base: str, **changes: object) -> str:
        """Return the query of the address with something changed.

        >>> Asked(("https://e.org/id/model/x/a", "urn:b")).query("https://e.org", rows="all")
        'm=model%2Fx%2Fa&m=urn%3Ab&rows=all'
        """
        changed = dataclasses.replace(self, **changes)  # type: ignore[arg-type]  # names of fields
        return urlencode(list(changed.pairs(base)))

    def without(self, iri: str, base: str) -> str:
        """Return the query of the address with one model less."""
        return self.query(base, models=tuple(one for one in self.models if one != iri))

    def with_(self, iri: str, base: str) -> str:
        """Return the query of the address with one model more, and no search for another."""
        return self.query(base, models=(*self.models, iri), words="")


def short(iri: str, base: str) -> str:
    """Return an IRI as addresses name it: those of the store's things by kind, source and id.

    >>> short("https://e.org/id/model/x/a", "https://e.org"), short("urn:a", "https://e.org")
    ('model/x/a', 'urn:a')
    """
    return iri.removeprefix(f"{base}/id/")


def iri_of(text: str, base: str) -> str:
    """Return the IRI that a text of an address names, "" where it names none.

    >>> iri_of("model/x/a", "https://e.org"), iri_of("https://e.org/id/model/x/a", "https://e.org")
    ('https://e.org/id/model/x/a', 'https://e.org/id/model/x/a')
    >>> iri_of("no words", "https://e.org"), iri_of("<urn:a>", "https://e.org")
    ('', '')
    """
    text = text.strip()
    own = text.removeprefix(f"{base}/id/")
    if own != text or (":" not in text.partition("/")[0] and text.count("/") >= 2):
        path = linked_paths.canonical(own.encode())
        return f"{base}/id/{path}" if path else ""
    try:
        return ox.NamedNode(text).value if ":" in text and "{" not in text else ""
    except ValueError:
        return ""


def read(given: QueryParams, base: str) -> Asked:
    """Return what an address asks for; nothing in it is refused but what names no thing."""
    texts = [text[:_LONGEST] for text in given.getlist("m") if text.strip()]
    named = [(text, iri_of(text, base)) for text in texts]
    models = tuple(dict.fromkeys(iri for _, iri in named if iri))
    one = {name: given.get(key, "").strip()[:_LONGEST] for name, key in _ONE.items()}
    one["hardware"] = iri_of(one["hardware"], base)
    one["settings"] = BEST if one["settings"] == BEST else SHARED
    return Asked(
        models=models[:MOST],
        refused=tuple(dict.fromkeys(text for text, iri in named if not iri)),
        left_out=max(0, len(models) - MOST),
        bars=tuple(dict.fromkeys(given.getlist("bar")))[:MOST],
        **one,
    )
