"""A thing of an RDF graph as a record's document, its nodes and values as records have them.

A thing whose IRI is that of a record keeps it, below this store's base. Another one gets an IRI
here, and its own as an exact match. Nodes without a name become parts of the record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import orjson
import pyoxigraph as ox

from kgstore.importers.base import ImportContext, Item
from kgstore.importers.fields import Fields
from kgstore.importers.rdf.graph import KINDS, Facts, facts, key, ours, reverse_keys
from kgstore.importers.rdf.values import value_of
from kgstore.importers.terms import CLASS_OF, Terms
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, compact
from kgstore.records.context import REFERENCE, REVERSE, packaged_context
from kgstore.records.finding import Severity
from kgstore.records.iri import Minter, digest
from kgstore.records.record import Raw, Record

_RECORD: Final = re.compile(r"(.+?)/id/([^/]+/[^/]+/.+)")
_SCHEME: Final = re.compile(r"^[a-z][a-z0-9+.-]*:(//)?")
_SOURCE: Final = "records"
_MATCH: Final = PREFIXES["skos"] + "exactMatch"
Node = dict[str, Any]


def thing_record(item: Item, context: ImportContext) -> Record:
    """Return the record of a thing.

    Raises:
        IriError: its IRI looks like a record's and is none.
    """
    return _Build(item, context).record()


@cache
def _keys() -> Mapping[str, str]:
    """Return the keys of records by property; the plain ones, not those of parts."""
    context = packaged_context()
    found = {}
    for name, kind in context.keys.items():
        if kind != REVERSE:
            meaning = context.document[name]
            iri = meaning if isinstance(meaning, str) else meaning["@id"]
            found[context.expanded(iri)] = name
    return found


class _Build:
    def __init__(self, item: Item, context: ImportContext) -> None:
        self.item, self.minter = item, context.minter
        self.terms = Terms(context.minter, context.vocabulary, _SOURCE)
        self.known: Facts = facts(ox.parse(item.content[""], format=ox.RdfFormat.N_TRIPLES))
        self.root = item.content["thing"].decode()
        self.parts: set[str] = set(orjson.loads(item.content["parts"]))
        self.others: dict[str, list[str]] = orjson.loads(item.content["others"])
        self.iri = self._record_iri(self.root)
        self.fields = Fields(item.file, self.iri)
        self.placed: set[str] = {self.root}
        self.fates: Counter[tuple[str, str]] = Counter()
        self.nameless = 0

    def record(self) -> Record:
        """Return the record."""
        document = self._node(self.root, self.iri)
        kind, source, native = self.minter.parse(self.iri)
        if not _RECORD.fullmatch(self.root):
            document.setdefault("source", self.minter.source(source))
            document.setdefault("nativeId", native)
            if not self.root.startswith("_:"):
                matches = document.get("exactMatch", [])
                listed = matches if isinstance(matches, list) else [matches]
                document["exactMatch"] = list(dict.fromkeys([*listed, self.root]))
        raw = Raw(self.item.content[""], "application/n-triples")
        told = tuple(self.fields.findings)
        file = self.item.file
        return Record(kind, source, native, document, raw, file, "", told, dict(self.fates))

    def _record_iri(self, node: str) -> str:
        found = _RECORD.fullmatch(node)
        if found:
            return f"{self.minter.base}/id/{found[2]}"
        kind = KINDS[self.others[node][0]]
        nameless = node.startswith("_:")
        text = self.item.content[""].decode()
        native = digest(text) if nameless else _SCHEME.sub("", node)
        return self.minter.record(kind, _SOURCE, native)

    def _name_of(self, node: str, place: str) -> str:
        """Return the IRI of a part."""
        found = _RECORD.fullmatch(node)
        if found:
            return f"{self.minter.base}/id/{found[2]}"
        if not node.startswith("_:"):
            return node
        self.nameless += 1
        return Minter.part(self.minter, self.iri, f"{place}/{self.nameless}")

    def _node(self, node: str, iri: str) -> Node:
        made: Node = {"id": iri}
        texts: dict[str, list[str]] = {}
        for predicate, value in self.known.get(node, ()):
            if predicate == RDF_TYPE:
                self._type(made, value)
                continue
            name = _keys().get(ours(predicate)) or _keys().get(predicate)
            path = compact(predicate)
            if ours(predicate) in reverse_keys() and not self._stays(value):
                self.fates[path, "mapped"] += 1  # the whole says it, under its key for parts
                continue
            found = self._value(name, value, path, texts) if name else None
            self.fates[path, "mapped" if found is not None else "raw"] += 1
            if name is None:
                told = "no term of ours; it stays in the raw record"
                self.fields.note(path, told, Severity.INFO)
            elif found not in (None, ""):
                _add(made, name, found)
        self._below(made, node)
        for scheme, spelt in texts.items():
            self.terms.put(made, scheme, spelt)
        return made

    def _stays(self, value: Any) -> bool:
        """Say whether a node says itself what it is a part of, as the whole does not."""
        return not isinstance(value, ox.NamedNode) or value.value not in self.placed

    def _type(self, made: Node, value: Any) -> None:
        iri = ours(value.value)
        own = iri.startswith(MZ)
        self.fates["rdf:type", "mapped" if own else "raw"] += 1
        if own and iri.removeprefix(MZ) in packaged_context().types:
            _add(made, "type", iri.removeprefix(MZ))
        elif not own:
            told = f"{compact(value.value)} is no class of ours; it stays in the raw record"
            self.fields.note("rdf:type", told, Severity.INFO)

    def _below(self, made: Node, node: str) -> None:
        """Nest the parts that point at a node as at their whole."""
        for part in sorted(self.parts - self.placed):
            for predicate, value in self.known[part]:
                name = reverse_keys().get(ours(predicate))
                points = isinstance(value, ox.NamedNode) and value.value == node
                if name and points and part not in self.placed:
                    self.placed.add(part)
                    found = self._node(part, self._name_of(part, name))
                    _add(made, name, found)

    def _value(self, name: str, value: Any, path: str, texts: dict[str, list[str]]) -> Any:
        kind = packaged_context().keys[name]
        if isinstance(value, ox.Literal):
            if kind == REFERENCE and name in CLASS_OF:
                texts.setdefault(name, []).append(value.value)
                return ""
            return value_of(value, kind, path, self.fields)
        if kind != REFERENCE:
            self.fields.note(path, f"{str(value)[:80]} stands where a value is due")
            return None
        return self._reference(key(value), name)

    def _reference(self, node: str, name: str) -> Any:
        if node in self.others:
            class_name, label = self.others[node]
            iri = self._record_iri(node)
            stub = {"id": iri, "type": class_name, "name": label or node}
            return iri if node == self.root else stub
        if node in self.parts and node not in self.placed:
            self.placed.add(node)
            made = self._node(node, self._name_of(node, name))
            return made if len(made) > 1 else made["id"]
        if node.startswith("_:"):
            self.fields.note(name, "points at a nameless node that is described elsewhere")
            return None
        return self._name_of(node, name)


def _add(made: Node, name: str, value: Any) -> None:
    if name not in made:
        made[name] = value
    elif isinstance(made[name], list):
        if value not in made[name]:
            made[name].append(value)
    elif made[name] != value:
        made[name] = [made[name], value]
