"""What the parts of the importer share: its rules, and what datasets say that runs need."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import Fields
from kgstore.importers.files import SourceFile
from kgstore.importers.openml.answers import dataset_of
from kgstore.importers.xml_text import many
from kgstore.records.loss import Fates

RULES: Final[Mapping[str, Mapping[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("openml.toml").read_text("utf-8")
)
"""The importer's table of what answers mean."""
_TIME = re.compile(r"(\d{4}-[01]\d-[0-3]\d)[ T]([0-2]\d:[0-5]\d:[0-5]\d)Z?")
KINDS: Final = {
    "dataset": ("dataset", "", "Dataset"),
    "flow": ("model", "", "MLModel"),
    "run": ("run", "", "Run"),
    "task": ("experiment", "task/", "Experiment"),
    "study": ("experiment", "study/", "Experiment"),
    "setup": ("setup", "", "TrainingConfiguration"),
}
"""By kind of thing: the kind of its record, what its id begins with, its class."""
FATES: Final = {kind: Fates.of(RULES["fates"][kind], "openml.toml") for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Shared:
    """By number: names of datasets, labels of their targets, names of estimation procedures."""

    names: dict[str, str] = field(default_factory=dict)
    targets: dict[str, list[str]] = field(default_factory=dict)
    procedures: dict[str, str] = field(default_factory=dict)


def shared(found: Iterable[tuple[SourceFile, Any]]) -> Shared:
    """Return what all items share; what is unsound is told when it is read as an item."""
    known, quiet = Shared(), Fields("")
    for file, root in found:
        said = quiet.mapping(root, "")
        about = quiet.mapping(said.get("data_set_description"), "")
        number, name = quiet.text(about.get("id"), ""), quiet.text(about.get("name"), "")
        if number and name:
            known.names.setdefault(number, name)
        dataset = dataset_of(file.path)
        for feature in many(quiet.mapping(said.get("data_features"), "").get("feature")):
            told = quiet.mapping(feature, "")
            if dataset and told.get("is_target") == "true" and (labels := nominal(told, quiet)):
                known.targets.setdefault(dataset, labels)
        listed = quiet.mapping(said.get("estimationprocedures"), "").get("estimationprocedure")
        for procedure in many(listed):
            told = quiet.mapping(procedure, "")
            number, name = quiet.text(told.get("id"), ""), quiet.text(told.get("name"), "")
            if number and name:
                known.procedures[number] = name
    return known


def nominal(feature: Mapping[str, Any], fields: Fields) -> list[str]:
    """Return the values of a nominal feature, which stand as a list or as JSON in a text.

    >>> nominal({"nominal_values": '["a","b"]'}, Fields("f"))
    ['a', 'b']
    """
    told = feature.get("nominal_value", feature.get("nominal_values"))
    if isinstance(told, str) and told.startswith("[") and told.endswith("]"):
        try:
            told = orjson.loads(told)
        except orjson.JSONDecodeError:
            told = [told]
    return fields.texts(many(told), "nominal_value")


def stub(draft: Draft, kind: str, native: str, name: str = "") -> Node:
    """Return what is said of another thing of OpenML: that it is, and its name."""
    record_kind, prefix, class_name = KINDS[kind]
    return draft.stub(record_kind, class_name, prefix + native, name or f"OpenML {kind} {native}")


def whole(draft: Draft, value: object, path: str) -> int | None:
    """Return a whole number that stands as a text, with or without a decimal point.

    >>> from kgstore.records.iri import Minter
    >>> from kgstore.importers.terms import Terms
    >>> from kgstore.records.vocabulary import Vocabulary
    >>> draft = Draft("dataset", "1", "f", Terms(Minter("https://e.org"), Vocabulary(), "openml"))
    >>> whole(draft, "898.0", "value"), whole(draft, "many", "value")
    (898, None)
    """
    text = draft.fields.text(value, path)
    if text is None:
        return None
    digits = text.removesuffix(".0")
    if digits.isascii() and digits.isdigit() and len(digits) < 19:
        return int(digits)
    draft.fields.note(path, f"{text[:40]!r} stands where a whole number is due")
    return None


def moment(draft: Draft, value: object, path: str) -> str | None:
    """Return a time as ISO 8601; OpenML gives it with a space or a T, and in UTC."""
    text = draft.fields.text(value, path)
    if text is None:
        return None
    if found := _TIME.fullmatch(text):
        return f"{found[1]}T{found[2]}Z"
    draft.fields.note(path, f"{text[:40]!r} is no time")
    return None


def agents(draft: Draft, about: Mapping[str, Any], key: str) -> list[Node]:
    """Return those whom a description names under a key; e-mail addresses are left out."""
    names = draft.fields.texts(many(about.get(key)), f"description.{key}")
    return [node for name in names if "@" not in name and (node := draft.agent(name))]
