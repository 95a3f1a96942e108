"""The pages of quarantine: records that imports refused, mended and tried again, or dropped."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from kgstore import intake
from kgstore.accept import examine
from kgstore.commit.quarantine import Refusal
from kgstore.errors import KgstoreError, NotFound, ParameterError, RecordError
from kgstore.records.finding import Severity
from kgstore.records.raw import RawStore
from kgstore.submit import resubmit
from kgstore.validate.report import Result
from kgstore.web.curate.answering import METHODS, respond
from kgstore.web.documents import DocumentRoute, Site, site
from kgstore.web.jobs import as_uploaded
from kgstore.web.session import Session, Submission, submitted, wanted
from kgstore.web.tokens import Role

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
_PAGE: Final = 50
_LONGEST_RAW: Final = 20_000
_LONGEST_REASON: Final = 1000
_Editor = Annotated[Session, Depends(wanted(Role.EDITOR))]


@router.api_route("/curate/quarantine", methods=METHODS)
def list_quarantine(request: Request, _who: _Editor) -> Response:
    """Answer with the refused records, a page at a time, each with its first reason."""
    held, after = site(request).services.store.quarantine, request.query_params.get("after", "")
    found = list(islice((r for r in held if r.name > after), _PAGE + 1))
    return respond(
        request,
        "quarantine.html",
        "Quarantine",
        refusals=[(replace(r, file=as_uploaded(r.file)), worst(r)) for r in found[:_PAGE]],
        total=len(held),
        following=found[_PAGE - 1].name if len(found) > _PAGE else "",
        after=after,
        dropped=held.dropped(),
    )


@router.api_route("/curate/quarantine/{name}", methods=METHODS)
def show_refusal(request: Request, name: str, _who: _Editor) -> Response:
    """Answer with a refused record: its reasons, its document to mend, the raw record."""
    refusal = one(site(request), name)
    return _page(request, refusal, pretty(refusal.document))


@router.post("/curate/quarantine/{name}")
async def retry(
    request: Request, name: str, sent: Annotated[Submission, Depends(submitted(Role.EDITOR))]
) -> Response:
    """Take a mended document: it comes in, or it is said what is still wrong with it."""
    here, text = site(request), sent.text("document")
    refusal = one(here, name)
    try:
        document = read(here, text)
        left = await here.services.write(lambda: _tried(here, refusal, document, sent.session.name))
    except KgstoreError as error:
        return _page(request, refusal, text, str(error), status=400)
    if left:
        return _page(request, refusal, text, results=left, status=422)
    return respond(request, "mended.html", "It is in", iri=refusal.iri, left=here_left(here))


@router.post("/curate/quarantine/{name}/drop")
async def drop(
    request: Request, name: str, sent: Annotated[Submission, Depends(submitted(Role.CURATOR))]
) -> Response:
    """Drop a refused record, with a reason.

    Raises:
        ParameterError: there is no reason.
    """
    here, reason = site(request), sent.text("reason")[:_LONGEST_REASON]
    if not reason:
        raise ParameterError("dropping a record needs a reason", advice="Go back and say why.")
    held, key = here.services.store.quarantine, one(here, name).name
    await here.services.write(lambda: held.drop(key, sent.session.name, reason))
    return RedirectResponse(f"{here.root}/curate/quarantine", 303)


def one(here: Site, name: str) -> Refusal:
    """Return the refusal of exactly that name.

    Raises:
        NotFound: there is none; it may have been mended or dropped meanwhile.
    """
    for refusal in here.services.store.quarantine.show(name):
        if refusal.name == name:
            return refusal
    raise NotFound(f"nothing in quarantine is called {name}", subject=name)


def here_left(here: Site) -> int:
    """Return how many records are still in quarantine."""
    return len(here.services.store.quarantine)


def worst(refusal: Refusal) -> str:
    """Return the first reason of a refusal, and how many more there are."""
    barring = [f for f in refusal.findings if f.severity is Severity.VIOLATION]
    found = barring or list(refusal.findings)
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return (found[0].reason if found else "no reason was kept") + more


def pretty(document: dict[str, Any]) -> str:
    """Return a document as JSON that people can mend.

    >>> print(pretty({"id": "urn:a"}))
    {
      "id": "urn:a"
    }
    """
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def read(here: Site, text: str) -> dict[str, Any]:
    """Return the document that somebody typed.

    Raises:
        RecordError: it is no JSON, or no record.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RecordError(f"This is no JSON: {error}") from error
    intake.refuse_unsound(value)
    return intake.document(value, here.services.store.minter)


def _tried(here: Site, refusal: Refusal, document: dict[str, Any], agent: str) -> list[Result]:
    """Return what still keeps a record out; nothing, where it came in."""
    store = here.services.store
    named = {**document, "id": refusal.iri}
    report = examine(store, intake.record_of(named, store.minter)).report
    left = [r for r in report.results if r.severity is Severity.VIOLATION and r.constraint]
    if left:
        return left
    settings = here.services.settings.with_(agent=agent)
    accepted = resubmit(store, [refusal], settings, document=named)
    return [] if accepted else report.results


def _page(
    request: Request,
    refusal: Refusal,
    text: str,
    error: str = "",
    *,
    results: list[Result] | None = None,
    status: int = 200,
) -> Response:
    raw, cut = _raw(site(request), refusal.raw_digest)
    return respond(
        request,
        "refusal.html",
        "A refused record",
        status,
        refusal=replace(refusal, file=as_uploaded(refusal.file)),
        findings=[replace(f, file=as_uploaded(f.file)) for f in refusal.findings],
        text=text,
        error=error,
        results=results or [],
        raw=raw,
        cut=cut,
    )


def _raw(here: Site, digest: str) -> tuple[str, int]:
    """Return the raw record as text, and how many characters of it are left out."""
    raws = RawStore(here.services.store.raw_path)
    try:
        text = raws.get(digest).content.decode("utf-8", "replace").replace("\0", "\ufffd")
    except NotFound:
        return "", 0
    finally:
        raws.close()
    return text[:_LONGEST_RAW], max(0, len(text) - _LONGEST_RAW)
