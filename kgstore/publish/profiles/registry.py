"""The export profiles there are: those of the entry-point group `kgstore.profiles`."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from kgstore.errors import UnknownFormat
from kgstore.publish.profiles.base import Profile

GROUP = "kgstore.profiles"


def _installed() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name)}


def names() -> list[str]:
    """Return the names of all profiles.

    >>> "native" in names()
    True
    """
    return list(_installed())


def profiles() -> list[Profile]:
    """Return all profiles, in the order of their names.

    >>> [profile.title for profile in profiles() if profile.name == "native"]
    ['Native']
    """
    return [profile_named(name) for name in names()]


def profile_named(name: str) -> Profile:
    """Return the profile of that name.

    >>> profile_named("native").classes
    ()

    Raises:
        UnknownFormat: there is none; the advice names the nearest.
    """
    installed = _installed()
    if name not in installed:
        near = get_close_matches(name, installed, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UnknownFormat(
            f"there is no profile {name!r}",
            subject=name,
            advice=f"{hint}Profiles: {', '.join(installed)}.",
        )
    return cast(Profile, installed[name].load())
