"""A document of TensorFlow Hub as the document of a model, a catalogue of models or a publisher."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import without_none
from kgstore.importers.huggingface.language import language_tag
from kgstore.namespaces import MZ, PREFIXES
from kgstore.records.loss import Fates

_TABLE = Path(__file__).with_name("tfhub.toml")
RULES: Mapping[str, Mapping[str, Any]] = tomllib.loads(_TABLE.read_text("utf-8"))
FATES = Fates.load(_TABLE)
KINDS = {
    "Module": "model",
    "Placeholder": "model",
    "Lite": "model",
    "Tfjs": "model",
    "Coral": "model",
    "Collection": "collection",
    "Publisher": "agent",
}
"""The kind of record of each type of document."""
_LINK = re.compile(r"\(https://tfhub\.dev/(?P<handle>[^)\s?#]+)")
_VERSION = re.compile(r"(?P<name>.+)/(?P<version>\d+)")
_SCHEMES = {"task": "task", "network-architecture": "architecture", "license": "licence"}


def native_id(page: Mapping[str, Any]) -> str:
    """Return the native id of a document: its handle, behind the format if that is another.

    >>> [native_id({"type": kind, "handle": "a/b/1"}) for kind in ("Lite", "Module")]
    ['lite/a/b/1', 'a/b/1']
    """
    plain = page["type"] in {"Module", "Placeholder", "Publisher", "Collection"}
    handle = str(page["handle"])
    return handle if plain else f"{page['type'].lower()}/{handle}"


class Page:
    """One document; `names` are the display names of tags, by vocabulary."""

    def __init__(
        self, draft: Draft, page: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.draft, self.page, self.names = draft, page, names
        self.metadata: Mapping[str, list[str]] = page["metadata"]
        self.handle = str(page["handle"])

    def document(self) -> Node:
        """Return the document of what the page describes."""
        kind = KINDS[self.page["type"]]
        if kind == "agent":
            return self._publisher()
        return self._collection() if kind == "collection" else self._model()

    def _publisher(self) -> Node:
        words = re.sub(r"\[?!\[[^\]]*\]\]?(\([^)]*\))?", "", self.page["description"]).strip()
        said = {"description": words or None, "identifier": [self.handle]}
        found = re.match(r"(?:\[!\[.*\n+)?##? +\[?(?P<name>[^\]\n(]+)", self.page["body"])
        name = found["name"].strip() if found else ""
        return self.draft.head("Agent", name or self.handle, **said)

    def _collection(self) -> Node:
        handles = dict.fromkeys(m["handle"] for m in _LINK.finditer(self.page["body"]))
        members = [self._stub(handle) for handle in handles if "/" in handle]
        document = self._head(PREFIXES["dcat"] + "Catalog", references=members)
        return document | self._tags({"task": "task", "network-architecture": "architecture"})

    def _model(self) -> Node:
        named = _VERSION.fullmatch(self.handle)
        parents = [
            self._stub(handle.rstrip("/")) for handle in self.metadata.get("parent-model", ())
        ]
        document = self._head(
            "MLModel",
            version=named["version"] if named else None,
            versionOf=[self._stub(named["name"])] if named else None,
            convertedFrom=parents,
            artifact=self._artifacts(),
            landingPage=self._pages(),
            keyword=self._keywords(),
        )
        self._training()
        document |= self._tags(_SCHEMES) | self._languages()
        return document | self.draft.resolved(
            "framework", RULES["framework"].get(self.page["type"])
        )

    def _head(self, kind: str, **values: Any) -> Node:
        publisher = self.handle.partition("/")[0]
        said = {
            "description": self.page["description"] or None,
            "publisher": self.draft.agent(publisher),
        }
        document = self.draft.head(kind, self.handle, **said, **values)
        return document | {"identifier": [f"https://tfhub.dev/{self.handle}"]}

    def _stub(self, handle: str) -> Node:
        return self.draft.stub("model", "MLModel", handle)

    def _tags(self, schemes: Mapping[str, str]) -> Node:
        node: Node = {}
        for key, scheme in schemes.items():
            node |= self._resolved(key, scheme)
        return node

    def _resolved(self, key: str, scheme: str) -> Node:
        """Return the terms of the tags of a key, known by the tag or by its display name."""
        none = RULES["nothing"]["tags"]
        tags = [tag for tag in self.metadata.get(key, ()) if tag not in none]
        parts = [part for tag in tags for part in RULES["joined"].get(tag, [tag])]
        terms: dict[str, Any] = {}
        for tag in parts:
            name = self.names.get(key, {}).get(tag, "")
            term = self.draft.terms.term(scheme, tag, *filter(None, [name]))
            if isinstance(term, dict) and name:
                term["name"] = name
            terms[term if isinstance(term, str) else term["id"]] = term
        return {scheme: list(terms.values()), f"raw{scheme.capitalize()}": tags} if tags else {}

    def _languages(self) -> Node:
        said = list(self.metadata.get("language", ()))
        found = list(dict.fromkeys(filter(None, map(language_tag, said))))
        return without_none({"language": found, "rawLanguage": said})

    def _training(self) -> None:
        node = self._resolved("dataset", "dataset")
        if node:
            name = f"training of {self.handle}"
            made = self.draft.configuration("training", "TrainingConfiguration", name=name)
            made |= node

    def _artifacts(self) -> list[Node]:
        place = next(iter(self.metadata.get("asset-path", ())), None)
        form = next(iter(self.metadata.get("format", ())), None)
        form = RULES["format"].get(form or self.page["type"], form)
        if place is None and form is None:
            return []
        web = place if place and place.startswith("http") else None
        location = self.draft.fields.web(web, "metadata.asset-path")
        said = {"artifactKind": MZ + "WeightsArtifact", "fileFormat": form}
        said["location"] = [location] if location else None
        name = location.rpartition("/")[2] if location else f"weights of {self.handle}"
        return [self.draft.part("artifact/weights", "Artifact", name=name or "weights", **said)]

    def _pages(self) -> list[str]:
        found = [
            self.draft.fields.web(link, f"metadata.{key}")
            for key in ("colab", "demo")
            for link in self.metadata.get(key, ())
        ]
        return list(dict.fromkeys(filter(None, found)))

    def _keywords(self) -> list[str]:
        words = [f"TensorFlow Hub {self.page['type']}"]
        tuned = self.metadata.get("fine-tunable", ())
        return words + (["fine-tunable"] if "true" in tuned else [])
