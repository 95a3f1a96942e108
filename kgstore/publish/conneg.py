"""The forms of a document, and choosing by what a client accepts (RFC 9110 section 12.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "html": "text/html",
        "ttl": "text/turtle",
        "jsonld": "application/ld+json",
        "nt": "application/n-triples",
        "rdf": "application/rdf+xml",
    }
)
"""The media type of each form of a document, by its suffix; the first is for whoever takes all."""

SERIALISATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"ttl": "turtle", "jsonld": "jsonld", "nt": "ntriples", "rdf": "rdfxml"}
)
"""The name that `kgstore.publish.serialise` has for each form but HTML."""

_ELEMENT = re.compile(r'((?:[^,"]|"(?:[^"\\]|\\.)*")+)')
_PARAMETER = re.compile(r'((?:[^;"]|"(?:[^"\\]|\\.)*")+)')
_WEIGHT = re.compile(r"(0(\.[0-9]{0,3})?|1(\.0{0,3})?)")
_RANGE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One element of an `Accept` header: what, and how much it is wanted (0 is not at all)."""

    what: str
    weight: float


def read_accept(header: str) -> list[Wanted]:
    """Return the elements of a header of the `Accept` family; unsound ones are passed over.

    >>> read_accept("text/turtle;q=0.5, */*;q=0.1, text/html;q=high")
    [Wanted(what='text/turtle', weight=0.5), Wanted(what='*/*', weight=0.1)]
    """
    found = []
    for element in _ELEMENT.findall(header):
        what, *parameters = [part.strip() for part in _PARAMETER.findall(element)] or [""]
        weights = [p[2:].strip() for p in parameters if p[:2].lower() == "q="]
        weight = weights[0] if weights else "1"
        if what and _WEIGHT.fullmatch(weight):
            found.append(Wanted(what, float(weight)))
    return found


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the media type of `offered` that is wanted most, or None where none is wanted.

    Without a header, and among equals, the first one offered is taken. The most specific range
    that fits a type says how much it is wanted; parameters other than `q` are not looked at.

    >>> offered = ["text/html", "text/turtle"]
    >>> choose("text/*;q=0.3, text/turtle", offered), choose(None, offered), choose("a/b", offered)
    ('text/turtle', 'text/html', None)
    """
    return _chosen(accept or "", tuple(offered))


@lru_cache(maxsize=256)  # clients send the same header again and again
def _chosen(accept: str, offered: tuple[str, ...]) -> str | None:
    ranges = [one for one in read_accept(accept) if _RANGE.fullmatch(one.what)]
    if not ranges:
        return offered[0]
    weights = [_weight(media_type, ranges) for media_type in offered]
    best = max(weights)
    return offered[weights.index(best)] if best > 0 else None


def _weight(media_type: str, ranges: Sequence[Wanted]) -> float:
    general = media_type.partition("/")[0] + "/*"
    for name in (media_type, general, "*/*"):
        fitting = [one.weight for one in ranges if one.what.lower() == name]
        if fitting:
            return max(fitting)
    return 0.0


def profiles_wanted(accept_profile: str | None) -> list[str]:
    """Return the profile IRIs of an `Accept-Profile` header, the most wanted first.

    >>> profiles_wanted('<urn:a>;q=0.5, <urn:b>, "urn:c";q=0')
    ['urn:b', 'urn:a']
    """
    wanted = [one for one in read_accept(accept_profile or "") if one.weight > 0]
    wanted.sort(key=lambda one: -one.weight)
    return [one.what.strip('<>"') for one in wanted]
