"""The addresses of asking: `/ask`, `/ask/NAME` for a named question, `/ask/terms` to complete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import orjson
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from kgstore.publish import void
from kgstore.sparql.header import Query
from kgstore.web import jsonld
from kgstore.web.ask import fields, questions, shown, terms
from kgstore.web.ask.answer import Answered
from kgstore.web.ask.chart import PARAMETERS
from kgstore.web.ask.failure import Failure
from kgstore.web.documents import HTML, VARY, DocumentRoute, Site, answer, site, unchanged
from kgstore.web.negotiation import depends_on_store_alone
from kgstore.web.signposting import Link

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
_JSON: Final = "application/json"


@router.api_route("/ask", methods=METHODS)
async def ask(request: Request) -> Response:
    """Answer with the editor and the questions, or with the editor and an answer."""
    return await _asked(request, dict(request.query_params))


@router.post("/ask")
async def ask_by_post(request: Request) -> Response:
    """Answer a query that is too long for an address."""
    form = await request.form()
    return await _asked(request, {k: v for k, v in form.items() if isinstance(v, str)})


async def _asked(request: Request, given: Mapping[str, str]) -> Response:
    here, text = site(request), given.get("query", "").replace("\r\n", "\n")
    keeps = request.method != "POST" and (not text or depends_on_store_alone(text))
    etag = here.etag("ask", request.url.query) if keeps else ""
    if etag and unchanged(request, etag):
        return _page(None, 304, etag)
    found = await shown.answered(request, here, text) if text.strip() else None

    def make() -> bytes:
        words = given.get("find", "")
        return here.render(
            "ask/ask.html",
            title="Ask",
            section="/ask",
            jsonld=jsonld.page("WebPage", "Ask", f"{here.base}/ask", here.base),
            paper=questions.of_the_paper(here.library),
            groups=questions.grouped(here.library),
            words=words,
            matches=questions.holding(here.library, words) if words.strip() else (),
            address=shown.address(here.root, text),
            chosen={name: given.get(name, "") for name in PARAMETERS},
            hidden=[("query", text)],
            place=f"{here.root}/ask",
            **shown.values(here, text, found, given),
        )

    return await _sent(here, found, etag, make)


@router.api_route("/ask/terms", methods=METHODS)
def complete(request: Request, prefix: str = "") -> Response:
    """Answer with the names that begin so, for the editor."""
    here = site(request)

    def make() -> tuple[bytes, Mapping[str, str]]:
        found = terms.terms(here).beginning(prefix[:100])
        return orjson.dumps(terms.as_json(found)), {}

    return answer(request, here.etag("terms", prefix), _JSON, make)


@router.api_route("/ask/{name}", methods=METHODS)
async def question(request: Request, name: str) -> Response:
    """Answer with a named question: its form, its answer, what that rests on.

    Raises:
        UnknownQuery: there is none of that name.
        NotFound: it is no question.
    """
    here = site(request)
    query = await run_in_threadpool(questions.question, here.library, name)
    etag = here.etag("ask", name, request.url.query)
    if unchanged(request, etag):
        return _page(None, 304, etag)
    sent = {key: request.query_params.getlist(key) for key in request.query_params}
    given = fields.values(query, sent)
    form = await run_in_threadpool(
        fields.fields, query, given, lambda prefix: terms.options(here, prefix)
    )
    unknown = sent.keys() - {field.name for field in form} - {*PARAMETERS}
    wrong = bool(unknown) or any(field.error for field in form)
    text = "" if wrong else await run_in_threadpool(void.runnable, query, given)
    found = await shown.answered_before(request, here, text, query.status) if text else None

    def make() -> bytes:
        return _question_page(here, query, form, sorted(unknown), text, found, sent)

    return await _sent(here, found, "" if wrong else etag, make, 400 if wrong else 200)


def _question_page(
    here: Site,
    query: Query,
    form: tuple[fields.Field, ...],
    unknown: list[str],
    text: str,
    found: Answered | Failure | None,
    sent: Mapping[str, list[str]],
) -> bytes:
    place, api = f"{here.root}/ask/{query.name}", f"{here.root}/api/v1/queries/{query.name}"
    named = {iri for field in form for iri in field.named}
    last = {name: values[-1] for name, values in sent.items() if values}
    return here.render(
        "ask/question.html",
        title=query.summary or query.name,
        section="/ask",
        jsonld=jsonld.page(
            "WebPage",
            query.summary,
            f"{here.base}/ask/{query.name}",
            here.base,
            description=query.rests_on,
        ),
        links=[Link("alternate", api, _JSON)] if form == () else (),
        question=query,
        form=form,
        unknown=unknown,
        address=shown.address(here.root, text),
        chosen={name: last.get(name, "") for name in PARAMETERS},
        hidden=[(field.name, field.value) for field in form if field.name in sent],
        place=place,
        **shown.values(here, text, found, last, named),
    )


async def _sent(
    here: Site,
    found: Answered | Failure | None,
    etag: str,
    make: Callable[[], bytes],
    status: int = 200,
) -> Response:
    body = await run_in_threadpool(make)
    if isinstance(found, Failure):
        return _page(body, found.status, "")
    fresh = found is None or found.head >= here.services.store.head
    return _page(body, status, etag if fresh else "")


def _page(body: bytes | None, status: int, etag: str) -> Response:
    headers = {"Vary": VARY, "Cache-Control": "no-cache"}
    headers |= {"ETag": etag} if etag else {}
    headers |= {"Retry-After": "5"} if status == 503 else {}
    return Response(body, status, headers, HTML if body is not None else None)
