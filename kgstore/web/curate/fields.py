"""What the forms for records ask: fields and groups of fields, from `forms.toml`.

What a field is called and what it means is read from the shapes, where these say it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kgstore.namespaces import MZ, PREFIXES
from kgstore.records.context import REVERSE, packaged_context
from kgstore.web.ontology_model import Shape, shapes

_SHAPES = PREFIXES["mzsh"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its key in record documents, how it is filled in, what it is called and means."""

    key: str
    kind: str
    label: str
    hint: str
    scheme: str = ""
    of: str = ""
    many: bool = False
    needed: bool = False
    placeholder: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together and may be filled in several times: the parts of a thing.

    The parts are nodes of the class `type` under the key `under` of a record document; the group of
    a whole record has neither. `shapes` complain that there is none of them.
    """

    key: str
    type: str
    fields: tuple[Field, ...]
    groups: tuple[Group, ...] = ()
    under: str = ""
    name: str = ""
    heading: str = ""
    one: str = ""
    hint: str = ""
    shapes: tuple[str, ...] = ()

    def field(self, key: str) -> Field | None:
        """Return the field of that key."""
        return next((field for field in self.fields if field.key == key), None)

    def group(self, key: str) -> Group:
        """Return the group of that key.

        Raises:
            KeyError: there is none.
        """
        return {group.key: group for group in self.groups}[key]


@cache
def form(kind: str) -> Group:
    """Return the form for records of a kind.

    >>> form("dataset").group("split").field("splitName").label
    'name of the split'

    Raises:
        KeyError: there is none for that kind.
    """
    table = tomllib.loads(Path(__file__).with_name("forms.toml").read_text("utf-8"))
    return _group(table[kind] | {"key": kind})


def kinds() -> dict[str, str]:
    """Return the kinds that have a form, by the class of their records.

    >>> kinds()
    {'MLModel': 'model', 'Dataset': 'dataset'}
    """
    return {form(kind).type: kind for kind in ("model", "dataset")}


@cache
def property_of(key: str) -> str:
    """Return the property that a key of record documents stands for.

    >>> property_of("name")
    'http://www.w3.org/2000/01/rdf-schema#label'
    """
    context = packaged_context()
    meaning = context.document[key]
    iri = meaning if isinstance(meaning, str) else meaning.get("@id") or meaning[REVERSE]
    return context.expanded(iri)


def _group(said: Mapping[str, Any]) -> Group:
    return Group(
        said["key"],
        said["type"],
        tuple(_field(one, said["type"]) for one in said["field"]),
        tuple(_group(one) for one in said.get("group", ())),
        said.get("under", ""),
        said.get("name", ""),
        said.get("heading", ""),
        said.get("one", ""),
        said.get("hint", ""),
        tuple(_SHAPES + one for one in said.get("shapes", ())),
    )


def _field(said: Mapping[str, Any], owner: str) -> Field:
    shape = next(_telling(said["key"], owner), None)
    return Field(
        said["key"],
        said["kind"],
        said.get("label") or (shape.name if shape else said["key"]),
        said.get("hint") or (shape.description if shape else ""),
        said.get("scheme", ""),
        said.get("of", ""),
        said.get("many", False),
        said.get("needed", False),
        said.get("placeholder", ""),
        tuple((MZ + one, _words(one)) for one in said.get("choices", ())),
    )


def _telling(key: str, owner: str) -> Iterator[Shape]:
    """Yield the shapes that say what a key means, those of the class itself first."""
    known = [shape for shape in shapes() if shape.path == property_of(key)]
    yield from (s for s in known if s.iri.startswith(f"{_SHAPES}{owner}-{key}"))
    yield from (s for s in known if s.iri == _SHAPES + key)
    yield from (s for s in known if s.iri.startswith(f"{_SHAPES}{owner}-"))
    yield from known


def _words(local: str) -> str:
    """Return the name of an individual of the ontology as words.

    >>> _words("IndependentlyMeasured"), _words("TestRole")
    ('independently measured', 'test')
    """
    text = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in local)
    return text.strip().removesuffix(" role")
