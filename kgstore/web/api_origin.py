"""Where a record comes from: the source's own bytes, and the commits that changed it.

And, for clients, which server this is.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from kgstore import __version__
from kgstore.commit.history import history
from kgstore.errors import NotFound
from kgstore.namespaces import MZ
from kgstore.records.raw import RawStore
from kgstore.web.access import require
from kgstore.web.api_models import About, Commits
from kgstore.web.api_openapi import problems
from kgstore.web.api_stored import iri_in
from kgstore.web.services import Services, services
from kgstore.web.tokens import Role

router = APIRouter(prefix="/api/v1", dependencies=[Depends(require(Role.READER))])
_ONE = "/{kind}/{source}/{native_id:path}"
_Services = Annotated[Services, Depends(services)]
_Kind = Annotated[str, Path(description="The kind of thing, as in its IRI.", examples=["model"])]
_Source = Annotated[str, Path(description="The source system.", examples=["huggingface"])]
_Native = Annotated[str, Path(description="The source's own id.", examples=["acme/tiny"])]
_ANY: dict[int | str, dict[str, Any]] = {
    200: {"description": "The source's own record, byte for byte", "content": {"*/*": {}}}
}


@router.get(
    "",
    tags=["health"],
    operation_id="about",
    summary="Which server this is",
    response_model=About,
    responses=problems(401),
)
def about(given: _Services) -> Any:
    """Return the server's version, and the base IRI of its store."""
    return {"name": "kgstore", "version": __version__, "api": 1, "base": given.store.base}


@router.get(
    "/raw" + _ONE,
    tags=["records"],
    operation_id="get-raw",
    summary="The source's own record",
    response_class=Response,
    responses={**_ANY, **problems(400, 401, 404)},
)
def raw(
    request: Request, given: _Services, kind: _Kind, source: _Source, native_id: _Native
) -> Response:
    """Return what the source gave of a record, byte for byte."""
    iri = iri_in(request, given.store.minter, "/api/v1/raw")
    store = given.store
    digests = store.view.values(store.minter.graph_of(iri), MZ + "rawDigest", store.meta_graph)
    if not digests:
        raise NotFound(f"{iri} is not a record of this store", subject=iri)
    with RawStore(store.raw_path) as raws:
        found = raws.get(digests[0])
    # Somebody else's bytes: a browser saves them, and takes them for no page of ours.
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return Response(found.content, 200, headers, found.media_type)


@router.get(
    "/history" + _ONE,
    tags=["commits"],
    operation_id="get-history",
    summary="The commits that changed a record",
    response_model=Commits,
    responses=problems(400, 401),
)
def get_history(
    request: Request, given: _Services, kind: _Kind, source: _Source, native_id: _Native
) -> Any:
    """Return the commits that changed a record, the newest first; none if there never was one."""
    iri = iri_in(request, given.store.minter, "/api/v1/history")
    found = history(given.store.path, given.store.minter.graph_of(iri))
    return {"commits": [asdict(commit) for commit in reversed(found)], "next": None}
