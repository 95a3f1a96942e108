"""The configurations of a dataset, from dataset_infos.json or from `dataset_info` of its card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kgstore.importers.huggingface.columns import Column, columns
from kgstore.importers.huggingface.statement import Statement
from kgstore.importers.huggingface.values import Remarks, elements, mapping, text, whole


@dataclass(slots=True)
class DataFile:
    """A file that a dataset is downloaded as."""

    address: str
    size: int | None
    checksum: str


@dataclass(slots=True)
class Subset:
    """One configuration; `splits` are (name, number of data objects, bytes)."""

    name: str
    columns: list[Column] = field(default_factory=list)
    splits: list[tuple[str, int | None, int | None]] = field(default_factory=list)
    files: list[DataFile] = field(default_factory=list)
    size: int | None = None
    description: str = ""
    citation: str = ""
    version: str = ""
    homepage: str = ""


def subsets_of(said: Statement) -> list[Subset]:
    """Return the configurations of a dataset."""
    found = configurations(said, said.remarks)
    return [_subset(name, details, path, said.remarks) for name, details, path in found]


def configurations(said: Statement, remarks: Remarks) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield (name, details, path) of each configuration; that without a name is the only one."""
    for name, details in said.configurations.items():
        if isinstance(details, dict):
            yield name, details, f"dataset_infos.{name}"
        else:
            remarks.warn(f"dataset_infos.{name}", "a mapping is due here")
    if said.configurations:
        return
    for path, details in elements(said.card.get("dataset_info"), "card.front_matter.dataset_info"):
        if isinstance(details, dict):
            yield text(details.get("config_name")), details, path
        else:
            remarks.warn(path, "a mapping is due here")


def _subset(name: str, said: dict[str, Any], path: str, remarks: Remarks) -> Subset:
    version = said.get("version")
    return Subset(
        name,
        columns(said.get("features"), f"{path}.features", remarks),
        list(_splits(said.get("splits"), f"{path}.splits", remarks)),
        list(_files(said.get("download_checksums"), f"{path}.download_checksums", remarks)),
        whole(said.get("dataset_size"), f"{path}.dataset_size", remarks),
        text(said.get("description")),
        text(said.get("citation")),
        text(mapping(version).get("version_str")) or text(version),
        text(said.get("homepage")),
    )


def _splits(
    said: object, path: str, remarks: Remarks
) -> Iterator[tuple[str, int | None, int | None]]:
    named = (
        said.items() if isinstance(said, dict) else (("", item) for _, item in elements(said, path))
    )
    for key, item in named:
        details = mapping(item)
        name = text(details.get("name")) or key
        if not name:
            remarks.warn(path, "a split has no name")
            continue
        count = whole(details.get("num_examples"), f"{path}.{name}.num_examples", remarks)
        yield name, count, whole(details.get("num_bytes"), f"{path}.{name}.num_bytes", remarks)


def _files(said: object, path: str, remarks: Remarks) -> Iterator[DataFile]:
    for address, item in mapping(said).items():
        details = mapping(item)
        size = whole(details.get("num_bytes"), f"{path}.num_bytes", remarks)
        yield DataFile(address, size, text(details.get("checksum")))


def countable(said: Statement) -> list[dict[str, Any]]:
    """Return the configurations with columns, splits and files as lists, for the loss report.

    Their names are keys in the source, so that every column would be a path of its own.
    """
    found = []
    for name, details, path in configurations(said, Remarks("")):
        flat = [
            {"name": c.name, "dtype": c.holds}
            for c in columns(details.get("features"), path, Remarks(""))
        ]
        lists = {"features": flat} if flat else {}
        for key in ("splits", "download_checksums"):
            stated = details.get(key)
            if isinstance(stated, dict):
                lists[key] = [mapping(item) for item in stated.values()]
        found.append({"config_name": name, **details, **lists})
    return found
