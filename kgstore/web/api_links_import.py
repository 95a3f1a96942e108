"""Mapping sets over HTTP: a reviewed SSSOM table comes in, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from pydantic import BaseModel

from kgstore.errors import ParameterError, ResourceError
from kgstore.link.review import import_mappings
from kgstore.link.told import imported_as_json
from kgstore.web.access import Caller, require
from kgstore.web.api_openapi import problems
from kgstore.web.services import Services, services
from kgstore.web.tokens import Role

router = APIRouter(prefix="/api/v1/links/import", tags=["links"])
_TYPE = "text/tab-separated-values"
_FORM = {"schema": {"type": "string", "description": "SSSOM/TSV with its front matter, in UTF-8"}}


class ImportedSet(BaseModel):
    """What came in; `commit` is null for nothing new, `unknown` classes are not in the store."""

    set: str
    rows: int
    commit: int | None
    unknown: int
    example: str


@router.post(
    "",
    operation_id="import-links",
    summary="Import a mapping set",
    response_model=ImportedSet,
    responses=problems(400, 401, 403, 413, 415, 503),
    openapi_extra={"requestBody": {"required": True, "content": {_TYPE: _FORM}}},
)
async def import_links(
    request: Request,
    given: Annotated[Services, Depends(services)],
    caller: Annotated[Caller, Depends(require(Role.CURATOR))],
    set: Annotated[
        str, Query(description="Its name in the store; else from its mapping_set_id.")
    ] = "",
    file: Annotated[
        str, Query(description="What the log and errors call it.", max_length=200)
    ] = "mappings.sssom.tsv",
) -> Any:
    """Put a reviewed mapping set in the place of that of its name; its Not rows hold for all."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _TYPE:
        raise HTTPException(415, f"The body is no {_TYPE}", {"Accept-Post": _TYPE})
    try:
        text = (await request.body()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"The body is no UTF-8: {error}") from error
    settings = given.settings.with_(agent=caller.name)
    name = Path(Path(file).name or "mappings.sssom.tsv")

    def write() -> dict[str, Any]:
        try:
            return imported_as_json(import_mappings(given.store, settings, text, name, set))
        except ResourceError as error:
            raise ParameterError(str(error), subject="body", advice=error.advice) from error

    return await given.write(write)
