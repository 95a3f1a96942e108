"""What makes a Croissant description unsound, so that its files cannot be read by it.

The rules are those of the reference validator (mlcroissant), in words of our own: types, names and
addresses that must be there, references that must lead somewhere, fields that come from somewhere.
Each breach is a violation, and the dataset goes into quarantine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kgstore.importers.croissant.names import Node
from kgstore.importers.fields import Fields
from kgstore.importers.xml_text import many
from kgstore.records.finding import Severity

_SHAPE: Final = re.compile(r"\s*-?\d+\s*(,\s*-?\d+\s*)*,?\s*")
_FILES: Final = {"cr:FileObject", "cr:FileSet", "FileObject", "FileSet"}
_ORIGINS: Final = ("cr:fileObject", "cr:fileSet", "distribution", "cr:recordSet", "cr:field")
_ASKED: Final = ("name", "description", "license", "url", "creator", "datePublished")


def check(document: Node, fields: Fields) -> None:
    """Note what is wrong with a description, its keys named as `names.meant` does."""
    _Check(document, fields).run()


def reference(value: object) -> str | None:
    """Return the id that a reference names: an object with `@id`, or a text as version 0.8 has it.

    >>> reference({"@id": "a"}), reference("#{a/b}"), reference(3)
    ('a', 'a/b', None)
    """
    told = value.get("@id") if isinstance(value, dict) else value
    if not isinstance(told, str):
        return None
    return told[2:-1] if told.startswith("#{") and told.endswith("}") else told


def parts(value: object) -> list[Node]:
    """Return the objects of a list or a single one."""
    return [item for item in many(value) if isinstance(item, dict)]


def origins(source: object) -> Iterator[str]:
    """Yield the ids that the source of a field, or its reference, leads to."""
    for said in many(source):
        if isinstance(said, str):
            yield reference(said) or said
        elif isinstance(said, dict):
            for key in _ORIGINS:
                yield from (found for item in many(said.get(key)) if (found := reference(item)))


def id_of(node: Mapping[str, Any]) -> str:
    """Return the id of a node, or its name, by which version 0.8 refers to it."""
    own = node.get("@id", node.get("name"))
    return own if isinstance(own, str) else ""


class _Check:
    def __init__(self, document: Node, fields: Fields) -> None:
        self.document, self.fields = document, fields
        self.files = parts(document.get("distribution"))
        self.sets = parts(document.get("cr:recordSet"))
        self.known: set[str] = set()
        self.owner: dict[str, str] = {}  # the record set of a field
        for node in self.files:
            self.known |= {id_of(node), str(node.get("name", ""))}
        for node in self.sets:
            self.known |= {id_of(node), str(node.get("name", ""))}
            self._know(node, id_of(node), id_of(node))

    def _know(self, node: Node, path: str, owner: str) -> None:
        for field in parts(node.get("cr:field")) + parts(node.get("cr:subField")):
            names = {id_of(field), f"{path}/{id_of(field)}", f"{path}/{field.get('name')}"}
            self.known |= names
            self.owner |= dict.fromkeys(names, owner)
            self._know(field, f"{path}/{id_of(field)}", owner)

    def run(self) -> None:
        """Go through the whole description."""
        if "Dataset" not in self.document.get("@type", []):
            self._broken("@type", "is no schema.org Dataset")
        if self.document.get("dct:conformsTo"):  # version 0.8 has none, and needs the name
            self._named(self.document, "", asked=False)
        else:
            self._named(self.document, "")
        for number, node in enumerate(self.files):
            self._file(node, f"distribution[{number}]")
        for number, node in enumerate(self.sets):
            self._record_set(node, f"cr:recordSet[{number}]")
        absent = [key for key in _ASKED if not self.document.get(key)]
        if absent and self.document.get("dct:conformsTo"):
            told = f"asked for by Croissant, but not stated: {', '.join(absent)}"
            self.fields.note("", told, Severity.INFO)

    def _broken(self, path: str, reason: str) -> None:
        self.fields.note(path, reason, Severity.VIOLATION)

    def _named(self, node: Node, path: str, *, asked: bool = True) -> None:
        own = node.get("@id")
        if isinstance(own, str) and re.search(r"\s|%20", own):
            self._broken(f"{path}.@id".strip("."), f"{own[:60]!r} is an id with spaces")
        if asked and not node.get("name") and (own is None or not path):
            self._broken(f"{path}.name".strip("."), "is missing, and must be there")
        for key in ("name", "description"):
            said = node.get(key)
            texts = list(said.values()) if isinstance(said, dict) else many(said)
            for text in texts:
                if not isinstance(text, (str, dict)) and text is not None:
                    place = f"{path}.{key}".strip(".")
                    self._broken(place, f"{str(text)[:40]} stands where text is due")

    def _file(self, node: Node, path: str) -> None:
        types = set(node.get("@type", []))
        if not types & _FILES:
            self._broken(f"{path}.@type", "is neither a FileObject nor a FileSet")
        self._named(node, path)
        if not node.get("encodingFormat"):
            self._broken(f"{path}.encodingFormat", "is missing, and must be there")
        inside = node.get("cr:containedIn", node.get("containedIn"))
        if types & {"cr:FileObject", "FileObject"} and not node.get("contentUrl"):
            self._broken(f"{path}.contentUrl", "is missing, and must be there")
        for place in many(inside):
            for target in list(origins(place)) or [reference(place) or ""]:
                if target and target not in self.known:
                    self._broken(f"{path}.containedIn", f"{target[:60]!r} is described nowhere")

    def _record_set(self, node: Node, path: str) -> None:
        if "cr:RecordSet" not in node.get("@type", []):
            self._broken(f"{path}.@type", "is no RecordSet")
        self._named(node, path)
        inline = node.get("cr:data") is not None
        used: set[str] = set()
        joined = False
        for number, field in enumerate(parts(node.get("cr:field"))):
            self._field(field, f"{path}.cr:field[{number}]", inline)
            joined = joined or field.get("cr:references") is not None
            for target in origins(field.get("cr:source")):
                used.add(self.owner.get(target, target))
        if len(used - {id_of(node)}) > 1 and not joined:
            told = f"its fields come from {', '.join(sorted(used))[:120]} without a reference"
            self._broken(path, f"{told} that joins them")

    def _field(self, node: Node, path: str, inline: bool, typed: bool = False) -> None:
        if "cr:Field" not in node.get("@type", []):
            self._broken(f"{path}.@type", "is no Field")
        self._named(node, path)
        below = parts(node.get("cr:subField"))
        keys = ("cr:source", "cr:value", "cr:references")
        has_origin = any(node.get(key) is not None for key in keys)
        if not (has_origin or below or inline or node.get("cr:parentField")):
            self._broken(f"{path}.source", "neither a source nor a value is stated")
        typed = typed or bool(node.get("cr:dataType"))
        if not typed and not below and not any(self.owner.get(t) for t in self._from(node)):
            self._broken(f"{path}.dataType", "is missing, and must be there")
        for key in ("cr:source", "cr:references"):
            for target in origins(node.get(key)):
                if target not in self.known:
                    self._broken(f"{path}.{key}", f"{target[:60]!r} is described nowhere")
        self._array(node, path)
        for number, field in enumerate(below):
            inner = inline or has_origin
            self._field(field, f"{path}.cr:subField[{number}]", inner, typed)

    def _from(self, node: Node) -> list[str]:
        return list(origins(node.get("cr:source"))) + list(origins(node.get("cr:references")))

    def _array(self, node: Node, path: str) -> None:
        shape = node.get("cr:arrayShape")
        if shape is None:
            return
        if not node.get("cr:isArray"):
            self._broken(
                f"{path}.arrayShape", "is stated of a field that is not said to be an array"
            )
        if not isinstance(shape, (str, int)) or not _SHAPE.fullmatch(str(shape)):
            self._broken(f"{path}.arrayShape", f"{str(shape)[:40]!r} is no list of whole numbers")
