"""XML as plain data: mappings, lists and text. DTDs and entities are refused, nothing is fetched.

An element is a mapping of its children by their names without prefix, attributes by `@name`; one
that has neither is its text. A child that stands more than once is a list: a list of one looks like
a single value, which is what most JSON forms of XML answers do, too.
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from kgstore.importers.fields import Fields
from kgstore.records.finding import Severity

_DEPTH = 50
_NODES = 2_000_000


class _Refused(ValueError):
    """The document has what is not read, or too much of it."""


def read_xml(content: bytes, fields: Fields, path: str = "") -> dict[str, Any]:
    """Return the root by its name; {}, with a finding, where the document is unsound.

    >>> read_xml(b'<oml:run xmlns:oml="urn:x"><oml:tag>a</oml:tag><oml:tag>b</oml:tag></oml:run>',
    ...          Fields("run.xml"))
    {'run': {'tag': ['a', 'b']}}
    >>> read_xml(b'<value name="a">1</value>', Fields("a.xml"))
    {'value': {'@name': 'a', '#text': '1'}}
    >>> fields = Fields("bomb.xml")
    >>> read_xml(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', fields), fields.findings[0].reason
    ({}, 'cannot be read as XML: it has a document type, which is not read')
    """
    building = _Building()
    parser = expat.ParserCreate()
    parser.StartElementHandler = building.start
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.text
    parser.StartDoctypeDeclHandler = building.doctype
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, _Refused, ValueError, LookupError) as error:
        fields.note(path, f"cannot be read as XML: {str(error)[:200]}", Severity.VIOLATION)
        return {}
    return building.root


class _Building:
    """The elements that are open, from the root inwards: name, children, pieces of text."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._nodes = 0

    def doctype(self, *_: object) -> None:
        raise _Refused("it has a document type, which is not read")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if self._nodes > _NODES or len(self._open) >= _DEPTH:
            raise _Refused("it is too deep or too large")
        kept = {f"@{_local(k)}": v for k, v in attributes.items() if not k.startswith("xmlns")}
        self._open.append((_local(name), kept, []))

    def text(self, text: str) -> None:
        self._open[-1][2].append(text)

    def end(self, _: str) -> None:
        name, children, pieces = self._open.pop()
        text = "".join(pieces)
        value: Any = children
        if not children:
            value = text if text.strip() else None
        elif text.strip():
            children["#text"] = text
        parent = self._open[-1][1] if self._open else self.root
        if name not in parent:
            parent[name] = value
        elif isinstance(parent[name], list):
            parent[name].append(value)
        else:
            parent[name] = [parent[name], value]


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def many(value: Any) -> list[Any]:
    """Return a list as it is, a single value as a list of one, nothing as an empty list.

    >>> many("a"), many(None)
    (['a'], [])
    """
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
