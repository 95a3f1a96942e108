"""The importers there are: those of the entry-point group `kgstore.importers`, ours and others'."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from kgstore.errors import UnknownSource
from kgstore.importers.base import Importer

GROUP = "kgstore.importers"


def _installed() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name)}


def names() -> list[str]:
    """Return the names of all importers.

    >>> "huggingface" in names()
    True
    """
    return list(_installed())


def importer_named(name: str) -> Importer:
    """Return the importer of that name.

    >>> importer_named("fiftyone").title
    'FiftyOne'

    Raises:
        UnknownSource: there is none; the advice names the nearest.
    """
    installed = _installed()
    if name not in installed:
        near = get_close_matches(name, installed, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UnknownSource(
            f"there is no importer {name!r}",
            subject=name,
            advice=f"{hint}`kgstore sources` lists them: {', '.join(installed)}.",
        )
    return cast(Importer, installed[name].load())
