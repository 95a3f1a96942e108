"""What is filled into a form becomes a record document, as an importer would have made it.

Only what somebody changed is changed: fields that say what they said before, and all that a form
does not show, stay as they are in the document. Words are resolved through the vocabularies, with
their spelling kept; numbers are read into their metric's unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from kgstore.importers.terms import CLASS_OF, Term, Terms, term_iri
from kgstore.namespaces import MZ
from kgstore.records.quantity import Unreadable, read_quantity
from kgstore.web.curate.fields import Field, Group
from kgstore.web.curate.filled import Filled
from kgstore.web.curate.nodes import (
    Node,
    is_iri,
    is_node,
    keep_described,
    listed,
    nodes_of,
    put_values,
)
from kgstore.web.curate.values import NotUsable, address, number, thing, whole

Find = Callable[[str, str], list[str]]
"""Gives the IRIs of things of a class that have a name."""
_KEY: Final = {
    "forClass": "for_class",
    "sliceAttribute": "slice_attribute",
    "sliceValue": "slice_value",
    "step": "step",
    "fold": "fold",
}
"""The parts of a metric value's identity, besides configuration and metric."""
_MEASURED: Final = ("value", "rawValue", "uncertainty", "unit", "unitStatus")


@dataclass(slots=True)
class Entry:
    """A document with the places of its fields: by node and key, and by node alone.

    `problems` are (place, reason) of what cannot be kept, `terms` the terms of a field's texts.
    """

    document: Node
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    terms: dict[str, list[Term]] = field(default_factory=dict)


def entered(
    filled: Filled, was: Filled, document: Node, group: Group, terms: Terms, find: Find
) -> Entry:
    """Return the document with what was changed from `was` to `filled` changed in it."""
    entry = Entry(deepcopy(document))
    _Entering(entry, group, terms, find).node(filled, was, entry.document, group, "")
    keep_described(document, entry.document)
    return entry


@dataclass(slots=True)
class _Entering:
    entry: Entry
    form: Group
    terms: Terms
    find: Find
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.taken = {node["id"] for node in nodes_of(self.entry.document)}

    def node(self, filled: Filled, was: Filled, node: Node, group: Group, place: str) -> None:
        """Fill in one node: the record's own, or a part's."""
        self.entry.nodes[node["id"]] = place.rstrip(".")
        for one in group.fields:
            where, texts = place + one.key, filled.texts(one.key)
            self.entry.places[node["id"], one.key] = where
            if texts != was.texts(one.key):
                self._put(node, one, texts, where)
            if one.kind == "word":
                self.entry.terms[where] = listed(node.get(one.key))
        for inner in group.groups:
            self._parts(filled, was, node, inner, place)

    def _parts(self, filled: Filled, was: Filled, node: Node, inner: Group, place: str) -> None:
        before = {part.id: part for part in was.parts.get(inner.key, ()) if part.id}
        standing = {item["id"]: item for item in listed(node.get(inner.under)) if is_node(item)}
        kept: dict[str, Node] = {}
        for number_, part in enumerate(filled.parts.get(inner.key, ())):
            if part.is_empty:
                continue
            where = f"{place}{inner.key}.{number_}."
            old, former = standing.get(part.id), before.get(part.id, Filled())
            made = self._begun(part, former, old, node, inner, where)
            kept[part.id if old else made["id"]] = made
            self.node(part, former if old else Filled(), made, inner, where)
        gone = before.keys() - kept.keys()
        items = [
            kept.pop(item["id"], item) if is_node(item) else item
            for item in listed(node.get(inner.under))
            if not (is_node(item) and item["id"] in gone)
        ]
        put_values(node, inner.under, [*items, *kept.values()])

    def _begun(
        self, part: Filled, was: Filled, old: Node | None, owner: Node, inner: Group, where: str
    ) -> Node:
        """Return the node of a part: the one that there is, or a new one with an IRI."""
        if inner.type == "MetricValue":
            return self._value(part, was, old, owner, inner, where)
        if old is not None:
            return old
        first = part.first(inner.fields[0].key)
        iri = self._free(f"{inner.key}/{first}" if first else inner.key)
        said = defaultdict(lambda: "an unnamed dataset", owner=self._name())
        said |= {f.key: part.first(f.key) for f in inner.fields if part.first(f.key)}
        name = {"name": inner.name.format_map(said)} if inner.name else {}
        return {"id": iri, "type": inner.type, **name}

    def _value(
        self, part: Filled, was: Filled, old: Node | None, owner: Node, inner: Group, where: str
    ) -> Node:
        text = part.first("metric")
        if old is not None and text == was.first("metric"):
            return old
        metric = self._term(inner.field("metric") or inner.fields[0], text, "") if text else ""
        key = {name: (old or {}).get(said) for said, name in _KEY.items()}
        iri = self.terms.minter.metric_value(owner["id"], term_iri(metric), **key)
        if iri in self.taken:
            reason = "This evaluation has a value of that metric already: make it another one."
            self.entry.problems.append((f"{where}metric", reason))
            iri = self._free(f"value/{text}")
        self.taken.add(iri)
        return (old or {"type": "MetricValue"}) | {"id": iri}

    def _free(self, fragment: str) -> str:
        minter, owner = self.terms.minter, self.entry.document["id"]
        places = (fragment if n == 1 else f"{fragment}/{n}" for n in count(1))
        iri = next(i for i in (minter.part(owner, p) for p in places) if i not in self.taken)
        self.taken.add(iri)
        return iri

    def _name(self) -> str:
        return str(next(iter(listed(self.entry.document.get("name"))), ""))

    def _put(self, node: Node, one: Field, texts: list[str], where: str) -> None:
        if one.kind == "quantity":
            self._measure(node, texts, where)
            return
        values = [self._read(one, text, where) for text in texts]
        put_values(node, one.key, [value for value in values if value is not None])
        if one.key == one.scheme and one.key in CLASS_OF:  # of those there are raw spellings
            raw = [text for text in texts if not is_iri(text)]
            put_values(node, f"raw{one.key.capitalize()}", raw)

    def _read(self, one: Field, text: str, where: str) -> Any:
        try:
            return self._value_of(one, text, where)
        except NotUsable as error:
            self.entry.problems.append((where, str(error)))
            return None

    def _value_of(self, one: Field, text: str, where: str) -> Any:
        if one.kind == "word":
            return self._term(one, text, where)
        if one.kind == "thing":
            return thing(text, one.of, self.terms.minter.base, self.find)
        readers: dict[str, Callable[[str], Any]] = {
            "whole": whole,
            "number": number,
            "page": address,
        }
        return readers.get(one.kind, str)(text)

    def _term(self, one: Field, text: str, where: str) -> Term:
        """Return the term that a text is or names; an own one where no vocabulary knows it."""
        if is_iri(text):
            return thing(text, "", self.terms.minter.base, self.find)
        strict = one.key == "canonical" or one.scheme not in CLASS_OF
        if strict and not self.terms.known(one.scheme, text):
            raise NotUsable(f"The vocabulary has no {one.scheme} called {text[:80]!r}.")
        return self.terms.term(one.scheme, text)

    def _measure(self, node: Node, texts: list[str], where: str) -> None:
        for key in _MEASURED:
            node.pop(key, None)
        if not texts:
            return
        iri, known = term_iri(node.get("metric", "")), self.terms.vocabulary
        found = read_quantity(
            texts[0],
            minimum=known.minima.get(iri),
            maximum=known.maxima.get(iri),
            canonical_unit=known.units.get(iri, ""),
        )
        if isinstance(found, Unreadable):
            self.entry.problems.append((where, f"{found.reason[:1].upper()}{found.reason[1:]}."))
            return
        said = {
            "value": found.value,
            "rawValue": found.raw,
            "uncertainty": found.uncertainty,
            "unit": found.unit or None,
            "unitStatus": MZ + "Assumed" if found.assumed else None,
        }
        node |= {key: value for key, value in said.items() if value is not None}
