"""How a broken file of a knowledge base is reported: with its name, the line, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from kgstore.errors import ImportFailed
from kgstore.link.lexicon import Synset

_SHOWN = 3
RELATED = (
    "hypernyms",
    "instance_hypernyms",
    "part_holonyms",
    "member_holonyms",
    "substance_holonyms",
)
"""The relations of a Synset, in the order of its fields."""


def broken(file: Path, line: int, what: str, advice: str = "") -> ImportFailed:
    """Return the error for a line; 0 means the file as a whole."""
    where = f"{file}:{line}" if line else str(file)
    return ImportFailed(
        f"{where}: {what}", subject=where, advice=advice or "Get the file again from its publisher."
    )


def check_targets(file: Path, synsets: Mapping[str, Synset]) -> None:
    """Make sure that every related synset is there.

    Raises:
        ImportFailed: some are not; the first few are named.
    """
    lost = [
        f"{synset.iri} has {target} among its {relation.replace('_', ' ')}"
        for synset in synsets.values()
        for relation in RELATED
        for target in getattr(synset, relation)
        if target not in synsets
    ]
    if lost:
        more = f", and {len(lost) - _SHOWN:,} more" if len(lost) > _SHOWN else ""
        raise broken(
            file, 0, f"relations lead to synsets that are missing: {'; '.join(lost[:_SHOWN])}{more}"
        )


def without_duplicates(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values in their order, none twice."""
    return tuple(dict.fromkeys(values))
