"""What was committed, and what was refused: /commits and /quarantine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from kgstore import intake
from kgstore.commit.quarantine import Refusal
from kgstore.errors import NotFound
from kgstore.submit import resubmit
from kgstore.web import api_body
from kgstore.web.access import Caller, require
from kgstore.web.api_body import JSON_TYPES
from kgstore.web.api_models import (
    CommitEntry,
    Commits,
    RecordDocument,
    RefusalEntry,
    Refusals,
    Retried,
)
from kgstore.web.api_openapi import content, problems
from kgstore.web.jobs import as_uploaded
from kgstore.web.linked_paths import root
from kgstore.web.services import Services, services
from kgstore.web.tokens import Role

router = APIRouter(prefix="/api/v1")
_Services = Annotated[Services, Depends(services)]
_Curator = Annotated[Caller, Depends(require(Role.CURATOR))]
_curator_reads = Depends(require(Role.CURATOR, writes=False))
_Limit = Annotated[int, Query(ge=1, le=1000, description="The most to give.")]
_Number = Annotated[int, Path(ge=1, le=2**63 - 1, description="The number of a commit.")]
_Name = Annotated[str, Path(description="The name that the list gives.", examples=["1f0c"])]


@router.get(
    "/commits",
    tags=["commits"],
    operation_id="list-commits",
    summary="Who committed what, when and why",
    response_model=Commits,
    responses=problems(400, 401),
    dependencies=[Depends(require(Role.READER))],
)
def list_commits(
    given: _Services,
    limit: _Limit = 20,
    before: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="Only commits before this number.")
    ] = None,
) -> Any:
    """List commits, the newest first, a page at a time."""
    end = min(before or given.store.head + 1, given.store.head + 1)
    start = max(end - limit, 1)
    found = [asdict(c) for c in given.store.log(after=start - 1) if c.number < end]
    top = root(given.store.base)
    following = f"{top}/api/v1/commits?limit={limit}&before={start}" if start > 1 else None
    return {"commits": found[::-1], "next": following}


@router.get(
    "/commits/{number}",
    tags=["commits"],
    operation_id="get-commit",
    summary="One commit",
    response_model=CommitEntry,
    responses=problems(400, 401, 404),
    dependencies=[Depends(require(Role.READER))],
)
def get_commit(given: _Services, number: _Number) -> Any:
    """Return one commit."""
    if number <= given.store.head:
        for commit in given.store.log(after=number - 1):
            if commit.number == number:
                return asdict(commit)
    raise NotFound(f"there is no commit {number}", subject=str(number))


@router.get(
    "/quarantine",
    tags=["quarantine"],
    operation_id="list-quarantine",
    summary="List refused records",
    response_model=Refusals,
    responses=problems(400, 401, 403),
    dependencies=[_curator_reads],
)
def list_quarantine(
    given: _Services,
    limit: _Limit = 50,
    after: Annotated[str, Query(description="The last name of the page before.")] = "",
) -> Any:
    """List the records that imports could not take, with every reason, a page at a time."""
    found: list[dict[str, Any]] = []
    more = False
    for refusal in _after(given, after):
        more = len(found) == limit
        if more:
            break
        found.append(_as_json(refusal))
    top = root(given.store.base)
    following = f"{top}/api/v1/quarantine?limit={limit}&after={found[-1]['name']}" if more else None
    return {"total": len(given.store.quarantine), "refusals": found, "next": following}


def _after(given: Services, name: str) -> Iterator[Refusal]:
    return (refusal for refusal in given.store.quarantine if refusal.name > name)


@router.get(
    "/quarantine/{name}",
    tags=["quarantine"],
    operation_id="get-quarantine",
    summary="A refused record",
    response_model=RefusalEntry,
    responses=problems(401, 403, 404),
    dependencies=[_curator_reads],
)
def get_quarantine(given: _Services, name: _Name) -> Any:
    """Return a refused record with every reason, and its document, which can be mended."""
    return _as_json(_one(given, name))


@router.post(
    "/quarantine/{name}/retry",
    tags=["quarantine"],
    operation_id="retry-quarantine",
    summary="Submit a refused record again",
    response_model=Retried,
    responses=problems(400, 401, 403, 404, 413, 415, 503),
    openapi_extra={
        "requestBody": {"required": False, "content": content(RecordDocument, *JSON_TYPES)}
    },
)
async def retry_quarantine(
    request: Request, given: _Services, caller: _Curator, name: _Name
) -> Any:
    """Submit a record again, mended (with a body) or as it is; refused again, it stays."""
    document = None
    if await request.body():
        value = await api_body.read_json(request, *JSON_TYPES)
        document = intake.document(value, given.store.minter)

    def retry() -> int:
        settings = given.settings.with_(agent=caller.name)
        return resubmit(given.store, [_one(given, name)], settings, document=document)

    accepted = await given.write(retry)
    return {"accepted": accepted, "refused": 1 - accepted}


@router.delete(
    "/quarantine/{name}",
    tags=["quarantine"],
    operation_id="drop-quarantine",
    summary="Drop a refused record for good",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404, 503),
    dependencies=[Depends(require(Role.CURATOR))],
)
async def drop_quarantine(given: _Services, name: _Name) -> Response:
    """Drop a refused record; its raw record stays."""
    await given.write(lambda: given.store.quarantine.remove(_one(given, name).name))
    return Response(status_code=204)


def _one(given: Services, name: str) -> Refusal:
    """Return the refusal of exactly that name: over HTTP no beginning of one will do."""
    for refusal in given.store.quarantine.show(name):
        if refusal.name == name:
            return replace(refusal, file=as_uploaded(refusal.file))
    raise NotFound(f"nothing in quarantine is called {name}", subject=name)


def _as_json(refusal: Refusal) -> dict[str, Any]:
    return {
        "name": refusal.name,
        "id": refusal.iri,
        "file": as_uploaded(refusal.file),
        "since": refusal.since,
        "findings": [f.as_json() | {"file": as_uploaded(f.file)} for f in refusal.findings],
        "document": refusal.document,
    }
