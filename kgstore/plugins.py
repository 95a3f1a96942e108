"""What is found by entry point: ours and, by the same way, what other packages bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType


@cache  # the installed packages are read from disk, and asked for many times in one command
def installed(group: str) -> Mapping[str, EntryPoint]:
    """Return the entry points of a group by name, sorted.

    >>> "huggingface" in installed("kgstore.importers")
    True
    """
    found = sorted(entry_points(group=group), key=lambda entry: entry.name)
    return MappingProxyType({entry.name: entry for entry in found})


def hint(name: str, known: Iterable[str]) -> str:
    """Return "Did you mean ...? " for the known name nearest to `name`, or "".

    >>> hint("hugginface", ["fiftyone", "huggingface"])
    'Did you mean huggingface? '
    """
    near = get_close_matches(name, list(known), n=1)
    return f"Did you mean {near[0]}? " if near else ""
