"""What models and datasets of the Hub have in common: names, dates, counts, tags, licences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from kgstore.importers.huggingface.settings import TABLE
from kgstore.importers.huggingface.terms import HUB, SOURCE, Reference, Terms
from kgstore.importers.huggingface.values import (
    Remarks,
    first,
    moment,
    stated,
    text,
    texts,
    web_address,
    whole,
)

_COMPUTED = frozenset(TABLE["tags"]["computed"])
_PREFIXES = frozenset(TABLE["tags"]["prefixes"])
_NO_LICENCE = frozenset(TABLE["licences"]["none"])
_ARXIV = re.compile(r"arxiv:(\d{4}\.\d{4,5}|[a-z\-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?", re.ASCII)
_LICENCE = "card.front_matter.license"


def identity(
    iri: str, cls: str, native_id: str, infos: dict[str, Any], terms: Terms, remarks: Remarks
) -> dict[str, Any]:
    """Return name, source, creator, page, revision, dates and counts, as far as they are said."""
    folder = "datasets/" if cls == "Dataset" else ""
    author = text(infos.get("author")) or native_id.rpartition("/")[0]
    facts = {
        "id": iri,
        "type": cls,
        "name": native_id,
        "source": terms.minter.source(SOURCE),
        "nativeId": native_id,
        "landingPage": f"{HUB}{folder}{quote(native_id)}",
        "creator": terms.agent(author) if author else None,
        "revision": text(infos.get("sha")),
        "created": _moment(infos, "created_at", "createdAt", remarks),
        "modified": _moment(infos, "last_modified", "lastModified", remarks),
        "downloadCount": whole(infos.get("downloads"), "infos.downloads", remarks),
        "likeCount": whole(infos.get("likes"), "infos.likes", remarks),
        "gated": _gated(infos.get("gated"), remarks),
    }
    return stated(facts)


def _moment(infos: dict[str, Any], key: str, other: str, remarks: Remarks) -> str | None:
    return moment(first(infos, key, other), f"infos.{other}", remarks)


def _gated(said: object, remarks: Remarks) -> bool | None:
    if said is None or isinstance(said, bool):
        return said
    if said not in ("auto", "manual"):
        remarks.warn("infos.gated", f"{said!r:.40} is none of false, auto and manual")
        return None
    return True


def tags_of(infos: dict[str, Any], card: dict[str, Any], remarks: Remarks) -> list[str]:
    """Return the Hub's tags, or where there are none those of the card."""
    found = texts(infos.get("tags"), "infos.tags", remarks)
    return found or texts(card.get("tags"), "card.front_matter.tags", remarks)


def from_tags(tags: list[str], elsewhere: Iterable[str]) -> dict[str, Any]:
    """Return papers, DOIs, and as keywords the tags that no other field holds.

    >>> from_tags(["arxiv:1706.03762", "license:mit", "tiny", "fr"], {"fr"})
    {'references': ['https://arxiv.org/abs/1706.03762'], 'keyword': ['tiny']}
    """
    held = {said.casefold() for said in elsewhere} | _COMPUTED
    found: dict[str, Any] = {}
    for tag in tags:
        if paper := _ARXIV.fullmatch(tag):
            found.setdefault("references", []).append(f"https://arxiv.org/abs/{paper[1]}")
        elif tag.startswith("doi:"):
            found.setdefault("identifier", []).append(tag)
        elif tag.partition(":")[0] not in _PREFIXES and tag.casefold() not in held:
            found.setdefault("keyword", []).append(tag)
    return found


def licences(
    card: dict[str, Any], tags: list[str], terms: Terms, remarks: Remarks
) -> dict[str, Any]:
    """Return `licence` and `rawLicence`; of `other` licences the name that the card gives."""
    if "license" in card and card["license"] is None:
        remarks.info(_LICENCE, "the licence is null")
    said = texts(card.get("license"), _LICENCE, remarks)
    said = said or [tag.removeprefix("license:") for tag in tags if tag.startswith("license:")]
    named = text(card.get("license_name")) or text(card.get("license_details"))
    known: list[Reference] = []
    for raw in said:
        name = named if raw.casefold() == "other" else raw
        if name and name.casefold() not in _NO_LICENCE:
            known.append(_licence(name, card if name == named else {}, terms))
    if named and named not in said:
        said = [*said, named]
    return stated({"licence": known, "rawLicence": said})


def _licence(name: str, card: dict[str, Any], terms: Terms) -> Reference:
    term = terms.term("licence", name)
    page = web_address(card.get("license_link"))
    return {**term, "landingPage": page} if page and isinstance(term, dict) else term
