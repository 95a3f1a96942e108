"""The words of the vocabularies in a running server: resolved, offered, and suggested by likeness.

The files are read again when one of them has changed, so that a word that a curator adds is known
at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

from kgstore.knowledge import vocabulary_files
from kgstore.namespaces import VOCABULARY
from kgstore.publish.describe import name
from kgstore.records.vocabulary import Vocabulary, normal_form
from kgstore.web.documents import Site
from kgstore.web.pages_about import rows

SCHEMES: Final = (
    *("task", "architecture", "licence", "framework", "dataset", "metric", "hardware", "modality"),
)
"""The vocabularies that forms offer."""
_LEAST: Final = 0.3
_MOST_TOLD: Final = 20_000
_ONE: Final = Lock()


@dataclass(frozen=True, slots=True)
class Likeness:
    """Labels by the groups of three signs in them, to find those that are like a word."""

    labels: tuple[tuple[str, str], ...]
    holding: dict[str, list[int]] = field(default_factory=dict)
    sizes: tuple[int, ...] = ()

    @classmethod
    def of(cls, labels: Iterable[tuple[str, str]]) -> Likeness:
        """Return the likeness among labels, given with the IRI of the term of each."""
        known = tuple(labels)
        holding: defaultdict[str, list[int]] = defaultdict(list)
        for number, (label, _) in enumerate(known):
            for gram in grams(label):
                holding[gram].append(number)
        return cls(known, dict(holding), tuple(len(grams(label)) for label, _ in known))

    def nearest(self, text: str, most: int = 5) -> list[tuple[str, float]]:
        """Return the terms that are most like a text, each with its likeness from 0 to 1.

        >>> found = Likeness.of([("object detection", "urn:a"), ("fill mask", "urn:b")])
        >>> found.nearest("Object-Detection (2D)")[0][0]
        'urn:a'
        """
        wanted = grams(normal_form(text))
        shared = Counter(n for gram in wanted for n in self.holding.get(gram, ()))
        best: dict[str, float] = {}
        for number, count in shared.items():
            share = 2 * count / (len(wanted) + self.sizes[number])
            iri = self.labels[number][1]
            if share >= _LEAST and share > best.get(iri, 0):
                best[iri] = share
        return sorted(best.items(), key=lambda one: (-one[1], one[0]))[:most]


def grams(label: str) -> frozenset[str]:
    """Return the groups of three signs of a label, its beginning and end among them.

    >>> sorted(grams("ab"))
    [' ab', 'ab ']
    """
    padded = f" {label} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@dataclass(slots=True)
class Words:
    """The vocabularies as they are in the files, with the likeness of the words of each."""

    vocabulary: Vocabulary
    _like: dict[str, Likeness] = field(default_factory=dict)
    _told: dict[tuple[str, str, int], list[tuple[str, float]]] = field(default_factory=dict)

    def nearest(self, scheme: str, text: str, most: int = 5) -> list[tuple[str, float]]:
        """Return the terms of a scheme whose labels are most like a text; see Likeness."""
        asked = scheme, text, most
        if asked not in self._told:
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            self._told[asked] = self._likeness(scheme).nearest(text, most)
        return self._told[asked]

    def _likeness(self, scheme: str) -> Likeness:
        known = self._like.get(scheme)
        if known is None:
            labels = (
                (label, iri)
                for (own, source, label), iri in self.vocabulary.labels()
                if own == scheme and not source
            )
            known = self._like[scheme] = Likeness.of(labels)
        return known


def words(here: Site) -> Words:
    """Return the words that the server of a site knows now."""
    files = vocabulary_files(here.services.store.overlay)
    with _ONE:
        return _read(tuple(_state(file) for file in files))


def _state(file: Path) -> tuple[Path, int, int]:
    found = file.stat()
    return file, found.st_mtime_ns, found.st_size


@lru_cache(maxsize=2)
def _read(files: tuple[tuple[Path, int, int], ...]) -> Words:
    return Words(Vocabulary.load(file for file, _, _ in files))


def offered(here: Site) -> dict[str, list[tuple[str, str]]]:
    """Return the names and IRIs of terms that forms offer, by scheme.

    Those that only leaderboards name are known, but too many to offer.
    """
    return here.once("words offered", lambda: _offered(here))


def _offered(here: Site) -> dict[str, list[tuple[str, str]]]:
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    schemes = " ".join(f"<{VOCABULARY}{scheme}>" for scheme in SCHEMES)
    for row in rows(here.view, here.library, "offered-terms", schemes=schemes):
        scheme, label = name(row["scheme"]).removeprefix(VOCABULARY), row["label"].value
        found[scheme].setdefault(label, name(row["term"]))
    return {scheme: sorted(terms.items(), key=_order) for scheme, terms in found.items()}


def _order(term: tuple[str, str]) -> str:
    return term[0].casefold()
