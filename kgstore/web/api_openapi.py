"""What the OpenAPI document says besides the routes: errors, media types, forms referred to."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from kgstore.web.api_find_models import FoundPage
from kgstore.web.api_models import (
    Grave,
    Job,
    Problem,
    RecordDocument,
    RefusalEntry,
    RefusedRecord,
    ValidationReport,
)

PROBLEM = "application/problem+json"
Responses = dict[int | str, dict[str, Any]]

_MODELS = (
    Problem,
    RefusedRecord,
    ValidationReport,
    RecordDocument,
    Job,
    Grave,
    RefusalEntry,
    FoundPage,
)

_PROBLEMS = {
    400: "The request cannot be understood",
    401: "A token is needed, or the one given is none of this store",
    403: "The token's role does not allow it, or the server is read-only",
    404: "There is no such thing",
    406: "It cannot be given in a form that the client takes",
    409: "There is one already",
    410: "It was deleted; its IRI is not used again",
    412: "The record is not as `If-Match` says: somebody else changed it",
    413: "The body is too large",
    415: "The body is of a media type that is not read here",
    428: "`If-Match` is needed",
    503: "The server is busy or stopping; `Retry-After` says when to try again",
}


def problems(*statuses: int) -> Responses:
    """Return the OpenAPI responses of errors that an operation may answer.

    >>> problems(404)[404]["description"]
    'There is no such thing'
    """
    return {status: _problem(_PROBLEMS[status]) for status in statuses}


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": content(Problem, PROBLEM)}


def content(model: type[BaseModel], *media_types: str) -> dict[str, Any]:
    """Return the OpenAPI content that is a model, in some media types.

    >>> content(Grave, "application/json")
    {'application/json': {'schema': {'$ref': '#/components/schemas/Grave'}}}
    """
    schema = {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}
    return dict.fromkeys(media_types, schema)


def complete(app: FastAPI) -> None:
    """Complete the OpenAPI document of an app whose routes are all there.

    The forms that routes refer to go in; FastAPI's own error form, which is never sent, goes out;
    every operation says that any other error is a problem document, and where it asks for no
    role, that a token is needed on a private store only.
    """
    document = app.openapi()
    document["security"] = [{}, {"token": []}]
    mode: JsonSchemaMode = "serialization"
    pairs = [(model, mode) for model in _MODELS]
    _, defined = models_json_schema(pairs, ref_template="#/components/schemas/{model}")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= defined["$defs"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for operations in document["paths"].values():
        for operation in operations.values():
            responses = operation["responses"]
            if "HTTPValidationError" in str(responses.get("422")):
                del responses["422"]
                responses.setdefault("400", _problem(_PROBLEMS[400]))
            responses.setdefault("default", _problem("Any other error"))
