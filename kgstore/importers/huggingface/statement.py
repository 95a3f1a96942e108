"""What one item says of one repository of the Hub, in one form, whatever form it came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from kgstore.errors import RecordError
from kgstore.importers.base import Item
from kgstore.importers.huggingface.card import front_matter_of, load_yaml, read_front_matter
from kgstore.importers.huggingface.json_text import parse_json
from kgstore.importers.huggingface.settings import TABLE
from kgstore.importers.huggingface.values import (
    Remarks,
    first,
    mapping,
    text,
)
from kgstore.records.record import Raw

EVALUATIONS = "/.eval_results/"
_MISSPELT: dict[str, str] = TABLE["misspelt"]
_DATASET_KEYS = frozenset(TABLE["kinds"]["dataset"])
_MODEL_KEYS = frozenset(TABLE["kinds"]["model"])
_DATASET_TAGS = ("task_categories:", "size_categories:", "task_ids:")


@dataclass(slots=True)
class Statement:
    """What an item says: the API's answer, the card, evaluation files, dataset configurations."""

    native_id: str
    raw: Raw
    remarks: Remarks
    infos: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    """The front matter as it was written."""
    meant: dict[str, Any] = field(default_factory=dict)
    """The front matter with misspelt keys put right."""
    evaluations: list[Any] = field(default_factory=list)
    configurations: dict[str, Any] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)
    """Fields around the others, such as `tree` and `crawled`; they count in the loss report."""

    @property
    def is_dataset(self) -> bool:
        """Whether the repository is one of data, by what is said and else by the folder's name."""
        if self.configurations:
            return True
        if "modelId" in self.infos or "pipeline_tag" in self.infos:
            return False
        if {"paperswithcode_id", "citation", "main_size"} & self.infos.keys():
            return True
        tags = self.infos.get("tags")
        if isinstance(tags, list) and any(str(tag).startswith(_DATASET_TAGS) for tag in tags):
            return True
        if _MODEL_KEYS & self.card.keys():
            return False
        folders = self.remarks.file.replace("\\", "/").split("/")[:-1]
        return bool(_DATASET_KEYS & self.card.keys()) or any(
            folder.startswith("dataset") for folder in folders
        )


def read_item(item: Item) -> Statement:
    """Return what an item says.

    >>> said = read_item(Item("a.jsonl:1", {"": b'{"id": "acme/tiny", "sha": "1", "tags": []}'}))
    >>> said.native_id, said.infos["sha"], said.is_dataset
    ('acme/tiny', '1', False)

    Raises:
        RecordError: the item is no JSON, or says of no repository that it is about it.
    """
    remarks = Remarks(item.file)
    if "" in item.content:
        statement = _from_json(item.content[""], remarks)
    else:
        statement = _from_folder(item.content, remarks)
    statement.meant = _spelt_right(statement.card, remarks)
    return statement


def _from_json(content: bytes, remarks: Remarks) -> Statement:
    document = parse_json(content, "", remarks)
    if not isinstance(document, dict):
        raise RecordError("a JSON object is due here", subject=remarks.file)
    infos = document.get("infos", document.get("metadata"))
    packed = isinstance(infos, (dict, str)) and "id" in document
    said = mapping(infos) if packed else document
    native_id = text(document.get("id")) or text(first(said, "modelId", "id"))
    if not native_id:
        raise RecordError("it has no id, so it is about no repository", subject=remarks.file)
    other = text(first(said, "modelId", "id"))
    if other and other != native_id:
        remarks.warn("infos.modelId", f"{other} is not the record's id {native_id}")
    statement = Statement(native_id, Raw(content), remarks, said)
    if packed:
        _unpack(document, infos, statement)
    if not statement.card:
        statement.card = _card_data(said, remarks)
    return statement


def _unpack(document: dict[str, Any], infos: Any, statement: Statement) -> None:
    known = {"infos", "metadata", "card"}
    statement.rest = {key: value for key, value in document.items() if key not in known}
    if isinstance(infos, str):
        statement.remarks.info("infos", f"{infos!r:.40} stands where the API's answer is due")
    card = mapping(document.get("card"))
    statement.rest["card"] = {k: v for k, v in card.items() if k != "front_matter"}
    said = card.get("front_matter")
    if isinstance(said, str):
        statement.card = read_front_matter(said, statement.remarks)
    elif isinstance(said, dict):
        statement.card = said


def _card_data(infos: Mapping[str, Any], remarks: Remarks) -> dict[str, Any]:
    """Return the front matter that came with the API's answer, parsed or as YAML."""
    said = first(infos, "cardData", "card_data")
    card = read_front_matter(said, remarks) if isinstance(said, str) else dict(mapping(said))
    index = first(infos, "model-index", "model_index")
    if index is not None:
        card.setdefault("model-index", index)
    return card


def _from_folder(content: Mapping[str, bytes], remarks: Remarks) -> Statement:
    native_id = next(iter(content)).partition(EVALUATIONS)[0]
    if EVALUATIONS not in next(iter(content)):
        native_id = native_id.rpartition("/")[0]
    files = {
        name[len(native_id) + 1 :]: _decode(name, data, remarks) for name, data in content.items()
    }
    statement = Statement(native_id, _raw_of(files, content), remarks)
    if "infos.json" in files:
        _add_infos(files["infos.json"], statement)
    if "README.md" in files:
        said = front_matter_of(files["README.md"])
        statement.card = read_front_matter(said, remarks) if said is not None else {}
        if said is None:
            remarks.info("card", "it has no front matter")
    statement.card = statement.card or _card_data(statement.infos, remarks)
    if "dataset_infos.json" in files:
        statement.configurations = mapping(_soft_json(files["dataset_infos.json"], remarks))
    for name in sorted(files):
        if EVALUATIONS[1:] in name:
            statement.evaluations += _entries(load_yaml(files[name], name, remarks), name, remarks)
    return statement


def _add_infos(content: str, statement: Statement) -> None:
    statement.infos = mapping(_soft_json(content, statement.remarks))
    said = text(first(statement.infos, "modelId", "id"))
    if said and said != statement.native_id:
        if said.rpartition("/")[2] != statement.native_id.rpartition("/")[2]:
            statement.remarks.warn(
                "infos.modelId", f"the folder is {statement.native_id}, not {said}"
            )
        statement.native_id = said


def _entries(value: Any, path: str, remarks: Remarks) -> list[Any]:
    if isinstance(value, list):
        return value
    if value is not None:
        remarks.warn(path, "a list of results is due here; it is kept in the raw record only")
    return []


def _raw_of(files: Mapping[str, str], content: Mapping[str, bytes]) -> Raw:
    if len(content) == 1:
        name, data = next(iter(content.items()))
        return Raw(data, "application/json" if name.endswith(".json") else "text/markdown")
    return Raw(orjson.dumps(files))


def _decode(name: str, data: bytes, remarks: Remarks) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        remarks.warn(name, f"it is not UTF-8 at byte {error.start}; such bytes became U+FFFD")
        return data.decode("utf-8-sig", "replace")


def _soft_json(content: str, remarks: Remarks) -> Any:
    try:
        return parse_json(content.encode(), "infos", remarks)
    except RecordError as error:
        remarks.warn("infos", f"{error}; it is kept in the raw record only")
        return {}


def _spelt_right(card: dict[str, Any], remarks: Remarks) -> dict[str, Any]:
    """Return the card with known misspellings of keys put right; what is right already wins."""
    wrong = _MISSPELT.keys() & card.keys()
    if not wrong:
        return card
    mended = dict(card)
    for key in sorted(wrong):
        meant = _MISSPELT[key]
        if mended.get(meant) is None:
            remarks.info(f"card.front_matter.{key}", f"the key {key} is read as {meant}")
            mended[meant] = card[key]
    return mended
