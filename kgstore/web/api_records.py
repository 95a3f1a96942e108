"""Records over HTTP: listed, read, created, replaced, patched, deleted."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from kgstore import intake
from kgstore.errors import RecordError
from kgstore.web import api_body, conditions
from kgstore.web.access import Caller, require
from kgstore.web.api_body import JSON_TYPES, MERGE_PATCH
from kgstore.web.api_change import Change, same
from kgstore.web.api_models import Grave, RecordDocument, Records
from kgstore.web.api_openapi import content, problems
from kgstore.web.api_report import REPORT
from kgstore.web.api_stored import find, iri_in, listed, patched
from kgstore.web.services import Services, services
from kgstore.web.tokens import Role

router = APIRouter(prefix="/api/v1/records", tags=["records"])
_ONE = "/{kind}/{source}/{native_id:path}"
_Services = Annotated[Services, Depends(services)]
_Reader = Depends(require(Role.READER))
_Editor = Annotated[Caller, Depends(require(Role.EDITOR))]
_Curator = Annotated[Caller, Depends(require(Role.CURATOR))]
_KIND = Annotated[str, Path(description="The kind of thing, as in its IRI.", examples=["model"])]
_SOURCE = Annotated[str, Path(description="The source system.", examples=["huggingface"])]
_NATIVE = Annotated[str, Path(description="The source's own id.", examples=["acme/tiny"])]
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag of the record as you read it.",
}
_TAG = {"ETag": {"schema": {"type": "string"}, "description": "The version of the record."}}
_PLACE = _TAG | {"Location": {"schema": {"type": "string"}, "description": "Where it is."}}
_RECORD = content(RecordDocument, *JSON_TYPES)
_WRITE = problems(400, 401, 403, 412, 413, 415, 503) | REPORT


class Reason(StrEnum):
    """Why a record is deleted."""

    UPSTREAM_GONE = "upstream-gone"
    LICENCE = "licence"
    TAKEDOWN = "takedown"
    DUPLICATE = "duplicate"


@router.get(
    "",
    operation_id="list-records",
    summary="List records",
    response_model=Records,
    responses=problems(400, 401),
    dependencies=[_Reader],
)
def list_records(
    given: _Services,
    kind: Annotated[str, Query(description="Only this kind.", examples=["model"])] = "",
    source: Annotated[str, Query(description="Only this source; needs `kind`.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000, description="The most to give.")] = 100,
    after: Annotated[str, Query(description="The last IRI of the page before.")] = "",
) -> Any:
    """List the records of the store in the order of their IRIs, a page at a time."""
    return listed(given.store, kind, source, limit, after)


@router.get(
    _ONE,
    operation_id="get-record",
    summary="Read a record",
    response_class=Response,
    responses={
        200: {"description": "The record", "content": _RECORD, "headers": _TAG},
        304: {"description": "It is as `If-None-Match` says"},
        **problems(400, 401, 404, 406, 410),
    },
    dependencies=[_Reader],
)
def get_record(
    request: Request, given: _Services, kind: _KIND, source: _SOURCE, native_id: _NATIVE
) -> Response:
    """Return the record document, as it could be sent back; its ETag is what a write must name."""
    found = find(given.store, iri_in(request, given.store.minter))
    if conditions.unchanged(request.headers, found.digest):
        return Response(status_code=304, headers={"ETag": conditions.etag(found.digest)})
    return found.answer(request, given.store.base)


@router.post(
    "",
    operation_id="create-record",
    summary="Create a record",
    status_code=201,
    response_class=Response,
    responses={
        201: {"description": "Created", "content": _RECORD, "headers": _PLACE},
        **_WRITE,
        **problems(409, 410),
    },
    openapi_extra={"requestBody": {"required": True, "content": _RECORD}},
)
async def create_record(request: Request, given: _Services, caller: _Editor) -> Response:
    """Create a record; one without an `id` is given one from its kind, source and name."""
    value = await api_body.read_json(request, *JSON_TYPES)
    minter = given.store.minter
    document = intake.named(intake.document(value, minter), minter, caller.name)
    raw = await request.body()
    change = Change(request, given, caller, document["id"], creates=True)
    return await change.made(lambda _: document, raw)


@router.put(
    _ONE,
    operation_id="replace-record",
    summary="Replace a record, or create it under this IRI",
    response_class=Response,
    responses={
        200: {"description": "Replaced", "content": _RECORD, "headers": _TAG},
        201: {"description": "Created", "content": _RECORD, "headers": _PLACE},
        **_WRITE,
        **problems(410, 428),
    },
    openapi_extra={
        "parameters": [_MATCH | {"required": False}],
        "requestBody": {"required": True, "content": _RECORD},
    },
)
async def put_record(
    request: Request,
    given: _Services,
    caller: _Editor,
    kind: _KIND,
    source: _SOURCE,
    native_id: _NATIVE,
) -> Response:
    """Put a document in the place of a record; `If-Match` is needed where there is one."""
    iri = iri_in(request, given.store.minter)
    value = await api_body.read_json(request, *JSON_TYPES)
    document = same(intake.document(value, given.store.minter), iri)
    raw = await request.body()
    change = Change(request, given, caller, iri)
    return await change.made(lambda _: document, raw)


@router.patch(
    _ONE,
    operation_id="patch-record",
    summary="Change parts of a record (JSON merge patch, RFC 7396)",
    response_class=Response,
    responses={
        200: {"description": "Changed", "content": _RECORD, "headers": _TAG},
        **_WRITE,
        **problems(404, 410, 428),
    },
    openapi_extra={
        "parameters": [_MATCH],
        "requestBody": {
            "required": True,
            "content": {
                MERGE_PATCH: {
                    "schema": {"type": "object"},
                    "example": {"description": "Runs on a phone.", "keyword": None},
                }
            },
        },
    },
)
async def patch_record(
    request: Request,
    given: _Services,
    caller: _Editor,
    kind: _KIND,
    source: _SOURCE,
    native_id: _NATIVE,
) -> Response:
    """Apply a merge patch to the record document: null removes a key, a list replaces a list."""
    iri = iri_in(request, given.store.minter)
    patch = await api_body.read_json(request, MERGE_PATCH)
    if not isinstance(patch, dict):
        raise RecordError("a patch of a record is a JSON object")
    change = Change(request, given, caller, iri, exists=True)
    return await change.made(lambda old: same(patched(old, patch), iri))


@router.delete(
    _ONE,
    operation_id="delete-record",
    summary="Delete a record; a tombstone stays",
    response_model=Grave,
    responses=problems(400, 401, 403, 404, 410, 412, 428, 503),
    openapi_extra={"parameters": [_MATCH]},
)
async def delete_record(
    request: Request,
    given: _Services,
    caller: _Curator,
    kind: _KIND,
    source: _SOURCE,
    native_id: _NATIVE,
    reason: Annotated[Reason, Query(description="Why.")] = Reason.UPSTREAM_GONE,
    replaced_by: Annotated[
        str, Query(alias="replacedBy", description="The IRI of what takes its place.")
    ] = "",
    message: Annotated[str, Query(description="A note for the log.")] = "",
) -> Any:
    """Delete a record for good: its IRI answers 410 from now on, and is not used again."""
    store, iri = given.store, iri_in(request, given.store.minter)
    intake.refuse_unsound([message, replaced_by])

    def delete() -> None:
        conditions.demand(request.headers, find(store, iri).digest)
        store.delete(
            iri,
            reason=reason.value,
            agent=caller.name,
            message=message,
            replaced_by=intake.iri_of(replaced_by) if replaced_by else "",
        )

    await given.write(delete)
    return grave_of(given, iri)


def grave_of(given: Services, iri: str) -> dict[str, Any]:
    """Return what stays known of a deleted record."""
    found = given.store.tombstone(iri)
    if found is None:
        raise RecordError(f"{iri} was not deleted", subject=iri)
    return {
        "id": iri,
        "types": found.types,
        "labels": found.labels,
        "time": found.time,
        "reason": found.reason,
        "replacedBy": found.replaced_by,
    }
