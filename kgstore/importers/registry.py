"""The importers there are: those of the entry-point group `kgstore.importers`, ours and others'."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
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
        UnknownSource: there is none (the advice names the nearest), or its code cannot be loaded.
    """
    known = installed(GROUP)
    if name not in known:
        raise UnknownSource(
            f"there is no importer {name!r}",
            subject=name,
            advice=f"{hint(name, known)}`kgstore sources` lists them: {', '.join(known)}.",
        )
    try:
        return cast(Importer, known[name].load())
    except Exception as error:  # the code of other packages raises what it likes
        package = known[name].dist
        raise UnknownSource(
            f"the importer {name!r} cannot be loaded: {type(error).__name__}: {error}",
            subject=name,
            advice=f"It comes with {package.name if package else known[name].value}; "
            "install what that needs, or remove it.",
        ) from error


def importers() -> Iterator[Importer]:
    """Yield every importer that can be loaded: a broken one is no reason to do without the rest.

    >>> "fiftyone" in [importer.name for importer in importers()]
    True
    """
    for name in names():
        with suppress(UnknownSource):
            yield importer_named(name)
