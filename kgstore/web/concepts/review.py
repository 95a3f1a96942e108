"""`/concepts/review`: the links that wait for a decision, and why a class is linked as it is.

Everybody may read. Who has signed in as a curator decides on several records at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from kgstore.commit.change import Commit
from kgstore.errors import NotFound, ParameterError
from kgstore.namespaces import RDF_TYPE
from kgstore.publish.describe import bracketed
from kgstore.sparql.parameters import read_iri
from kgstore.web import jsonld, pages_about
from kgstore.web.concepts import places
from kgstore.web.concepts.queue import PLACE, STATES, Asked, Line, lines, queue
from kgstore.web.concepts.records import records
from kgstore.web.documents import HTML, DocumentRoute, Site, answer, site
from kgstore.web.session import Session, session
from kgstore.web.tokens import Role

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
PRIVATE: Final = {"Vary": "Cookie, Accept", "Cache-Control": "private, no-cache"}
_MOST_STALE = 100


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that could not be taken, shown again as it was filled in, with what is missing."""

    problem: str = ""
    chosen: Collection[str] = ()
    reason: str = ""
    instead: str = ""


@router.api_route(PLACE, methods=METHODS)
def review(request: Request) -> Response:
    """Answer with a page of the queue.

    Raises:
        ParameterError: there is no such status, or a number is none.
    """
    here, asked = site(request), Asked.of(request.query_params)
    who = session(request)
    told = [request.query_params.get(name, "") for name in ("done", "left")]
    variant = (asked.query(), *told, who.sign if who else "", str(here.services.readonly))

    def make() -> tuple[bytes, Mapping[str, str]]:
        return page(here, asked, who, Sent(), *told), PRIVATE

    return answer(request, here.etag("review", *variant), HTML, make)


def page(
    here: Site, asked: Asked, who: Session | None, sent: Sent, done: str = "", left: str = ""
) -> bytes:
    """Return a page of the queue.

    `done` is the commit of a decision just made, `left` the ids of records that were left as they
    were because they had changed.
    """
    known = records(here)
    found = queue(known, asked)
    shown, names = lines(here, known, found.rows)
    stale = [known.by_id[one] for one in left.split(",")[:_MOST_STALE] if one in known.by_id]
    schemas = [iri for iri, _ in found.schemas]
    title = "Review of links"
    return here.render(
        "concepts/review.html",
        title=title,
        section=places.PLACE,
        jsonld=jsonld.page("WebPage", title, here.base + PLACE, here.base),
        found=found,
        asked=found.asked,
        states=STATES,
        lines=shown,
        names=names,
        schema_names=pages_about.names_of(here.view, here.library, here.base, schemas),
        commit=_decided(here, done),
        nothing=done == "0",
        stale=lines(here, known, stale)[0],
        who=who,
        decides=bool(who and who.role.covers(Role.CURATOR) and not here.services.readonly),
        readonly=here.services.readonly,
        sign_in=f"{here.root}/login?next={quote(f'{here.root}{PLACE}?{found.asked.query()}')}",
        sent=sent,
    )


def _decided(here: Site, number: str) -> Commit | None:
    """Return the commit of a decision about links, if a number is that of one."""
    store = here.services.store
    if not number.isascii() or not number.isdigit() or not 0 < int(number[:15]) <= store.head:
        return None
    first = next(iter(store.log(after=int(number) - 1)), None)
    return first if first and first.message.startswith("links: ") else None


@router.api_route(f"{PLACE}/why", methods=METHODS)
def why(request: Request) -> Response:
    """Answer with every candidate of a class, and why each was taken or not.

    Raises:
        ParameterError: `class` is no IRI.
        NotFound: it is no class of a label schema.
    """
    here, text = site(request), request.query_params.get("class", "")
    try:
        class_ = read_iri(text).value
        types = here.view.values(class_, RDF_TYPE)
    except ValueError as error:
        message = f"class is the IRI of a class, not {text[:200]!r}"
        raise ParameterError(message, subject="class") from error
    if places.CLASS not in types:
        raise NotFound(f"there is no class {class_[:300]}", subject=class_)
    return answer(request, here.etag("why", class_), HTML, lambda: (_why(here, class_), {}))


def _why(here: Site, class_: str) -> bytes:
    known = records(here)
    shown: list[Line] = []
    entries = [entry for entry in known.all if entry.row.subject == class_]
    shown, names = lines(here, known, reversed(entries))
    schema = known.schema(class_) or ""
    named = pages_about.names_of(here.view, here.library, here.base, {class_, schema})
    title = f"Why “{named(class_)[:100]}” is linked as it is"
    address = f"{here.base}{PLACE}/why?class={quote(class_, safe='')}"
    return here.render(
        "concepts/why.html",
        title=title,
        section=places.PLACE,
        jsonld=jsonld.page("WebPage", title, address, here.base),
        class_=class_,
        schema=schema,
        lines=shown,
        kinds=_kinds(here, class_),
        names=names,
        named=named,
    )


def _kinds(here: Site, class_: str) -> dict[str, Any]:
    """Return the chain of is-a above each concept that a record about the class names."""
    (iri,) = bracketed([class_])
    rows = pages_about.rows(here.view, here.library, "link_explain", **{"class": iri})
    return {row["concept"].value: row["kinds"].value for row in rows if row["kinds"]}
