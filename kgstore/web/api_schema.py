"""The JSON Schema of record documents, made from the record context."""

from __future__ import annotations

from typing import Any

from kgstore.namespaces import XSD
from kgstore.records.context import REFERENCE, REVERSE, packaged_context

EXAMPLE = {
    "type": "MLModel",
    "name": "tiny detector",
    "task": "https://w3id.org/modelzoo/vocabulary/task/object-detection",
    "parameterCount": 3_200_000,
}
_IRI = {"type": "string", "format": "iri"}
_PART = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": _IRI},
    "description": "A part, or another thing with what is said of it; the same keys as a record.",
}
_VALUES: dict[str, dict[str, Any]] = {
    REFERENCE: {"anyOf": [_IRI, _PART]},
    REVERSE: _PART,
    XSD + "integer": {"type": "integer", "minimum": -(2**63) + 1, "maximum": 2**63 - 1},
    XSD + "double": {"type": "number"},
    XSD + "boolean": {"type": "boolean"},
    XSD + "dateTime": {"type": "string", "format": "date-time"},
    XSD + "date": {"type": "string", "format": "date"},
}


def record_schema() -> dict[str, Any]:
    """Return the schema of a record; the shapes in `shapes/` say more than it can.

    >>> record_schema()["properties"]["parameterCount"]["anyOf"][0]["type"]
    'integer'
    """
    context = packaged_context()
    keys = {
        key: _or_list(_VALUES.get(kind, {"type": "string"})) for key, kind in context.keys.items()
    }
    kinds = {"type": "string", "description": "A class of the ontology, or a full IRI."}
    own = {"id": _IRI, "type": _or_list(kinds), "@context": _IRI}
    return {
        "type": "object",
        "description": "A record: its keys are those of the record context, /api/v1/context.",
        "required": ["type"],
        "properties": own | dict(sorted(keys.items())),
        "additionalProperties": False,
        "example": EXAMPLE,
    }


def _or_list(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "array", "items": schema}]}
