"""What somebody has filled into a form: texts by field, and parts by group.

The names of inputs are paths: `name`, `evaluation.0.dataset`, `evaluation.0.value.1.metric`. One
name several times is a field with several values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from kgstore.web.curate.fields import Group

MOST_PARTS = 60
"""Parts of a group that a form shows and takes; further ones of a record stay as they are."""
LONGEST = 20_000
_NODE = "id"


@dataclass(slots=True)
class Filled:
    """A form or a part of it, filled in; `id` is the node's that it shows, "" for a new one.

    `more` counts parts of each group that a form does not show.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, list[Filled]] = field(default_factory=dict)
    id: str = ""
    more: dict[str, int] = field(default_factory=dict)

    def first(self, key: str) -> str:
        """Return the first text of a field, or ""."""
        return next(iter(self.texts(key)), "")

    def texts(self, key: str) -> list[str]:
        """Return the texts of a field that say something."""
        return [text for text in self.values.get(key, ()) if text]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filled in anywhere."""
        said = any(any(texts) for texts in self.values.values())
        return not said and all(part.is_empty for parts in self.parts.values() for part in parts)

    def same(self, other: Filled, group: Group) -> bool:
        """Return whether another one says the same."""
        if self.id != other.id:
            return False
        fields = all(self.texts(f.key) == other.texts(f.key) for f in group.fields)
        return fields and all(self.same_parts(other, inner) for inner in group.groups)

    def same_parts(self, other: Filled, inner: Group) -> bool:
        """Return whether the parts of a group say the same in another one."""
        mine, theirs = self.said(inner.key), other.said(inner.key)
        alike = (one.same(two, inner) for one, two in zip(mine, theirs, strict=False))
        return len(mine) == len(theirs) and all(alike)

    def said(self, key: str) -> list[Filled]:
        """Return the parts of a group in which something is filled in."""
        return [part for part in self.parts.get(key, ()) if not part.is_empty]

    def as_json(self) -> dict[str, Any]:
        """Return it as a JSON object, which `from_json` reads."""
        parts = {key: [part.as_json() for part in found] for key, found in self.parts.items()}
        return {_NODE: self.id, "values": self.values, "parts": parts}


def dumped(filled: Filled) -> str:
    """Return what is filled in as a text for a hidden field."""
    return orjson.dumps(filled.as_json()).decode()


def loaded(text: str, group: Group) -> Filled:
    """Return what `dumped` made a text of; of anything else, nothing.

    >>> from kgstore.web.curate.fields import form
    >>> loaded(dumped(Filled({"name": ["a"]})), form("model")).first("name")
    'a'
    >>> loaded("x", form("model")) == Filled()
    True
    """
    try:
        return _from_json(orjson.loads(text), group)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return Filled()


def _from_json(said: dict[str, Any], group: Group) -> Filled:
    values = {f.key: [str(text) for text in said["values"].get(f.key, ())] for f in group.fields}
    parts = {
        inner.key: [_from_json(part, inner) for part in said["parts"].get(inner.key, ())]
        for inner in group.groups
    }
    return Filled(values, parts, str(said[_NODE]))


def read(group: Group, items: Iterable[tuple[str, str]], prefix: str = "") -> Filled:
    """Return what the inputs of a form say, by their names.

    >>> from kgstore.web.curate.fields import form
    >>> items = [("name", "a"), ("evaluation.3.dataset", "COCO"), ("evaluation.1.dataset", "VOC")]
    >>> [part.first("dataset") for part in read(form("model"), items).parts["evaluation"]]
    ['VOC', 'COCO']
    """
    own = [(name.removeprefix(prefix), text) for name, text in items if name.startswith(prefix)]
    values = {f.key: [_clean(text) for name, text in own if name == f.key] for f in group.fields}
    node = next((text for name, text in own if name == _NODE), "")
    parts = {inner.key: _parts(inner, own) for inner in group.groups}
    return Filled(values, parts, node)


def _parts(inner: Group, items: list[tuple[str, str]]) -> list[Filled]:
    found = (re.match(rf"{re.escape(inner.key)}\.(\d{{1,3}})\.", name) for name, _ in items)
    numbers = sorted({int(match[1]) for match in found if match})
    return [read(inner, items, f"{inner.key}.{number}.") for number in numbers[:MOST_PARTS]]


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST]


def add(filled: Filled, group: Group, place: str) -> None:
    """Add one empty input or part at a place: `task`, `evaluation`, `evaluation.0.value`."""
    for owner, inner, key in _at(filled, group, place):
        if inner.field(key):
            owner.values.setdefault(key, []).append("")
        elif key in {one.key for one in inner.groups} and len(owner.parts[key]) < MOST_PARTS:
            owner.parts.setdefault(key, []).append(blank(inner.group(key)))


def remove(filled: Filled, group: Group, place: str) -> None:
    """Take away the part at a place, as `evaluation.0`."""
    above, _, number = place.rpartition(".")
    for owner, _, key in _at(filled, group, above):
        parts = owner.parts.get(key, [])
        if number.isdigit() and int(number) < len(parts):
            del parts[int(number)]


def _at(filled: Filled, group: Group, place: str) -> Iterator[tuple[Filled, Group, str]]:
    """Yield the owner, its group, and the last word of a place, if there is such a place."""
    owner, inner = filled, group
    *above, key = place.split(".") if place else [""]
    for name, number in zip(above[::2], above[1::2], strict=False):
        parts = owner.parts.get(name, [])
        if not number.isdigit() or int(number) >= len(parts):
            return
        owner, inner = parts[int(number)], inner.group(name)
    yield owner, inner, key


def blank(group: Group) -> Filled:
    """Return an empty form or part: one input a field, and within a part one of each group."""
    parts = {inner.key: [blank(inner)] if group.under else [] for inner in group.groups}
    return Filled({f.key: [""] for f in group.fields}, parts)


def ready(filled: Filled, group: Group) -> Filled:
    """Return it with at least one input for every field, so that it can be shown."""
    for f in group.fields:
        filled.values[f.key] = filled.values.get(f.key) or [""]
    for inner in group.groups:
        for part in filled.parts.setdefault(inner.key, []):
            ready(part, inner)
    return filled
