"""Record documents as nodes: which there are, what they hold, what points where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeGuard

from kgstore.namespaces import expand

Node = dict[str, Any]


def listed(value: object) -> list[Any]:
    """Return the values under a key of a record document as a list.

    >>> listed(None), listed("a"), listed(["a"])
    ([], ['a'], ['a'])
    """
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def is_iri(text: str) -> bool:
    """Return whether a text is meant as an IRI or a prefixed name.

    >>> is_iri("mzt:object-detection"), is_iri("https://e.org/a"), is_iri("AP: 50")
    (True, True, False)
    """
    whole_ = expand(text) != text or "://" in text
    return whole_ and not any(sign.isspace() for sign in text)


def is_node(item: object) -> TypeGuard[Node]:
    """Return whether a value of a document is a node with an IRI."""
    return isinstance(item, dict) and isinstance(item.get("id"), str)


def nodes_of(value: object) -> Iterator[Node]:
    """Yield the nodes of a document, itself first."""
    if isinstance(value, dict):
        if is_node(value):
            yield value
        for item in value.values():
            yield from nodes_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from nodes_of(item)


def put_values(node: Node, key: str, values: list[Any]) -> None:
    """Write values under a key: one by itself, several as a list, none not at all."""
    node.pop(key, None)
    if values:
        node[key] = values[0] if len(values) == 1 else values


def keep_described(before: Node, after: Node) -> None:
    """Describe again what is still pointed at, where its description went with another part."""
    there = {node["id"] for node in nodes_of(after)}
    lost = {node["id"]: node for node in nodes_of(before) if node["id"] not in there}
    for node in list(nodes_of(after)) if lost else ():
        for key, value in node.items():
            if key not in ("id", "type"):
                items = [lost.pop(v, v) if isinstance(v, str) else v for v in listed(value)]
                node[key] = items if isinstance(value, list) else items[0]
