"""The page `/curate/identity`: pairs of records that may be one thing, decided by curators."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from kgstore.errors import ParameterError
from kgstore.identity.rules import KINDS, rules
from kgstore.link.accept import MADE
from kgstore.link.denials import LINK_THRESHOLD
from kgstore.link.mapping import Mapping, Statement
from kgstore.link.review import Verdict, decide, decisions
from kgstore.namespaces import compact
from kgstore.publish.describe import bracketed, name
from kgstore.web.curate.answering import METHODS, page_of, respond
from kgstore.web.documents import DocumentRoute, Site, site
from kgstore.web.pages_about import Names, names_of, rows
from kgstore.web.session import Submission, submitted
from kgstore.web.tokens import Role

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
_IRI: Final = re.compile(r"https?://[^\s;]+")
_PAGE: Final = 25
_DECIDED: Final = 25
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that may be one: how sure that is, and what speaks for it."""

    id: str
    statement: Statement
    names: tuple[str, str]
    confidence: float
    reason: str


def candidates(here: Site, kind: str) -> list[Pair]:
    """Return the pairs of a kind that nobody has decided on, the surest first."""
    return here.once(f"identity {kind}", lambda: _candidates(here, kind))


def _candidates(here: Site, kind: str) -> list[Pair]:
    (graph,) = bracketed([f"{here.base}/graph/sssom/{MADE}{rules(kind).set_name}"])
    decided = {mapping.statement for mapping in decisions(here.view, here.base)}
    given: dict[str, Any] = {"graph": graph, "below": LINK_THRESHOLD}
    found = []
    for row in rows(here.view, here.library, "identity-candidates", **given):
        statement = name(row["thing"]), name(row["relation"]), name(row["other"])
        if statement not in decided:
            found.append(
                Pair(
                    name(row["record"]).rpartition("#")[2],
                    statement,
                    (_text(row["name"]), _text(row["otherName"])),
                    float(row["confidence"].value),
                    _IRI.sub(lambda found: _short(found[0], here.base), _text(row["reason"])),
                )
            )
    return found


def _short(iri: str, base: str) -> str:
    return iri.removeprefix(f"{base}/id/") if iri.startswith(base) else compact(iri)


def _relation(names: Names, predicate: str) -> str:
    """Return the name of a relation between two things that may be one."""
    every = (relation for kind in KINDS for relation in rules(kind).relations)
    found = next((one.name for one in every if one.predicate == predicate), "")
    return found or names(predicate)


def _text(term: Any) -> str:
    return str(term.value) if term is not None else ""


def _decided(here: Site) -> list[Mapping]:
    """Return the decisions about identity, the newest first."""
    own = tuple(f"{here.base}/id/{kind}/" for kind in KINDS)
    found = [m for m in decisions(here.view, here.base) if m.subject.startswith(own)]
    return sorted(found, key=lambda m: m.cells.get("mapping_date", ""), reverse=True)


@router.api_route("/curate/identity", methods=METHODS)
def list_pairs(request: Request) -> Response:
    """Answer with the pairs of a kind, a page at a time, and what was decided last.

    Raises:
        ParameterError: there is no such kind.
    """
    here, asked = site(request), request.query_params
    kind = asked.get("kind", KINDS[0])
    if kind not in KINDS:
        raise ParameterError(f"{kind} is no kind", advice=f"It is {' or '.join(KINDS)}.")
    number = page_of(request)
    every, decided = candidates(here, kind), _decided(here)
    shown = every[(number - 1) * _PAGE : number * _PAGE]
    relations = {pair.statement[1] for pair in shown} | {m.predicate for m in decided[:_DECIDED]}
    ends = {end for pair in shown for end in (pair.statement[0], pair.statement[2])}
    ends |= {end for m in decided[:_DECIDED] for end in (m.subject, m.object)}
    names = names_of(here.view, here.library, here.base, relations | ends)
    return respond(
        request,
        "identity.html",
        "What may be one thing",
        kind=kind,
        counts=[(one, len(candidates(here, one))) for one in KINDS],
        pairs=shown,
        total=len(every),
        number=number,
        following=len(every) > number * _PAGE,
        decided=decided[:_DECIDED],
        all_decided=len(decided),
        names=names,
        relation=partial(_relation, names),
    )


@router.post("/curate/identity")
async def take_decision(
    request: Request, sent: Annotated[Submission, Depends(submitted(Role.CURATOR))]
) -> Response:
    """Take a decision on the pairs that were picked, all of them or none.

    Raises:
        ParameterError: none was picked, or there is no reason.
        NotFound: a pair is no more there.
    """
    here, picked, kind = site(request), sent.texts("pair"), sent.text("kind")
    said = sent.text("verdict")
    if said not in set(Verdict):
        raise ParameterError("there is no such verdict", subject="verdict")
    if not picked:
        raise ParameterError("no pair was picked", advice="Go back and pick one or several.")
    reason = sent.text("reason")[:_LONGEST]
    settings = here.services.settings.with_(agent=sent.session.name)
    store = here.services.store
    await here.services.write(lambda: decide(store, settings, picked, Verdict(said), reason=reason))
    place = urlencode({"kind": kind if kind in KINDS else KINDS[0]})
    return RedirectResponse(f"{here.root}/curate/identity?{place}", 303)
