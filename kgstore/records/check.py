"""The check of a record before it becomes RDF: nothing may be lost in silence.

Oxigraph's JSON-LD parser drops a node with an invalid subject, a triple with an invalid object IRI
or an unknown key, and makes ill-typed literals of numbers under the wrong datatype, all without a
word. So every value is looked at first; what is unsound is taken out and reported, and the rest is
counted: as many quads must come out as values went in (see kgstore.records.rdf).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyoxigraph as ox

from kgstore.namespaces import XSD
from kgstore.records.context import REFERENCE, REVERSE, STRING, Context

_INTEGER_LIMIT = 2**63
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(slots=True)
class Checked:
    """A document with its unsound values taken out.

    `facts` is the number of triples it stands for, `problems` the (path, reason) of what was taken
    out.
    """

    document: dict[str, Any]
    facts: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


def check(document: dict[str, Any], context: Context) -> Checked:
    """Return the sound part of a record's document.

    >>> from kgstore.records.context import packaged_context
    >>> found = check(
    ...     {"id": "urn:m", "type": "MLModel", "name": "m", "parameterCount": 2.5, "colour": 1},
    ...     packaged_context(),
    ... )
    >>> found.document
    {'id': 'urn:m', 'type': 'MLModel', 'name': 'm'}
    >>> found.facts, [path for path, _ in found.problems]
    (2, ['parameterCount', 'colour'])
    """
    checked = Checked({})
    checked.document = _Walk(context, checked).node(document, "") or {}
    return checked


@dataclass(slots=True)
class _Walk:
    context: Context
    checked: Checked

    def node(self, node: dict[str, Any], path: str) -> dict[str, Any] | None:
        problem = iri_problem(node.get("id"))
        if problem:
            self._refuse(f"{path}.id" if path else "id", problem)
            return None
        start = path + "." if path else ""
        kept: dict[str, Any] = {}
        for key, value in node.items():
            if value is None:
                continue
            sound = node["id"] if key == "id" else self._values(key, value, start + key)
            if sound is not None:
                kept[key] = sound
        return kept

    def _values(self, key: str, value: Any, path: str) -> Any:
        kind = "type" if key == "type" else self.context.keys.get(key)
        if kind is None:
            self._refuse(path, f"{key} is not a term of the record context")
            return None
        if not isinstance(value, list):
            return self._value(kind, value, path)
        sound = (self._value(kind, v, f"{path}[{i}]") for i, v in enumerate(value))
        return [v for v in sound if v is not None] or None

    def _value(self, kind: str, value: Any, path: str) -> Any:
        if value is None:
            return None
        if isinstance(value, dict):
            return self._part(kind, value, path)
        problem = self._type_problem(value) if kind == "type" else _CHECKS[kind](value)
        if problem:
            self._refuse(path, problem)
            return None
        self.checked.facts += 1
        return value

    def _part(self, kind: str, value: dict[str, Any], path: str) -> dict[str, Any] | None:
        if kind not in {REFERENCE, REVERSE}:
            self._refuse(path, f"an object stands where {_name(kind)} is due")
            return None
        before = self.checked.facts
        self.checked.facts += 1
        part = self.node(value, path)
        if part is None:
            self.checked.facts = before
        return part

    def _type_problem(self, value: Any) -> str:
        if isinstance(value, str) and (value in self.context.types or ":" in value):
            return "" if value in self.context.types else iri_problem(value)
        return f"{value!r} is not a class of the ontology"

    def _refuse(self, path: str, reason: str) -> None:
        self.checked.problems.append((path, reason))


def iri_problem(value: Any) -> str:
    """Return what is wrong with a value as an absolute IRI (RFC 3987), or "".

    >>> iri_problem("https://example.org/a"), iri_problem("a b")
    ('', "'a b' is not an absolute IRI")
    """
    if not isinstance(value, str):
        return "the node has no id" if value is None else f"{_short(value)} is not an IRI"
    try:
        ox.NamedNode(value)
    except ValueError:
        return f"{_short(value)} is not an absolute IRI"
    return ""


def _string_problem(value: Any) -> str:
    if not isinstance(value, str):
        return f"{_short(value)} is not text"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "the text holds half a surrogate pair, which is no Unicode character"
    return ""


def _integer_problem(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return f"{_short(value)} is not a whole number"
    if abs(value) >= _INTEGER_LIMIT:
        return f"{_short(value)} does not fit in 64 bits"
    return ""


def _double_problem(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"{_short(value)} is not a number"
    if isinstance(value, int) and abs(value) >= 10**21:
        return f"{_short(value)} is too large for an integer; write it as a float"
    return "" if math.isfinite(value) else f"{value} is not a finite number"


def _boolean_problem(value: Any) -> str:
    return "" if isinstance(value, bool) else f"{_short(value)} is neither true nor false"


def _date_time_problem(value: Any) -> str:
    if isinstance(value, str) and _DATE_TIME.fullmatch(value) and _parses(datetime, value):
        return ""
    return f"{_short(value)} is not a date and time with a time zone, as 2026-01-31T12:00:00Z"


def _date_problem(value: Any) -> str:
    if isinstance(value, str) and len(value) == 10 and _parses(date, value):
        return ""
    return f"{_short(value)} is not a date as 2026-01-31"


def _parses(kind: type[date], value: str) -> bool:
    try:
        kind.fromisoformat(value)
    except ValueError:
        return False
    return True


def _reverse_problem(value: Any) -> str:
    return f"{_short(value)} stands where a nested object is due"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _name(kind: str) -> str:
    return kind.removeprefix(XSD) if kind.startswith(XSD) else "a class name"


_CHECKS: dict[str, Callable[[Any], str]] = {
    REFERENCE: iri_problem,
    REVERSE: _reverse_problem,
    STRING: _string_problem,
    XSD + "integer": _integer_problem,
    XSD + "double": _double_problem,
    XSD + "boolean": _boolean_problem,
    XSD + "dateTime": _date_time_problem,
    XSD + "date": _date_problem,
}


def leaves(document: dict[str, Any], path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield (path, key, value) of every value of a checked document, nested nodes as their ids.

    >>> [path for path, _, _ in leaves({"id": "urn:a", "name": ["x", "y"]})]
    ['name[0]', 'name[1]']
    """
    start = path + "." if path else ""
    for key, value in document.items():
        if key == "id":
            continue
        for i, item in enumerate(value if isinstance(value, list) else [value]):
            place = f"{start}{key}[{i}]" if isinstance(value, list) else start + key
            yield place, key, item["id"] if isinstance(item, dict) else item
            if isinstance(item, dict):
                yield from leaves(item, place)
