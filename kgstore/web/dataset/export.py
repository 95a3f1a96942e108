"""The menu of forms and profiles in which a thing comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kgstore.publish.profiles import profiles
from kgstore.web.signposting import Link


@dataclass(frozen=True, slots=True)
class Export:
    """A form or profile, under its name, and where it is had."""

    title: str
    address: str
    type: str


@cache
def _titles() -> dict[str, str]:
    return {profile.iri: profile.title for profile in profiles()}


def menu(links: Iterable[Link]) -> list[Export]:
    """Return the profiles among the alternates of a page, by title.

    >>> menu([Link("alternate", "/doc/x?profile=schema_org", "text/turtle", "http://schema.org/")])
    [Export(title='schema.org', address='/doc/x?profile=schema_org', type='text/turtle')]
    """
    found = [
        Export(_titles().get(link.profile, link.profile), link.href, link.type)
        for link in links
        if link.rel == "alternate" and link.profile
    ]
    return sorted(found, key=lambda one: one.title.lower())
