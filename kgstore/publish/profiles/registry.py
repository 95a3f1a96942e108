"""The export profiles there are: those of the entry-point group `kgstore.profiles`."""

from __future__ import annotations

from typing import cast

from kgstore.errors import UnknownFormat
from kgstore.plugins import hint, installed
from kgstore.publish.profiles.base import Profile

GROUP = "kgstore.profiles"


def names() -> list[str]:
    """Return the names of all profiles.

    >>> "native" in names()
    True
    """
    return list(installed(GROUP))


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
    known = installed(GROUP)
    if name not in known:
        raise UnknownFormat(
            f"there is no profile {name!r}",
            subject=name,
            advice=f"{hint(name, known)}Profiles: {', '.join(known)}.",
        )
    return cast(Profile, known[name].load())
