"""Decisions of the review queue: several records, one verdict, one reason, one commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from kgstore.errors import ParameterError
from kgstore.link.review import Decided, Verdict, decide
from kgstore.sparql.parameters import read_iri
from kgstore.web.concepts.places import is_concept
from kgstore.web.concepts.queue import PLACE, Asked
from kgstore.web.concepts.records import Entry, records
from kgstore.web.concepts.review import PRIVATE, Sent, page
from kgstore.web.documents import HTML, DocumentRoute, Site, site
from kgstore.web.services import Services, services
from kgstore.web.session import Submission, submitted
from kgstore.web.tokens import Role

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a form: the decision, or None, and the ids of records that had changed."""

    decided: Decided | None
    left: tuple[str, ...]


@router.post(f"{PLACE}/decide")
async def take(
    request: Request,
    given: Annotated[Services, Depends(services)],
    sent: Annotated[Submission, Depends(submitted(Role.CURATOR))],
) -> Response:
    """Decide on the chosen records, and lead back to the same place of the queue.

    A record that has changed since it was shown is left as it is, and the next page says so.
    """
    here = site(request)
    asked = Asked.of(dict(parse_qsl(sent.text("back"))))
    chosen = dict(one.rpartition(".")[::2] for one in sent.texts("record")[:_MOST])
    again = Sent("", chosen, sent.text("reason"), sent.text("instead"))
    try:
        verdict, instead = _verdict(here, sent, chosen)
    except ParameterError as error:
        again = Sent(str(error), chosen, again.reason, again.instead)
        body = page(here, asked, sent.session, again)
        return Response(body, 400, PRIVATE, HTML)

    def write() -> Outcome:
        return _decided(here, sent, chosen, verdict, instead)

    done = await given.write(write)
    commit = done.decided.commit if done.decided else None
    told = {"done": commit.number if commit else 0} if done.decided else {}
    left = {"left": ",".join(done.left)} if done.left else {}
    return RedirectResponse(f"{here.root}{PLACE}?{asked.query(**told, **left)}#done", 303)


def _verdict(here: Site, sent: Submission, chosen: dict[str, str]) -> tuple[Verdict, str]:
    """Return what is decided, and the concept that is right instead, or ""."""
    try:
        verdict = Verdict(sent.text("verdict"))
    except ValueError as error:
        raise ParameterError("choose whether to accept, reject or withdraw") from error
    if not chosen:
        raise ParameterError("no link was chosen: tick those that the decision is about")
    if verdict is not Verdict.WITHDRAW and not sent.text("reason"):
        raise ParameterError("a decision needs a reason: say why")
    if not (instead := sent.text("instead")) or verdict is not Verdict.REJECT:
        return verdict, ""
    try:
        iri = read_iri(instead).value
    except ValueError as error:
        raise ParameterError(f"what is right instead is the IRI of a concept: {error}") from error
    if not is_concept(here.view, iri):
        raise ParameterError(f"the store has no concept {instead[:300]}; look it up in /concepts")
    return verdict, iri


def _decided(
    here: Site, sent: Submission, chosen: dict[str, str], verdict: Verdict, instead: str
) -> Outcome:
    known = records(here).by_id
    still = {one: known[one] for one, state in chosen.items() if _stands(known.get(one), state)}
    if verdict is Verdict.WITHDRAW:
        still = {one: entry for one, entry in still.items() if entry.decision}
    left = tuple(one for one in chosen if one not in still)
    if not still:
        return Outcome(None, left)
    served = here.services
    settings = served.settings.with_(agent=sent.session.name)
    names = [entry.row.iri for entry in still.values()]
    reason = sent.text("reason")
    done = decide(served.store, settings, names, verdict, reason=reason, instead=instead)
    return Outcome(done, left)


def _stands(entry: Entry | None, state: str) -> bool:
    """Return whether a record is still in the state in which it was shown."""
    return entry is not None and entry.state == state
