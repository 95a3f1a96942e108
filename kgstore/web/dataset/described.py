"""A dataset in the terms of schema.org, for those who crawl its page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from markupsafe import Markup

from kgstore.namespaces import PREFIXES
from kgstore.web import jsonld
from kgstore.web.dataset.about import CITATION, LICENCE, TEXT, About
from kgstore.web.dataset.names import Identity
from kgstore.web.dataset.parts import Parts
from kgstore.web.dataset.stated import Stated
from kgstore.web.pages_about import Names

_MOST: Final = 20
_LONGEST: Final = 5_000
_DCTERMS: Final = PREFIXES["dcterms"]


def schema_org(
    stated: Stated, iri: str, about: About, parts: Parts, known: Identity, names: Names
) -> Markup:
    """Return a dataset as JSON-LD, the content of a script element; see schema.org/Dataset."""
    page = [one for one in about.pages if _is_web(one)]
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": iri,
        "name": names(iri)[:200],
        "alternateName": [word[:200] for word in known.words if word != names(iri)][:_MOST],
        "description": stated.text(iri, *TEXT)[:_LONGEST],
        "url": page[0] if page else None,
        "sameAs": [one for one in (known.top, *page[1:]) if one != iri][:_MOST],
        "license": [one for one in stated.iris(iri, LICENCE) if _is_web(one)],
        "citation": [text[:_LONGEST] for text in stated.texts(iri, CITATION)[:3]],
        "keywords": list(about.keywords[:_MOST]),
        "creator": _agents(stated.iris(iri, _DCTERMS + "creator"), names),
        "publisher": _agents(stated.iris(iri, _DCTERMS + "publisher"), names),
        "inLanguage": stated.texts(iri, _DCTERMS + "language")[:_MOST],
        "version": stated.text(iri, PREFIXES["dcat"] + "version"),
        "datePublished": stated.text(iri, _DCTERMS + "issued"),
        "dateModified": stated.text(iri, _DCTERMS + "modified"),
        "isBasedOn": list(about.made_from[:_MOST]),
        "isPartOf": [whole for _, whole in parts.above],
        "hasPart": [one.iri for one in (*parts.versions, *parts.subsets, *parts.splits)][:_MOST],
    }
    return jsonld.script({key: value for key, value in said.items() if value})


def _agents(iris: Iterable[str], names: Names) -> list[dict[str, str]]:
    """Return agents by name; no source says which are persons, so none is called one."""
    return [{"@type": "Thing", "@id": iri, "name": names(iri)[:200]} for iri in list(iris)[:_MOST]]


def _is_web(iri: str) -> bool:
    return iri.startswith(("http://", "https://"))
