"""Label lists: the files of data/dataset_classes, and lists that models carry, as label schemas."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kgstore.importers.fields import Fields
from kgstore.importers.terms import Terms
from kgstore.namespaces import MZ

_SYNSET = re.compile(r"(n\d{8})\s+(\S.*)")
_BACKGROUND = re.compile(r"_*background_*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LabelList:
    """The labels of a list in index order; `identifiers` are ImageNet's synset ids, or empty."""

    name: str
    labels: tuple[str, ...]
    identifiers: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The content digest: SHA-256 of the labels, one a line.

        >>> LabelList("x", ("a", "b")).digest[:8]
        '7e18f737'
        """
        return hashlib.sha256("\n".join(self.labels).encode()).hexdigest()


def title(labels: Sequence[str]) -> str:
    """Return a name for a list that has none: its first labels and its length.

    >>> title(["tench", "goldfish", "shark", "ray"])
    'tench, goldfish, shark ... (4 labels)'
    """
    return (
        ", ".join(labels)
        if len(labels) < 4
        else f"{', '.join(labels[:3])} ... ({len(labels)} labels)"
    )


def read_labels(name: str, content: bytes, fields: Fields) -> LabelList | None:
    r"""Return the labels of a `.txt` (one a line) or `.json` (a list) file, or None.

    >>> read_labels("i.txt", b"n01440764 tench, Tinca tinca\n", Fields("i.txt")).identifiers
    ('n01440764',)
    """
    try:
        text = content.decode("utf-8-sig")
        found = json.loads(text) if name.endswith(".json") else text.splitlines()
    except (ValueError, RecursionError) as error:
        fields.note("", f"is no list of labels: {str(error)[:200]}")
        return None
    if not isinstance(found, list) or not found or not all(_is_label(item) for item in found):
        fields.note("", "is no list of labels: a label is missing, empty or no text")
        return None
    synsets = [_SYNSET.fullmatch(label) for label in found]
    whole = [match for match in synsets if match]
    if len(whole) == len(found):
        return LabelList(name, tuple(m[2].strip() for m in whole), tuple(m[1] for m in whole))
    return LabelList(name, tuple(found))


def _is_label(value: object) -> bool:
    if not isinstance(value, str) or not value:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)


def schema_iri(terms: Terms, found: LabelList) -> str:
    """Return the IRI of a label list: the canonical schema's, or one made from its content."""
    canonical = terms.vocabulary.resolve("labels", found.digest)
    return canonical or terms.minter.record("labels", "sha256", found.digest[:16])


def schema_stub(terms: Terms, found: LabelList) -> str | dict[str, Any]:
    """Return what a model says of a schema that has a record of its own."""
    iri = schema_iri(terms, found)
    if iri == terms.vocabulary.resolve("labels", found.digest):
        return iri
    return {"id": iri, "type": "LabelSchema", "name": found.name}


def schema(terms: Terms, found: LabelList) -> str | dict[str, Any]:
    """Return a schema with its classes; a canonical one is only its IRI.

    >>> from kgstore.records.iri import Minter
    >>> from kgstore.records.vocabulary import Vocabulary
    >>> terms = Terms(Minter("https://e.org"), Vocabulary(), "zoo")
    >>> schema(terms, LabelList("two", ("background", "cat")))["classes"][1]["prefLabel"]
    'cat'
    """
    iri = schema_iri(terms, found)
    if iri == terms.vocabulary.resolve("labels", found.digest):
        return iri
    return {
        "id": iri,
        "type": "LabelSchema",
        "name": found.name,
        "contentDigest": found.digest,
        "classes": classes(terms, iri, found.labels, found.identifiers),
    }


def classes(
    terms: Terms, iri: str, labels: Sequence[str], identifiers: Sequence[str] = (), first: int = 0
) -> list[dict[str, Any]]:
    """Return the classes of the schema `iri`, the first of them with the index `first`."""
    found = []
    for index, label in enumerate(labels, first):
        node: dict[str, Any] = {
            "id": terms.minter.part(iri, f"{index}-{label}"),
            "type": "PredictionClass",
            "prefLabel": label,
            "index": index,
            "notation": str(index),
        }
        if identifiers:
            node["identifier"] = identifiers[index - first]
        if _BACKGROUND.fullmatch(label):
            node["labelStatus"] = MZ + "Background"
        found.append(node)
    return found
