"""What needs no store to change: the context of records, and records checked without being kept."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from anyio import to_thread
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from kgstore import intake
from kgstore.accept import examine
from kgstore.records.context import packaged_context
from kgstore.records.finding import Severity
from kgstore.validate.report import Report
from kgstore.web import api_body
from kgstore.web.access import require
from kgstore.web.api_body import JSON_TYPES
from kgstore.web.api_models import RecordDocument
from kgstore.web.api_openapi import content, problems
from kgstore.web.api_report import CHECKED, checked
from kgstore.web.services import Services, services
from kgstore.web.tokens import Role

router = APIRouter(prefix="/api/v1", tags=["records"])
MOST = 500
"""Records that one request may have checked."""
_CHECKER = "nobody"
_ONE = content(RecordDocument, *JSON_TYPES)
_LINKED = "application/ld+json"


@router.get(
    "/context",
    operation_id="get-context",
    summary="The JSON-LD context of records",
    response_class=Response,
    responses={
        200: {"description": "The context", "content": {_LINKED: {}}},
        **problems(401),
    },
    dependencies=[Depends(require(Role.READER))],
)
def context() -> Response:
    """Return the context: each key of a record with the property that it stands for."""
    body = orjson.dumps({"@context": dict(packaged_context().document)})
    return Response(body, media_type=_LINKED)


@router.post(
    "/validate",
    operation_id="validate",
    summary="Check records without keeping them",
    response_class=Response,
    responses={
        200: {"description": "The report", "content": CHECKED},
        **problems(400, 401, 413, 415),
    },
    openapi_extra={"requestBody": {"required": True, "content": _ONE}},
    dependencies=[Depends(require(Role.READER))],
)
async def validate(
    request: Request,
    given: Annotated[Services, Depends(services)],
    severity: Annotated[Severity, Query(description="The least to list.")] = Severity.WARNING,
) -> Response:
    """Check one record, or a list of records, as a write would; answer with the report alone."""
    value = await api_body.read_json(request, *JSON_TYPES)
    found = value if isinstance(value, list) else [value]
    if len(found) > MOST:
        raise HTTPException(413, f"More than {MOST} records at once; import them instead")
    return checked(request, await to_thread.run_sync(_report, given, found, severity))


def _report(given: Services, values: list[Any], severity: Severity) -> Report:
    report, minter = Report(), given.store.minter
    for value in values:
        document = intake.named(intake.document(value, minter), minter, _CHECKER)
        record = intake.record_of(document, minter)
        report.add(examine(given.store, record, severity).report)
    return report
