"""What all models of one import share: dataset definitions, label lists, names, devices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kgstore.importers.fields import Fields
from kgstore.importers.markdown import sections, tables
from kgstore.importers.open_model_zoo.datasets import read_definitions
from kgstore.importers.open_model_zoo.folders import read_file
from kgstore.importers.open_model_zoo.labels import read_labels
from kgstore.importers.yaml_text import read_yaml
from kgstore.records.finding import Finding
from kgstore.records.labels import LabelList

DEFINITIONS = "dataset_definitions.yml"
LISTS = "dataset_classes"
DEVICES = "device_support.md"


@dataclass(slots=True)
class Catalogue:
    """The shared facts; `devices` are the devices that a model is said to run on."""

    definitions: dict[str, dict[str, Any]] = field(default_factory=dict)
    lists: dict[str, LabelList] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    devices: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_catalogue(files: Iterable[Path], models: Iterable[str]) -> tuple[Catalogue, list[Finding]]:
    """Return the shared facts in `files` and what is wrong with them."""
    found = Catalogue(names=frozenset(models))
    findings: list[Finding] = []
    for path in files:
        fields = Fields(str(path))
        content = read_file(path, fields)
        if content is None:
            pass
        elif path.name == DEFINITIONS:
            found.definitions |= read_definitions(read_yaml(content, fields, ""), fields)
        elif path.parent.name == LISTS:
            labels = read_labels(path.name, content, fields)
            found.lists |= {path.name: labels} if labels else {}
        elif path.name == DEVICES:
            found.devices |= _devices(content.decode("utf-8", "replace"))
        findings += fields.findings
    return found, findings


def _devices(text: str) -> dict[str, tuple[str, ...]]:
    r"""Return the devices of each model in the table of device_support.md.

    >>> _devices("# Devices\n| Model Name | CPU | GPU |\n|--|--|--|\n| aclnet | YES |  |")
    {'aclnet': ('CPU',)}
    """
    found = {}
    for section in sections(text):
        for table in tables(section):
            if table.header and table.header[0].casefold() == "model name":
                for row in table.rows:
                    marks = zip(table.header[1:], row[1:], strict=True)
                    name = re.sub(r"\s*\(composite\)$", "", row[0])
                    found[name] = tuple(
                        device for device, mark in marks if mark.casefold() == "yes"
                    )
    return found
