"""The importers there are: those of the entry-point group `kgstore.importers`, ours and others'."""

from __future__ import annotations

from typing import cast

from kgstore.errors import UnknownSource
from kgstore.importers.base import Importer
from kgstore.plugins import hint, installed

GROUP = "kgstore.importers"


def names() -> list[str]:
    """Return the names of all importers.

    >>> "huggingface" in names()
    True
    """
    return list(installed(GROUP))


def importer_named(name: str) -> Importer:
    """Return the importer of that name.

    >>> importer_named("fiftyone").title
    'FiftyOne'

    Raises:
        UnknownSource: there is none; the advice names the nearest.
    """
    known = installed(GROUP)
    if name not in known:
        raise UnknownSource(
            f"there is no importer {name!r}",
            subject=name,
            advice=f"{hint(name, known)}`kgstore sources` lists them: {', '.join(known)}.",
        )
    return cast(Importer, known[name].load())
