"""The page `/curate/validation`: what the shapes say of the store, or of one record."""

from __future__ import annotations

from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from kgstore.errors import NotFound
from kgstore.records.finding import Severity
from kgstore.validate.graphs import validate_graphs
from kgstore.validate.report import ORDER, Result
from kgstore.web.curate.answering import HEADERS, METHODS, respond
from kgstore.web.curate.checking import Checking
from kgstore.web.curate.fields import kinds
from kgstore.web.documents import DocumentRoute, Site, site
from kgstore.web.pages_about import names_of
from kgstore.web.session import Submission, submitted
from kgstore.web.tokens import Role

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
_MOST: Final = 200


def checking(request: Request) -> Checking:
    """Return the validation of the app's store."""
    state = request.app.state
    if not hasattr(state, "checking"):
        state.checking = Checking(state.services, state.jobs)
    found: Checking = state.checking
    return found


@router.api_route("/curate/validation", methods=METHODS)
def validation(request: Request) -> Response:
    """Answer with the last report on the store, one rule of it, or that on the record `iri`.

    Raises:
        NotFound: there is no such record.
    """
    if iri := request.query_params.get("iri", "").strip():
        return _record(request, iri)
    known, here = checking(request), site(request)
    last, rule = known.last(), request.query_params.get("rule", "")
    shown = (
        [k for k in (last.kinds if last else ()) if rule in (k.shape, k.message)] if rule else []
    )
    mentioned = {one["record"] for kind in shown for one in kind.examples}
    return respond(
        request,
        "validation.html",
        "Validation",
        last=last,
        running=known.is_running,
        read=known.read,
        error=known.error,
        rule=rule,
        shown=shown,
        severities=list(Severity),
        names=names_of(here.view, here.library, here.base, mentioned),
        edits=lambda iri: edit_place(here, iri),
    )


@router.api_route("/curate/validation/progress", methods=METHODS)
def progress(request: Request) -> Response:
    """Answer with how far the validation under way is, for the page's script."""
    known = checking(request)
    said = {"state": "running" if known.is_running else "done", "read": known.read}
    return Response(orjson.dumps(said), 200, HEADERS, "application/json")


@router.post("/curate/validation")
async def begin(
    request: Request, sent: Annotated[Submission, Depends(submitted(Role.EDITOR))]
) -> Response:
    """Begin to validate the whole store; one that is under way goes on."""
    known = checking(request)
    if not known.is_running:
        known.begin(sent.session.name)
    return RedirectResponse(f"{site(request).root}/curate/validation", 303)


def _record(request: Request, iri: str) -> Response:
    here = site(request)
    results = results_of(here, iri)
    names = names_of(here.view, here.library, here.base, [iri, *(r.focus for r in results[:_MOST])])
    return respond(
        request,
        "validation_record.html",
        f"Validation of {names(iri)[:200]}",
        iri=iri,
        results=results[:_MOST],
        total=len(results),
        counts={str(s): sum(r.severity is s for r in results) for s in Severity},
        names=names,
        edit=edit_place(here, iri),
    )


def results_of(here: Site, iri: str) -> list[Result]:
    """Return what the shapes say of a record, worst first.

    Raises:
        NotFound: there is no such record.
        IriError: it is no record's IRI.
    """
    store = here.services.store
    graph = store.minter.graph_of(iri)
    triples = list(store.view.triples(graph))
    if not triples:
        raise NotFound(f"there is no record {iri}", subject=iri)
    report = validate_graphs([(graph, triples)], store.view.types, overlay=store.overlay)
    return sorted(report.results, key=lambda r: (ORDER[r.severity], r.focus, r.path))


def edit_place(here: Site, iri: str) -> str:
    """Return the address of the form for a record, or "" where there is none."""
    types = here.view.types([iri]).get(iri, frozenset())
    fitting = (k for name, k in kinds().items() if any(t.endswith(f"#{name}") for t in types))
    kind = next(fitting, "")
    return f"{here.root}/curate/{kind}" if kind else ""
