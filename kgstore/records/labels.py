"""Lists of class labels as label schemas: the same list is one schema, whoever reads it where.

A list is known by what it says. Its digest is the SHA-256 of the labels in the order of their
indexes, one a line; the IRI of a schema is made from it. A well-known list is canonical
(`ontology/vocabulary/labels-*.ttl`) and is found by its digest, or by that of its plain spelling,
so that `traffic light` and `trafficlight` are no two lists.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kgstore.namespaces import MZ
from kgstore.records.iri import Minter
from kgstore.records.vocabulary import Vocabulary

PLACEHOLDER = MZ + "Placeholder"
BACKGROUND = MZ + "Background"

_WNID = re.compile(r"(n\d{8})(?:[\s_-]+(\S.*))?")
_BACKGROUND = re.compile(r"_*background_*", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"""\s*(?:
      (?:label|class|cls|category|target|id|unknown|unnamed)?[\s_-]*\d+ |  # LABEL_0, class 3, 7
      n/a | unused | undefined | null |
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_UNUSED = re.compile(r"\s*(?:n/a|unused)?\s*", re.IGNORECASE)


def status(label: str) -> str | None:
    """Return the `mz:labelStatus` of a label: a placeholder, the background, or None.

    A placeholder says nothing of what the class means. It is kept, marked, and never linked.

    >>> [status(label) for label in ("LABEL_0", "class 3", "17", "", "N/A", "id10001")] == [
    ...     PLACEHOLDER
    ... ] * 6
    True
    >>> status("__background__") == BACKGROUND, status("n01440764"), status("cat"), status("4x4")
    (True, None, None, None)
    """
    if _BACKGROUND.fullmatch(label):
        return BACKGROUND
    return PLACEHOLDER if _PLACEHOLDER.fullmatch(label) else None


def content_digest(labels: Iterable[str]) -> str:
    """Return the SHA-256 of the labels, one a line, as hexadecimal digits.

    >>> content_digest(["a", "b"])[:8]
    '7e18f737'
    """
    return hashlib.sha256("\n".join(labels).encode()).hexdigest()


def plain(labels: Iterable[str]) -> list[str]:
    """Return the labels in plain spelling: letters and digits of the first name of each, folded.

    The background and places marked as unused are left out: a list with them counts its classes
    otherwise, but names the same ones.

    >>> plain(["background", "Traffic light", "tench, Tinca tinca", "N/A", "7"])
    ['trafficlight', 'tench', '7']
    """
    kept = (s for s in labels if not (_BACKGROUND.fullmatch(s) or _UNUSED.fullmatch(s)))
    firsts = (label.partition(",")[0] for label in kept)
    return ["".join(filter(str.isalnum, first.casefold())) for first in firsts]


@dataclass(frozen=True)
class LabelList:
    """Labels in index order, from index 0; `identifiers` are ImageNet's synset ids, or empty.

    `name` is what its source calls the list, if anything.
    """

    name: str
    labels: tuple[str, ...]
    identifiers: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The content digest."""
        return content_digest(self.labels)

    @property
    def title(self) -> str:
        """The name, or the first labels and the length of a list that has none."""
        return self.name or title(self.labels)


def label_list(labels: Sequence[str], name: str = "") -> LabelList:
    """Return the list; where every label begins with a synset id of WordNet, these are set apart.

    >>> label_list(["n01440764 tench, Tinca tinca", "n01443537 goldfish"]).labels
    ('tench, Tinca tinca', 'goldfish')
    >>> label_list(["n01440764", "n01443537"]).identifiers
    ('n01440764', 'n01443537')
    """
    found = [_WNID.fullmatch(label) for label in labels]
    ids = tuple(match[1] for match in found if match)
    if labels and len(ids) == len(labels):
        names = tuple((match[2] or match[1]).strip() for match in found if match)
        return LabelList(name, names, ids)
    return LabelList(name, tuple(labels))


def title(labels: Sequence[str]) -> str:
    """Return a name for a list that has none: its first labels and its length.

    >>> title(["tench", "goldfish", "shark", "ray"])
    'tench, goldfish, shark ... (4 labels)'
    """
    shown = ", ".join(labels[:3])
    return shown if len(labels) < 4 else f"{shown} ... ({len(labels)} labels)"


@dataclass(frozen=True, slots=True)
class Schemas:
    """Makes label schemas: canonical where the vocabulary knows a list, else by content."""

    minter: Minter
    vocabulary: Vocabulary

    def canonical(self, found: LabelList) -> str | None:
        """Return the canonical schema of a list, in whichever of its spellings, or None."""
        if known := self.vocabulary.resolve("labels", found.digest):
            return known
        spelt = plain(found.labels)
        return self.vocabulary.resolve("labels", content_digest(spelt)) if spelt else None

    def iri(self, found: LabelList) -> str:
        """Return the IRI of a list's schema."""
        return self.canonical(found) or self._own(found)

    def stub(self, found: LabelList) -> str | dict[str, Any]:
        """Return what is said of a schema that has a record of its own."""
        node = {"id": self._own(found), "type": "LabelSchema", "name": found.title}
        return self.canonical(found) or node

    def node(self, found: LabelList) -> str | dict[str, Any]:
        """Return a schema with its classes; a canonical one is only its IRI.

        >>> schemas = Schemas(Minter("https://e.org"), Vocabulary())
        >>> node = schemas.node(label_list(["background", "cat"]))
        >>> node["name"], node["classes"][1]["prefLabel"]
        ('background, cat', 'cat')
        """
        if known := self.canonical(found):
            return known
        iri = self._own(found)
        about = {"contentDigest": found.digest, "classes": self.classes(iri, found)}
        return {"id": iri, "type": "LabelSchema", "name": found.title, **about}

    def classes(self, iri: str, found: LabelList, first: int = 0) -> list[dict[str, Any]]:
        """Return the classes of the schema `iri`, the first of them with the index `first`."""
        ids = found.identifiers or [None] * len(found.labels)
        return [
            self._class(iri, index, label, identifier)
            for index, (label, identifier) in enumerate(zip(found.labels, ids, strict=True), first)
        ]

    def _class(self, iri: str, index: int, label: str, identifier: str | None) -> dict[str, Any]:
        node: dict[str, Any] = {
            "id": self.minter.part(iri, f"{index}-{label}"),
            "type": "PredictionClass",
            "prefLabel": label,
            "index": index,
            "notation": str(index),
        }
        if identifier:
            node["identifier"] = identifier
        if marked := status(label):
            node["labelStatus"] = marked
        return node

    def _own(self, found: LabelList) -> str:
        return self.minter.record("labels", "sha256", found.digest[:16])
