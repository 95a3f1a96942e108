"""The JSON-LD context of record documents, made from the ontology (JSON-LD 1.1, section 3.1).

Every class is a term, so that a `type` may be written by its local name; every property is a term
whose values are coerced to its range. There is no `@vocab`, so a key or a type that the ontology
does not declare makes no statement and is noticed; and no `@base`, so an IRI is always written in
full.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, XSD
from kgstore.ontology.modules import facts

_OWL, _RDFS = PREFIXES["owl"], PREFIXES["rdfs"]


def build_context(ontology: Path | None = None) -> dict[str, Any]:
    """Return the context as a JSON object, its terms in the order of their names.

    >>> context = build_context()["@context"]
    >>> context["parameterCount"]["@type"].rpartition("#")[2], context["model"]["@type"]
    ('integer', '@id')
    >>> context["configurations"]["@reverse"] == context["model"]["@id"]
    True

    Raises:
        ValueError: two terms would share a key.
    """
    terms: dict[str, Any] = {}
    for subject, about in sorted(facts(ontology).items()):
        key, definition = _term(subject, about)
        if definition is None:
            continue
        if key in terms:
            raise ValueError(f"two terms of the ontology would have the key {key}")
        terms[key] = definition
    head = {"@version": 1.1, "id": "@id", "type": "@type"}
    return {"@context": head | {key: terms[key] for key in sorted(terms)}}


def serialise_context(context: dict[str, Any]) -> str:
    """Return the text of context.jsonld: one term on each line.

    >>> print(serialise_context({"@context": {"id": "@id", "type": "@type"}}), end="")
    {"@context": {
    "id": "@id",
    "type": "@type"
    }}
    """
    lines = (f"{json.dumps(k)}: {json.dumps(v)}" for k, v in context["@context"].items())
    return '{"@context": {\n' + ",\n".join(lines) + "\n}}\n"


def _term(subject: str, about: dict[str, list[str]]) -> tuple[str, str | dict[str, str] | None]:
    types = about.get(RDF_TYPE, [])
    if MZ + "ContextKey" in types:
        return _reused(about)
    key = subject.removeprefix(MZ)
    if _OWL + "Class" in types:
        return key, subject
    if _OWL + "ObjectProperty" in types:
        return key, {"@id": subject, "@type": "@id"}
    if _OWL + "DatatypeProperty" in types:
        return key, {"@id": subject, "@type": about[_RDFS + "range"][0]}
    return key, None


def _reused(about: dict[str, list[str]]) -> tuple[str, dict[str, str]]:
    key, value_range = about[_RDFS + "label"][0], about[MZ + "keyRange"][0]
    coercion = value_range if value_range.startswith(XSD) else "@id"
    if MZ + "keyReverseOf" in about:
        return key, {"@reverse": about[MZ + "keyReverseOf"][0], "@type": coercion}
    return key, {"@id": about[MZ + "keyProperty"][0], "@type": coercion}
