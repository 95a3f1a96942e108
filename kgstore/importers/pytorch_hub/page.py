"""A page of PyTorch Hub as the document of a model, or of the family that its tables list."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.records.loss import Fates

_TABLE = Path(__file__).with_name("pytorch_hub.toml")
RULES: Mapping[str, Mapping[str, Any]] = tomllib.loads(_TABLE.read_text("utf-8"))
"""The importer's table of what pages mean."""
FATES = Fates.load(_TABLE)
_QUOTES = "\"'“”‘’ "
_PAPER = re.compile(r"\]\((?P<url>https?://(?:arxiv\.org|openaccess\.thecvf\.com)/[^)\s]+)\)")


def page_document(draft: Draft, page: Mapping[str, Any]) -> Node:
    """Return the document of a page."""
    front, fields = page["front"], draft.fields
    rules = rules_of(draft.native_id)
    name = _text(draft, front, "title") or draft.native_id
    accelerator = _text(draft, front, "accelerator") or ""
    hardware = RULES["accelerator"].get(accelerator)
    if accelerator and hardware is None:
        fields.note("front.accelerator", f"{accelerator[:40]!r} is none of {_known()}")
    if rules.get("trained_on"):
        node = draft.configuration("training", "TrainingConfiguration", dataset=rules["trained_on"])
        node["name"] = f"training of {name}"
    papers = dict.fromkeys(found["url"] for found in _PAPER.finditer(page["body"]))
    document = draft.head(
        "MLModel",
        name,
        description=_text(draft, front, "summary"),
        creator=draft.agent(_text(draft, front, "author")),
        keyword=fields.texts(front.get("tags"), "front.tags"),
        landingPage=_pages(draft, front),
        sourceCode=_code(draft, front),
        references=list(papers),
        supportedHardware=[draft.terms.term("hardware", word) for word in hardware or ()],
    )
    document |= draft.resolved("framework", "PyTorch") | draft.resolved("task", rules.get("task"))
    return document | draft.resolved("architecture", rules.get("architecture") or name)


def rules_of(native_id: str) -> Mapping[str, Any]:
    """Return what the importer's table says of a page: the first beginning that fits."""
    found = (rules for start, rules in RULES["page"].items() if native_id.startswith(start))
    return next(found, {})


def _text(draft: Draft, front: Mapping[str, Any], key: str) -> str | None:
    text = draft.fields.text(front.get(key), f"front.{key}")
    return text.strip(_QUOTES) or None if text else None


def _known() -> str:
    return ", ".join(RULES["accelerator"])


def _pages(draft: Draft, front: Mapping[str, Any]) -> list[str]:
    found = draft.fields.web(front.get("demo-model-link"), "front.demo-model-link")
    return [f"https://pytorch.org/hub/{draft.native_id}/", *([found] if found else [])]


def _code(draft: Draft, front: Mapping[str, Any]) -> list[Node]:
    link = draft.fields.web(front.get("github-link"), "front.github-link")
    name = _text(draft, front, "github-id")
    if not link:
        return []
    return [draft.part("code", "SourceCode", name=name, codeRepository=link)]
