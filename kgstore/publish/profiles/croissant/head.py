"""The properties of a dataset as a whole, and those that Croissant asks for and nobody stated."""

from __future__ import annotations

from typing import Any

from kgstore.importers.huggingface.terms import HUB
from kgstore.namespaces import PREFIXES
from kgstore.publish.profiles.base import Missing
from kgstore.publish.profiles.croissant.facts import Dataset

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
_REQUIRED = ("name", "description", "license", "url", "creator", "datePublished")
"""Croissant 1.1, section "Dataset-level information": the required properties."""
_UNKNOWN_KIND = "Croissant wants a person or an organisation; which of the two is not stated"


def head(dataset: Dataset, missing: list[Missing]) -> dict[str, Any]:
    """Return the dataset's own properties; what is required and not stated goes to `missing`."""
    pages = sorted(dataset.all("url"), key=lambda page: not page.startswith(HUB))
    found: dict[str, Any] = {
        "@type": "sc:Dataset",
        "@id": dataset.iri,
        "conformsTo": CONFORMS_TO,
        "name": dataset.one("name"),
        "alternateName": dataset.all("alternateName"),
        "description": dataset.one("description") or dataset.one("definition"),
        "url": "".join(pages[:1]),
        "sameAs": pages[1:],
        "license": _licences(dataset),
        "citeAs": "\n\n".join(dataset.all("citeAs")),
        "keywords": dataset.all("keywords"),
        "inLanguage": dataset.all("inLanguage"),
        "version": dataset.one("version") if len(dataset.all("version")) == 1 else "",
        "identifier": dataset.all("identifier"),
        "datePublished": dataset.one("datePublished"),
        "dateCreated": dataset.one("dateCreated"),
        "dateModified": dataset.one("dateModified"),
        "prov:wasDerivedFrom": [{"@id": iri} for iri in dataset.all("wasDerivedFrom")],
    }
    found |= _agents(dataset)
    found = {key: value for key, value in found.items() if value}
    for key in _REQUIRED:
        if key == "creator" and "creditText" in found and "creator" not in found:
            missing.append(Missing(dataset.iri, "creator", _UNKNOWN_KIND))
        elif key not in found:
            missing.append(Missing(dataset.iri, key))
    return found


def _licences(dataset: Dataset) -> list[str]:
    """Return the page of each licence, as Croissant recommends, else its name or raw spelling."""
    found = []
    for iri, row in dataset.facts.get("license", {}).items():
        is_ours = iri.startswith(PREFIXES["mzl"])
        found.append(row.get("page") or (iri if is_ours else row.get("name", iri)))
    return found or dataset.all("rawLicence")


def _agents(dataset: Dataset) -> dict[str, Any]:
    """Return creators and publishers whose kind is known; the others are credited by name."""
    found: dict[str, list[dict[str, str]]] = {}
    credited = []
    for (relation, agent), row in dataset.creators.items():
        if "kind" in row:
            stated = {"@type": row["kind"], "@id": agent, "name": row["name"]}
            stated |= {"url": row["page"]} if "page" in row else {}
            found.setdefault(relation, []).append(stated)
        else:
            credited.append(row["name"])
    return {**found, "creditText": ", ".join(dict.fromkeys(credited))}
