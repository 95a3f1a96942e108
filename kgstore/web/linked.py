"""Linked data: `/id/...` is the thing (303 to its document), `/doc/...` what is known of it."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kgstore.errors import NotFound
from kgstore.publish.describe import describe, is_known
from kgstore.web import linked_paths, pages
from kgstore.web.documents import DocumentRoute, Site, answer, site, tail
from kgstore.web.signposting import LINKSET, Signposts

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS = ["GET", "HEAD"]


@router.api_route("/id/{path:anything}", methods=METHODS)
def thing(request: Request) -> Response:
    """Lead from a thing to its document (Cool URIs for the Semantic Web, section 4.2)."""
    here = site(request)
    iri = f"{here.base}/id/{tail(request)}"
    if not is_known(here.view, here.base, iri):
        raise NotFound(f"nothing is known of {iri}", subject=iri)
    if here.services.store.tombstone(iri) is not None:
        return pages.resource(request, iri)
    return _to_document(request, here, iri)


@router.api_route("/doc/{path:anything}", methods=METHODS)
def document(request: Request) -> Response:
    """Answer with what is known of a thing, in the form and profile that the client wants."""
    here = site(request)
    path = tail(request)
    name, form = linked_paths.split_form(path)
    iri, other = f"{here.base}/id/{name}", f"{here.base}/id/{path}"
    known = is_known(here.view, here.base, iri)
    if not known and form and is_known(here.view, here.base, other):
        return _to_document(request, here, other)  # somebody wrote /doc/ for /id/ by hand
    return pages.resource(request, iri, form)


def _to_document(request: Request, here: Site, iri: str) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(linked_paths.document(iri, here.base) + query, 303)


@router.api_route("/linkset/{path:anything}", methods=METHODS)
def linkset(request: Request) -> Response:
    """Answer with all typed links of a document (RFC 9264 section 4.2)."""
    here = site(request)
    name, _ = linked_paths.split_form(tail(request))
    iri = f"{here.base}/id/{name}"
    described = describe(here.view, here.library, here.base, iri)
    if described is None or here.services.store.tombstone(iri) is not None:
        raise NotFound(f"nothing is known of {iri}", subject=iri)
    signposts = Signposts(described, here.view, here.base, tuple(pages.fitting_profiles(here, iri)))
    return answer(
        request,
        here.etag(iri, "linkset"),
        LINKSET,
        lambda: (orjson.dumps(signposts.linkset()), {}),
    )
