"""What a model was made from: base models, adapters, merges, quantisations."""

from __future__ import annotations

import re
from typing import Any

from kgstore.importers.huggingface.reference import hub_id
from kgstore.importers.huggingface.settings import TABLE
from kgstore.importers.huggingface.terms import Terms
from kgstore.importers.huggingface.values import Remarks, mapping, text, texts

_RELATIONS: dict[str, str] = TABLE["relations"]
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.\-]*(?:/[\w.\-]+)?", re.ASCII)
_UNSAID = "derivedFromModel"


def lineage(
    infos: dict[str, Any], card: dict[str, Any], tags: list[str], terms: Terms, remarks: Remarks
) -> dict[str, Any]:
    """Return `fineTunedFrom`, `quantizedFrom`, `adapterOf`, `mergedFrom` or `derivedFromModel`.

    The relation is what the card says, else what the Hub's `base_model:<relation>:<id>` tags say;
    where neither does, it is only known that one model comes from the other.
    """
    stated = text(card.get("base_model_relation")).lower()
    relation = _RELATIONS.get(stated, "")
    if stated and not relation:
        path = "card.front_matter.base_model_relation"
        remarks.warn(path, f"{stated!r:.40} is none of {', '.join(sorted(_RELATIONS))}")
    tagged = _tagged(tags)
    path = "card.front_matter.base_model"
    bases = {hub_id(said): path for said in texts(card.get("base_model"), path, remarks)}
    bases |= {base: "infos.tags" for base in tagged if base not in bases}
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for base, place in bases.items():
        if not _HUB_ID.fullmatch(base):
            remarks.warn(place, f"{base!r:.60} is no id of a model on the Hub")
            continue
        key = relation or tagged.get(base) or _UNSAID
        found.setdefault(key, {})[base] = terms.model(base)
    adapted = text(
        mapping(mapping(infos.get("config")).get("adapter_transformers")).get("model_name")
    )
    if _HUB_ID.fullmatch(adapted):
        found.setdefault("adapterOf", {})[adapted] = terms.model(adapted)
    return {key: list(models.values()) for key, models in found.items()}


def _tagged(tags: list[str]) -> dict[str, str]:
    """Return the property by the base model that the Hub's tags name.

    >>> _tagged(["base_model:acme/a", "base_model:finetune:acme/a"])
    {'acme/a': 'fineTunedFrom'}
    """
    found: dict[str, str] = {}
    for tag in tags:
        if tag.startswith("base_model:"):
            relation, separator, base = tag.removeprefix("base_model:").partition(":")
            if separator and relation in _RELATIONS:
                found[base] = _RELATIONS[relation]
            else:
                found.setdefault(tag.removeprefix("base_model:"), "")
    return found
