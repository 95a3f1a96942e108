"""The JSON-LD context of records, read as a table of keys: what each key means and accepts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kgstore.namespaces import PREFIXES, XSD
from kgstore.resources import folder

STRING = XSD + "string"
REFERENCE = "@id"
REVERSE = "@reverse"


@dataclass(frozen=True, slots=True)
class Context:
    """The context: `keys` gives each property key's kind, `types` the class names.

    A kind is the IRI of an XSD datatype, "@id" for a reference, or "@reverse" for a key under which
    the parts point at the whole.
    """

    document: Mapping[str, Any]
    keys: Mapping[str, str]
    types: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> Context:
        """Return the context that a `.jsonld` file holds."""
        document = json.loads(path.read_text("utf-8"))["@context"]
        keys: dict[str, str] = {}
        types: dict[str, str] = {}
        for key, meaning in document.items():
            if key.startswith("@") or key in {"id", "type"} or _is_prefix(key, meaning):
                continue
            iri = meaning if isinstance(meaning, str) else meaning.get("@id", "")
            if _names_a_class(iri):
                types[key] = _expand(iri, document)
            else:
                keys[key] = _kind(meaning, document)
        return cls(document, keys, types)

    def expanded(self, name: str) -> str:
        """Return the IRI that a prefixed name of the context stands for.

        >>> packaged_context().expanded("skos:notation")
        'http://www.w3.org/2004/02/skos/core#notation'
        """
        return _expand(name, self.document)


@cache
def packaged_context() -> Context:
    """Return the context that ships with kgstore.

    >>> packaged_context().keys["hasMetricValue"]
    '@id'
    >>> packaged_context().types["MLModel"]
    'https://w3id.org/modelzoo#MLModel'
    """
    return Context.read(folder("ontology") / "context.jsonld")


def _is_prefix(key: str, meaning: object) -> bool:
    iri = meaning.get("@id") if isinstance(meaning, dict) else meaning
    return key in PREFIXES and iri == PREFIXES[key]


def _names_a_class(iri: str) -> bool:
    local = iri.rpartition("#")[2].rpartition(":")[2].rpartition("/")[2]
    return local[:1].isupper()


def _kind(meaning: Any, document: Mapping[str, Any]) -> str:
    if isinstance(meaning, str):
        return STRING
    if REVERSE in meaning:
        return REVERSE
    return _expand(meaning.get("@type", STRING), document)


def _expand(iri: str, document: Mapping[str, Any]) -> str:
    prefix, separator, local = iri.partition(":")
    if separator and not local.startswith("//"):
        namespace = document.get(prefix, PREFIXES.get(prefix))
        if isinstance(namespace, dict):
            namespace = namespace["@id"]
        return f"{namespace}{local}" if namespace else iri
    return iri
