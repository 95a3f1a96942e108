"""The versions, parts and splits of a dataset, and what it is itself a part of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kgstore.namespaces import MZ, PREFIXES
from kgstore.web.dataset.stated import Stated

MOST: Final = 40
"""Parts of a kind that are shown."""
VERSION_OF: Final = PREFIXES["dcat"] + "isVersionOf"
SPLIT_OF, SUBSET_OF, CANONICAL = MZ + "splitOf", MZ + "subsetOf", MZ + "canonical"
WITHIN: Final = {SPLIT_OF: "split of", VERSION_OF: "version of", SUBSET_OF: "part of"}
_ROLES: Final = (MZ + "TrainingRole", MZ + "ValidationRole", MZ + "TestRole")
_OBJECTS, _SIZE = MZ + "numberOfDataObjects", MZ + "sizeInBytes"
_MOST_SPLITS: Final = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A version, part or split; `share` is its size in per cent of the largest beside it."""

    iri: str
    name: str = ""
    role: str = ""
    objects: int | None = None
    bytes: int | None = None
    share: float = 0.0
    splits: tuple[Part, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a dataset by kind; each list is cut, `counts` are of all of them."""

    above: tuple[tuple[str, str], ...]
    splits: tuple[Part, ...]
    versions: tuple[Part, ...]
    subsets: tuple[Part, ...]
    counts: dict[str, int]

    def things(self) -> list[str]:
        """Return the IRIs that are shown."""
        whole = (*self.splits, *self.versions, *self.subsets)
        return [
            *(iri for _, iri in self.above),
            *(part.iri for part in whole),
            *(split.iri for part in whole for split in part.splits),
            *{split.role for split in self.splits},
        ]


def parts(stated: Stated, iri: str) -> Parts:
    """Return what a dataset consists of, and what it is part of."""
    splits = stated.pointing(iri, SPLIT_OF)
    versions = stated.pointing(iri, VERSION_OF)
    subsets = [one for one in stated.pointing(iri, SUBSET_OF) if one not in {*splits, *versions}]
    above = [(WITHIN[one], whole) for one in WITHIN for whole in stated.iris(iri, one)]
    known = dict.fromkeys(whole for _, whole in above)
    return Parts(
        tuple((next(words for words, w in above if w == whole), whole) for whole in known),
        _splits(stated, splits, MOST),
        _wholes(stated, versions),
        _wholes(stated, subsets),
        {"splits": len(splits), "versions": len(versions), "subsets": len(subsets)},
    )


def data_objects(stated: Stated, iri: str, splits: Iterable[Part]) -> int | None:
    """Return how many items a dataset has: as stated, or else what all its splits have together."""
    own = stated.count(iri, _OBJECTS)
    counts = [split.objects for split in splits]
    stated_counts = [count for count in counts if count is not None]
    if own is None and counts and len(stated_counts) == len(counts) <= MOST:
        return sum(stated_counts)
    return own


def _wholes(stated: Stated, iris: list[str]) -> tuple[Part, ...]:
    found = []
    for iri in sorted(iris)[:MOST]:
        splits = stated.pointing(iri, SPLIT_OF)
        shown = _splits(stated, splits, _MOST_SPLITS)
        part = _part(stated, iri, shown, len(splits) - len(shown))
        found.append(part)
    return tuple(found)


def _splits(stated: Stated, iris: list[str], most: int) -> tuple[Part, ...]:
    found = [_part(stated, iri) for iri in iris]
    found.sort(key=lambda part: (_place(part.role), part.name, part.iri))
    largest = max((part.objects or 0 for part in found), default=0)
    return tuple(
        Part(p.iri, p.name, p.role, p.objects, p.bytes, 100 * (p.objects or 0) / (largest or 1))
        for p in found[:most]
    )


def _place(role: str) -> int:
    return _ROLES.index(role) if role in _ROLES else len(_ROLES)


def _part(stated: Stated, iri: str, splits: tuple[Part, ...] = (), more: int = 0) -> Part:
    roles = stated.iris(iri, MZ + "splitRole")
    return Part(
        iri,
        stated.text(iri, MZ + "splitName"),
        roles[0] if roles else "",
        data_objects(stated, iri, splits if not more else ()),
        stated.count(iri, _SIZE),
        splits=splits,
        more=more,
    )
