"""The page `/curate/notes`: what people say of a record beside what its source says."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from kgstore.errors import ParameterError
from kgstore.web import graphs_commit
from kgstore.web.access import Caller
from kgstore.web.curate import notes
from kgstore.web.curate.answering import METHODS, respond
from kgstore.web.curate.notes import Plan
from kgstore.web.documents import DocumentRoute, Site, site
from kgstore.web.pages_about import names_of
from kgstore.web.session import Session, Submission, submitted, wanted
from kgstore.web.tokens import Role

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)


@router.api_route("/curate/notes", methods=METHODS)
def open_notes(request: Request, who: Annotated[Session, Depends(wanted(Role.READER))]) -> Response:
    """Answer with the notes and keywords of the thing that `iri` names."""
    here, iri = site(request), request.query_params.get("iri", "").strip()
    notes.graph_of(here.services.store, who.name, iri)
    left, tags = notes.left_on(here, iri)
    names = names_of(here.view, here.library, here.base, [iri])
    return respond(
        request,
        "notes.html",
        f"Notes on {names(iri)[:200]}",
        iri=iri,
        names=names,
        notes=left,
        tags=tags,
        text=request.query_params.get("text", "")[: notes.LONGEST_NOTE],
    )


@router.post("/curate/notes")
async def take_note(
    request: Request, sent: Annotated[Submission, Depends(submitted(Role.EDITOR))]
) -> Response:
    """Take a note or keywords, or take them away.

    Raises:
        NotFound: nothing is known of the thing.
        RecordError: there is nothing to write.
    """
    here, iri = site(request), sent.text("iri")
    message, plan = _asked(here, sent, iri)
    caller = Caller(sent.session.name, sent.session.role)
    await graphs_commit.write(here.services, caller, f"{message} {iri}", plan)
    return RedirectResponse(f"{here.root}/curate/notes?{urlencode({'iri': iri})}", 303)


def _asked(here: Site, sent: Submission, iri: str) -> tuple[str, Plan]:
    store, agent = here.services.store, sent.session.name
    notes.graph_of(store, agent, iri)
    if note := sent.text("remove"):
        if not note.startswith(iri.partition("#")[0] + "#note/"):
            raise ParameterError("that is no note on this thing", subject="remove")
        return "take back a note on", notes.removed(store, agent, iri, note)
    if tag := sent.text("untag"):
        return "take back a keyword of", notes.untagged(store, agent, iri, tag)
    if sent.text("do") == "tags":
        words = [word.strip() for word in re.split(r"[,;\n]", sent.text("tags"))]
        return "keywords for", notes.tagged(store, agent, iri, words)
    text = sent.text("text").replace("\r\n", "\n").replace("\0", "")
    return "note on", notes.noted(store, agent, iri, text)
