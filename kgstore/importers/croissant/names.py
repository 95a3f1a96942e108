"""The keys and types of a Croissant description by what its JSON-LD context says they mean.

schema.org's names stand bare, whichever of its two schemes they are under; Croissant's begin with
`cr:` (of version 0.8, too), those for responsible AI with `rai:`, others with `dct:` or `prov:`;
the rest are whole IRIs. Contexts are never fetched: of Croissant's and schema.org's own the
meaning is known here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kgstore.importers.fields import Fields

TABLE: Final[Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_name("croissant.toml").read_text("utf-8")
)
"""The importer's table."""
Node = dict[str, Any]

_SPACES: Final = {
    "http://mlcommons.org/croissant/RAI/": "rai:",
    "http://mlcommons.org/croissant/": "cr:",
    "http://mlcommons.org/schema/": "cr:",
    "https://schema.org/": "",
    "http://schema.org/": "",
    "http://purl.org/dc/terms/": "dct:",
    "http://www.w3.org/ns/prov#": "prov:",
}
_PREFIXES: Final = {
    "sc": "https://schema.org/",
    "schema": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "ml": "http://mlcommons.org/schema/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
}
_KNOWN_CONTEXT = re.compile(r"https?://(www\.)?(mlcommons\.org/(croissant|schema)|schema\.org)\b.*")
_LITERAL: Final = {"cr:data", "cr:examples"}
_DEPTH = 40


@dataclass(slots=True)
class Context:
    """What the words of one document stand for."""

    terms: dict[str, str] = field(default_factory=dict)
    vocabulary: str = "https://schema.org/"
    base: str = ""

    def iri(self, word: str) -> str:
        """Return the IRI that a key, a type or a word of the vocabulary stands for."""
        if word in self.terms:
            return self._whole(self.terms[word])
        return self._whole(word) if ":" in word else self.vocabulary + word

    def _whole(self, word: str) -> str:
        prefix, _, local = word.partition(":")
        if local.startswith("//"):
            return word
        space = self.terms.get(prefix) or _PREFIXES.get(prefix)
        return space + local if space else word


def context_of(document: Mapping[str, Any], fields: Fields) -> Context:
    """Return the context of a document; a finding for one that is not known and not fetched."""
    context = Context()
    stated = document.get("@context")
    for part in stated if isinstance(stated, list) else [stated]:
        if isinstance(part, str) and _KNOWN_CONTEXT.fullmatch(part):
            context.terms |= TABLE["context"]
        elif isinstance(part, dict):
            _add(context, part)
        elif part is None and stated is None:
            context.terms |= TABLE["context"]
            fields.note("@context", "is missing; the words are taken as Croissant's own")
        else:
            told = f"{str(part)[:80]!r} is not known, and contexts are never fetched"
            fields.note("@context", told)
    return context


def _add(context: Context, part: Mapping[str, Any]) -> None:
    for word, meaning in part.items():
        told = meaning.get("@id") if isinstance(meaning, dict) else meaning
        if not isinstance(told, str):
            continue
        if word == "@vocab":
            context.vocabulary = told
        elif word == "@base":
            context.base = told
        elif not word.startswith("@"):
            context.terms[word] = told


def name(iri: str) -> str:
    """Return an IRI as this module names it.

    >>> name("http://schema.org/name"), name("http://mlcommons.org/schema/field")
    ('name', 'cr:field')
    """
    for space, prefix in _SPACES.items():
        if iri.startswith(space):
            return prefix + iri.removeprefix(space)
    return iri


def meant(value: Any, context: Context, depth: int = 0) -> Any:
    """Return JSON-LD with its keys and types named by what they mean.

    >>> meant({"@type": "sc:Dataset", "field": 1}, Context({"field": "cr:field"}))
    {'@type': ['Dataset'], 'cr:field': 1}
    """
    if depth > _DEPTH:
        return None
    if isinstance(value, list):
        return [meant(item, context, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    if "@value" in value and isinstance(value["@value"], (str, int, float, bool)):
        return value["@value"]
    found: Node = {}
    for key, item in value.items():
        if key == "@type":
            types = item if isinstance(item, list) else [item]
            found[key] = [name(context.iri(t)) for t in types if isinstance(t, str)]
        elif key == "@id" and isinstance(item, str):
            found[key] = item.removeprefix(context.base) if context.base else item
        elif key.startswith("@"):
            found[key] = item
        else:
            own = name(context.iri(key))
            found[own] = item if own in _LITERAL else meant(item, context, depth + 1)
    return found


def word(context: Context, value: str) -> str:
    """Return the name of a type of data with its prefix, schema.org's as `sc:`.

    >>> word(Context(), "https://schema.org/Text"), word(Context(), "cr:Int64")
    ('sc:Text', 'cr:Int64')
    """
    iri = context.iri(value)
    short = name(iri)
    return f"sc:{short}" if short != iri and ":" not in short else short


def datasets(document: Any, fields: Fields) -> Iterator[tuple[str, Node]]:
    """Yield (path, description) of each object that a file holds; of a @graph, the datasets."""
    for number, entry in enumerate(document if isinstance(document, list) else [document]):
        path = f"[{number}]" if isinstance(document, list) else ""
        said = fields.mapping(entry, path)
        graph = said.get("@graph")
        if isinstance(graph, list):
            nodes = {n["@id"]: n for n in graph if isinstance(n, dict) and "@id" in n}
            tops = [n for n in graph if isinstance(n, dict) and "ataset" in str(n.get("@type"))]
            for top in tops:
                yield path, {"@context": said.get("@context")} | _nested(top, nodes, ())
        elif said:
            yield path, said


def _nested(value: Any, nodes: Mapping[Any, Node], open_: tuple[str, ...]) -> Any:
    """Return a node of a flat graph with the nodes that it points at in it."""
    if isinstance(value, list):
        return [_nested(item, nodes, open_) for item in value]
    if not isinstance(value, dict):
        return value
    own = value.get("@id")
    if set(value) == {"@id"}:
        if own in open_ or own not in nodes or len(open_) > 4:
            return value
        value = nodes[own]
    inner = (*open_, own) if isinstance(own, str) else open_
    return {k: v if k == "@id" else _nested(v, nodes, inner) for k, v in value.items()}
