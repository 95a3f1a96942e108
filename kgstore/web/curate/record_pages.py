"""The pages `/curate/model` and `/curate/dataset`: records made and changed by form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
import pyoxigraph as ox
from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from kgstore.importers.terms import term_iri
from kgstore.intake import CONTEXT_PATH
from kgstore.web.curate import editing
from kgstore.web.curate.answering import METHODS, respond
from kgstore.web.curate.editing import OWN, Sheet
from kgstore.web.curate.filled import add, dumped, remove
from kgstore.web.curate.merging import changes
from kgstore.web.curate.nodes import is_node
from kgstore.web.curate.words import offered
from kgstore.web.documents import DocumentRoute, Site, rdf, site
from kgstore.web.pages_about import Names, names_of
from kgstore.web.session import Session, Submission, submitted, wanted
from kgstore.web.tokens import Role

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
_LONGEST_NOTE = 1500


def _kind(request: Request) -> str:
    return request.url.path.rpartition("/")[2]


_Kind = Annotated[str, Depends(_kind)]


@router.api_route("/curate/model", methods=METHODS)
@router.api_route("/curate/dataset", methods=METHODS)
def open_form(
    request: Request, kind: _Kind, _who: Annotated[Session, Depends(wanted(Role.EDITOR))]
) -> Response:
    """Answer with an empty form, or with that of the record that `iri` names."""
    iri = request.query_params.get("iri", "").strip()
    sheet = editing.begun(site(request), kind, iri)
    if request.query_params.get("saved", "").isdigit():
        sheet.commit = int(request.query_params["saved"])
    return _page(request, sheet)


@router.post("/curate/model")
@router.post("/curate/dataset")
async def take_form(
    request: Request, kind: _Kind, sent: Annotated[Submission, Depends(submitted(Role.EDITOR))]
) -> Response:
    """Take a form: add or remove an input, check what is typed, save it, or make it a note."""
    here, agent, do = site(request), sent.session.name, sent.text("do")
    items = list(_texts(sent.form))
    if do == "save":
        sheet = await here.services.write(
            lambda: editing.saved(here, editing.sent(here, kind, items), agent)
        )
        if sheet.commit is not None:
            return _led(here, kind, sheet)
    else:
        sheet = await to_thread.run_sync(editing.sent, here, kind, items)
    if do == "note":
        return _as_note(here, sheet)
    add(sheet.filled, sheet.form, sent.text("add"))
    remove(sheet.filled, sheet.form, sent.text("remove"))
    if do == "check":
        sheet = await to_thread.run_sync(editing.tried, here, sheet, agent)
    return await to_thread.run_sync(lambda: _page(request, sheet, 422 if sheet.barred else 200))


def _texts(form: FormData) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in form.multi_items() if isinstance(text, str))


def _led(here: Site, kind: str, sheet: Sheet) -> Response:
    place = urlencode({"iri": sheet.iri, "saved": sheet.commit})
    return RedirectResponse(f"{here.root}/curate/{kind}?{place}", 303)


def _as_note(here: Site, sheet: Sheet) -> Response:
    text = "\n".join(changes(sheet.filled, sheet.was, sheet.form))[:_LONGEST_NOTE]
    place = urlencode({"iri": sheet.iri, "text": text})
    return RedirectResponse(f"{here.root}/curate/notes?{place}", 303)


def _page(request: Request, sheet: Sheet, status: int = 200) -> Response:
    here = site(request)
    names = names_of(here.view, here.library, here.base, _mentioned(sheet))
    source = here.services.store.minter.parse(sheet.iri).source if sheet.iri else OWN
    kind = {"model": "model", "dataset": "data set"}[sheet.form.key]
    name = sheet.was.first("name") or "without a name"
    return respond(
        request,
        "record.html",
        f"Change {name[:200]}" if sheet.iri else f"A new {kind}",
        status,
        sheet=sheet,
        kind=kind,
        was=dumped(sheet.was),
        offered=offered(here),
        names=names,
        imported="" if source == OWN else source,
        term=lambda place, text: _term(sheet, names, place, text),
        beside=lambda place: [one for one in sheet.complaints if one.place == place],
        clashing=lambda place: [one for one in sheet.clashes if one.place == place],
        previews=_previews(here, sheet),
    )


def _mentioned(sheet: Sheet) -> Iterable[str]:
    if sheet.entry is None:
        return ()
    return {term_iri(term) for terms in sheet.entry.terms.values() for term in terms}


def _term(sheet: Sheet, names: Names, place: str, number: int) -> dict[str, Any] | None:
    """Return what became of a word: the term that it is, or that nobody knows it."""
    found = sheet.entry.terms.get(place, []) if sheet.entry else []
    if number >= len(found):
        return None
    term = found[number]
    own = is_node(term) and "resolutionStatus" in term
    return {"iri": term_iri(term), "own": own}


def _previews(here: Site, sheet: Sheet) -> list[tuple[str, str]]:
    """Return the record as Turtle and as JSON-LD."""
    if sheet.examined is None or sheet.entry is None:
        return []
    prepared = sheet.examined.prepared
    quads = ox.parse(prepared.text.encode(), format=ox.RdfFormat.N_TRIPLES)
    document = {"@context": here.base + CONTEXT_PATH, **prepared.document}
    linked = orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
    return [("Turtle", rdf(quads, "ttl").decode()), ("JSON-LD", linked)]
