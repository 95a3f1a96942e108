"""A dataset of OpenML as a document: columns, qualities, the classes of its target, its files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import without_none
from kgstore.importers.openml.shared import Shared, agents, moment, nominal, whole
from kgstore.importers.xml_text import many
from kgstore.namespaces import MZ
from kgstore.records.labels import Schemas, label_list

_PAGE = "https://www.openml.org/d/"
_MARKS = {
    "is_target": "the target",
    "is_ignore": "to be ignored",
    "is_row_identifier": "names the row",
}


def dataset(draft: Draft, sides: Mapping[str, Any], shared: Shared) -> Node:
    """Return the document of a dataset."""
    fields = draft.fields
    about = fields.mapping(sides.get("description") or sides.get("list"), "description")
    name = fields.text(about.get("name"), "description.name")
    native = draft.native_id
    qualities = _qualities(draft, sides)
    number = qualities.pop("NumberOfInstances", None)
    document = draft.head(
        "Dataset",
        name or f"OpenML dataset {native}",
        version=fields.text(about.get("version"), "description.version"),
        description=fields.text(about.get("description"), "description.description"),
        landingPage=[_PAGE + native] if native.isdigit() else None,
        issued=moment(draft, about.get("upload_date"), "description.upload_date"),
        rawLanguage=fields.text(about.get("language"), "description.language"),
        citation=fields.text(about.get("citation"), "description.citation"),
        keyword=fields.texts(many(about.get("tag")), "description.tag"),
        creator=agents(draft, about, "creator"),
        contributor=agents(draft, about, "contributor"),
        references=_pages(draft, about),
        distribution=_files(draft, about),
        numberOfDataObjects=_count(draft, number),
        attribute=_attributes(draft, sides, about),
        labelSchema=_labels(draft, shared),
        quality=_quality_nodes(draft, qualities),
    )
    licence = fields.text(about.get("licence"), "description.licence")
    return document | draft.resolved("licence", licence)


def _pages(draft: Draft, about: Mapping[str, Any]) -> list[str]:
    found = []
    for key in ("original_data_url", "paper_url"):
        for text in draft.fields.texts(many(about.get(key)), f"description.{key}"):
            found.append(draft.fields.web(text, f"description.{key}"))
    return list(dict.fromkeys(page for page in found if page))


def _files(draft: Draft, about: Mapping[str, Any]) -> list[Node]:
    fields = draft.fields
    found = {}
    for key in ("url", "parquet_url", "minio_url"):
        place = fields.web(about.get(key), f"description.{key}")
        if place is None or place in found:
            continue
        first = key == "url"
        digest = fields.text(about.get("md5_checksum"), "description.md5_checksum")
        stated = fields.text(about.get("format"), "description.format")
        found[place] = draft.part(
            f"file/{'source' if first else 'parquet'}",
            "Artifact",
            name=place.rpartition("/")[2],
            location=[place],
            artifactKind=MZ + "OtherArtifact",
            fileFormat=stated if first else "Parquet",
            digest=f"md5:{digest}" if digest and first else None,
        )
    return list({node["id"]: node for node in found.values()}.values())


def _attributes(draft: Draft, sides: Mapping[str, Any], about: Mapping[str, Any]) -> list[Node]:
    """Return the columns; what a column is for is its description."""
    fields = draft.fields
    ignored = fields.texts(many(about.get("ignore_attribute")), "description.ignore_attribute")
    row = fields.text(about.get("row_id_attribute"), "description.row_id_attribute")
    target = fields.text(about.get("default_target_attribute"), "description.default_target")
    found: dict[str, Node] = {}
    for number, feature in enumerate(many(sides.get("features"))):
        path = f"features[{number}]"
        said = fields.mapping(feature, path)
        name = fields.text(said.get("name"), f"{path}.name") or f"column {number}"
        marks = [told for key, told in _MARKS.items() if said.get(key) == "true"]
        marks += ["the target"] * (name in (target or "").split(","))
        marks += ["to be ignored"] * (name in ignored) + ["names the row"] * (name == row)
        node = _column(draft, name, said, path) | (
            {"description": ", ".join(dict.fromkeys(marks))} if marks else {}
        )
        if node["id"] in found:
            fields.note(f"{path}.name", f"{name[:60]!r} stands twice; the first one counts")
        found.setdefault(node["id"], node)
    return list(found.values())


def _column(draft: Draft, name: str, said: Mapping[str, Any], path: str) -> Node:
    missing = said.get("number_of_missing_values")
    return draft.part(
        f"column/{name}",
        "DatasetAttribute",
        name=name,
        dataType=draft.fields.text(said.get("data_type"), f"{path}.data_type"),
        position=whole(draft, said.get("index"), f"{path}.index"),
        distinctCount=len(nominal(said, draft.fields)) or None,
        missingCount=whole(draft, missing, f"{path}.number_of_missing_values"),
    )


def _labels(draft: Draft, shared: Shared) -> str | Node | None:
    labels = shared.targets.get(draft.native_id)
    if not labels:
        return None
    schemas = Schemas(draft.terms.minter, draft.terms.vocabulary)
    return schemas.node(label_list(labels))


def _qualities(draft: Draft, sides: Mapping[str, Any]) -> dict[str, str]:
    """Return the qualities that have a value, those of a list only where nothing else has any."""
    listed = draft.fields.mapping(sides.get("list"), "list")
    stated = sides.get("qualities") or listed.get("quality")
    found = {}
    for number, quality in enumerate(many(stated)):
        path = f"qualities[{number}]"
        said = draft.fields.mapping(quality, path)
        name = draft.fields.text(said.get("name", said.get("@name")), f"{path}.name")
        raw = said.get("value", said.get("#text"))
        value = draft.fields.text(None if raw == [] else raw, f"{path}.value")
        if name and value:
            found[name] = value
    return found


def _count(draft: Draft, value: str | None) -> int | None:
    return whole(draft, value, "qualities.NumberOfInstances")


def _quality_nodes(draft: Draft, qualities: Mapping[str, str]) -> list[Node]:
    found = []
    for name, value in qualities.items():
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            part = draft.part(f"quality/{name}", "DatasetQuality", name=name, value=number)
            found.append(without_none(part))
        else:
            draft.fields.note(f"qualities.{name}", f"{value[:40]!r} is no number")
    return found
