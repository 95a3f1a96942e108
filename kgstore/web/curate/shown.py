"""A record document as a form shows it: texts that, typed again, mean what the document says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kgstore.namespaces import compact, expand
from kgstore.records.vocabulary import Vocabulary
from kgstore.web.curate.fields import Field, Group
from kgstore.web.curate.filled import MOST_PARTS, Filled
from kgstore.web.curate.nodes import Node, is_node, listed

Named = Callable[[str], str]
"""Gives the name of an IRI, or a short form of it."""


def shown(node: Node, group: Group, text: Callable[[Field, Any], str]) -> Filled:
    """Return a node of a document as a form; `text` gives a value's text.

    >>> from kgstore.web.curate.fields import form
    >>> node = {"id": "urn:m", "type": "MLModel", "name": "tiny", "parameterCount": 7}
    >>> shown(node, form("model"), lambda field, value: str(value)).first("parameterCount")
    '7'
    """
    values = {f.key: [text(f, value) for value in _values(node, f)] for f in group.fields}
    filled = Filled(values, {}, str(node["id"]))
    for inner in group.groups:
        found = parts_of(node, inner)
        filled.parts[inner.key] = [shown(part, inner, text) for part in found[:MOST_PARTS]]
        filled.more[inner.key] = max(0, len(found) - MOST_PARTS)
    return filled


def _values(node: Node, f: Field) -> list[Any]:
    if f.kind == "quantity" and "rawValue" in node:
        return listed(node["rawValue"])[:1]
    found = listed(node.get(f.key))
    return found if f.many else found[:1] if len(found) < 2 else found


def parts_of(node: Node, inner: Group) -> list[Node]:
    """Return the nodes of a group: those of its class under its key."""
    found = (item for item in listed(node.get(inner.under)) if is_node(item))
    return [item for item in found if inner.type in listed(item.get("type"))]


def text_of(vocabulary: Vocabulary, named: Named) -> Callable[[Field, Any], str]:
    """Return what gives the text of a value: a term's name where it leads back to the term."""

    def text(f: Field, value: Any) -> str:
        if is_node(value):
            own = str(next(iter(listed(value.get("name"))), ""))
            return own if f.kind == "word" and own else str(value["id"])
        if f.kind != "word":
            return str(value)
        name = named(value)
        if vocabulary.resolve(f.scheme, name) == value:
            return name
        short = compact(value)
        return short if expand(short) == value else str(value)

    return text


def iris_in(node: Node, group: Group) -> set[str]:
    """Return the IRIs whose names a form of a node needs."""
    found = {
        value
        for f in group.fields
        if f.kind in {"word", "thing"}
        for value in listed(node.get(f.key))
        if isinstance(value, str)
    }
    for inner in group.groups:
        for part in parts_of(node, inner)[:MOST_PARTS]:
            found |= iris_in(part, inner)
    return found
