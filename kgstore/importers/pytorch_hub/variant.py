"""The models of a page's tables of results: a row each, with what its columns say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.markdown import sections, tables
from kgstore.importers.pytorch_hub.page import RULES, rules_of
from kgstore.namespaces import MZ
from kgstore.records.vocabulary import normal_form

_COUNT = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?P<scale>[KMBG]?)", re.IGNORECASE)
_SCALE = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "G": 10**9}
_MOST = 500


def variants(native: str, page: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the rows of the page's tables that are of the page's own models, by native id.

    A page may compare its model with those of others; these are not the hub's.
    """
    title = _letters(str(page["front"].get("title") or ""))
    found: dict[str, dict[str, Any]] = {}
    for section in sections("# page\n" + page["body"]):
        for table in tables(section):
            columns = [RULES["column"].get(normal_form(name)) for name in table.header]
            columns[:1] = [columns[0] if columns[0] in ("name", "part of name") else "name"]
            if not any(isinstance(column, dict) for column in columns):
                continue
            named = [(_name(columns, row), row) for row in table.rows[:_MOST]]
            own = [(name, row) for name, row in named if title and title in _letters(name)]
            for name, row in own or named:
                if name:
                    said = {"header": table.header, "cells": row}
                    data = found.setdefault(f"{native}/{name}", {"name": name, "rows": []})
                    data["rows"].append(said)
    return found


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _name(columns: list[Any], row: list[str]) -> str:
    parts = [
        cell
        for column, cell in zip(columns, row, strict=True)
        if column in ("name", "part of name") and cell
    ]
    return re.sub(r"\s*\+\s*\[?TTA\]?$", "", " ".join(parts))


def variant_document(draft: Draft, page: str, data: Mapping[str, Any]) -> Node:
    """Return the document of one model of a page."""
    name, rules = data["name"], rules_of(page)
    facts: Node = {}
    for number, row in enumerate(data["rows"]):
        cells = zip(row["header"], row["cells"], strict=True)
        for header, cell in cells:
            column = RULES["column"].get(normal_form(header))
            if isinstance(column, dict) and cell not in {"", "-"}:
                path = f"rows[{number}].{header}"
                if "fact" in column:
                    facts |= _fact(draft, column, cell, path)
                else:
                    _measure(draft, column, rules, header, cell, path)
    if rules.get("trained_on"):
        node = draft.configuration("training", "TrainingConfiguration", dataset=rules["trained_on"])
        node["name"] = f"training of {name}"
    document = draft.head(
        "MLModel", name, versionOf=[draft.stub("model", "MLModel", page)], **facts
    )
    document |= draft.resolved("framework", "PyTorch") | draft.resolved("task", rules.get("task"))
    known = draft.terms.known("architecture", name, rules.get("architecture") or name)
    term = known or draft.terms.own("architecture", name, name)
    return document | {"architecture": [term], "rawArchitecture": [name]}


def _measure(
    draft: Draft,
    column: Mapping[str, Any],
    rules: Mapping[str, Any],
    header: str,
    cell: str,
    path: str,
) -> None:
    """Add the value of a cell, under the configuration of its data set and device."""
    dataset, device = rules.get("dataset", ""), column.get("hardware", "")
    place = "/".join(str(part) for part in ("test", device, column.get("batch", "")) if part)
    iri = draft.terms.minter.part(draft.iri, place)
    setup = next((node for node in draft.configurations if node["id"] == iri), None)
    if setup is None:
        name = f"test on {dataset}" if dataset else "test"
        name = f"{name}, {device}" if device else name
        setup = draft.configuration(place, "TestingConfiguration", dataset=dataset, name=name)
        if device:
            draft.on(setup, device)
        if "batch" in column:
            setup["batchSize"] = column["batch"]
    said = {"unit": column.get("unit", ""), "verification": MZ + "SelfReported"}
    term = draft.terms.term("metric", column["metric"])
    draft.measure(
        setup, header, cell.removesuffix("ms") if said["unit"] else cell, path, term=term, **said
    )


def _fact(draft: Draft, column: Mapping[str, Any], cell: str, path: str) -> Node:
    """Return a count of parameters or operations as a property of the model."""
    found = _COUNT.fullmatch(cell)
    if not found:
        draft.fields.note(path, f"{cell[:40]!r} is no count")
        return {}
    number = Decimal(found["number"]) * _SCALE[found["scale"].upper()] * column.get("factor", 1)
    whole = column["fact"] == "parameterCount"
    return {column["fact"]: int(number) if whole else float(number)}
