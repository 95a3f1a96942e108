"""Answers that are documents: the parts every page shares, validators for caches, and errors."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import jinja2
import pyoxigraph as ox
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from kgstore import __version__
from kgstore.commit.view import View
from kgstore.errors import KgstoreError
from kgstore.namespaces import compact
from kgstore.publish import serialise
from kgstore.publish.conneg import FORMS, SERIALISATIONS, choose
from kgstore.records.iri import digest
from kgstore.sparql.library import Library
from kgstore.web import jsonld, linked_paths, problem
from kgstore.web.assets import asset
from kgstore.web.concepts import places
from kgstore.web.concepts.places import is_concept
from kgstore.web.services import Services

if TYPE_CHECKING:
    from kgstore.search.find import Finder

T = TypeVar("T")
HTML: Final = FORMS["html"]
VARY: Final = "Accept, Accept-Profile"
_FOLDER: Final = Path(__file__).parent / "templates"


@cache
def templates() -> jinja2.Environment:
    """Return the templates; all that they are given is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["short"] = compact
    environment.filters["count"] = lambda number: f"{number:,}"
    return environment


@dataclass(slots=True)
class Site:
    """What documents are made from: the services of the app, and what was computed per commit."""

    services: Services
    finder: Finder | None = None
    _kept: dict[str, tuple[int, Any]] = field(default_factory=dict)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)

    @property
    def view(self) -> View:
        """The store's view."""
        return self.services.store.view

    @property
    def library(self) -> Library:
        """The named queries."""
        return self.services.library

    @property
    def base(self) -> str:
        """The store's base IRI."""
        return self.services.store.base

    @property
    def root(self) -> str:
        """The path of the base IRI, under which all addresses lie."""
        return linked_paths.root(self.base)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` returns, made once per commit and by one thread."""
        with self._locks.setdefault(name, threading.Lock()):
            head = self.services.store.head
            kept = self._kept.get(name)
            if kept is None or kept[0] != head:
                kept = self._kept[name] = head, make()
            found: T = kept[1]
            return found

    def etag(self, *variant: str) -> str:
        """Return the entity tag of a variant of a document: another one after each commit.

        It is weak, because the order of statements is not promised.
        """
        store = self.services.store
        state = [store.base, store.format.created, str(store.head), __version__, *variant]
        return f'W/"{store.head}-{digest(chr(10).join(state))}"'

    def page(self, iri: str) -> str:
        """Return where a link to `iri` leads; a concept of a knowledge base has its page here."""
        found = linked_paths.page(iri, self.base)
        leads_out = bool(found) and not found.startswith("/")
        return places.place(iri, self.root) if leads_out and is_concept(self.view, iri) else found

    def render(self, template: str, **values: Any) -> bytes:
        """Return a page."""
        shared = {
            "root": self.root,
            "base": self.base,
            "version": __version__,
            "head": self.services.store.head,
            "page": self.page,
            "document": lambda iri, form="": linked_paths.document(iri, self.base, form),
            "asset": lambda name: asset(name, self.root),
            "links": (),
            "section": "",
            "jsonld": "",
        }
        return templates().get_template(template).render(shared | values).encode()


def site(request: Request) -> Site:
    """Return the site of the app that a request came to."""
    state = request.app.state
    if not hasattr(state, "site"):
        state.site = Site(state.services, state.finding.finder)
    found: Site = state.site
    return found


def raw_path(request: Request) -> bytes:
    """Return the path as the client wrote it, without the query."""
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    return bytes(raw).partition(b"?")[0]


def tail(request: Request) -> str:
    """Return the canonical path after the first segment: `model/x/a` of `/doc/model/x/a`."""
    return linked_paths.canonical(raw_path(request).lstrip(b"/").partition(b"/")[2])


def chosen_form(request: Request, form: str, offered: Mapping[str, str] = FORMS) -> str:
    """Return the form of a document: the suffix's, or the one that the client accepts.

    Raises:
        HTTPException: 406, where it accepts none.
    """
    if form:
        return form
    media_type = choose(request.headers.get("accept"), list(offered.values()))
    if media_type is None:
        known = ", ".join(offered.values())
        raise HTTPException(406, f"this document comes as {known}", {"Vary": VARY})
    return next(name for name, found in offered.items() if found == media_type)


def unchanged(request: Request, etag: str) -> bool:
    """Return whether the client has this very variant (RFC 9110 section 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
    return given.strip() == "*" or etag.removeprefix("W/") in tags


def answer(
    request: Request,
    etag: str,
    media_type: str,
    make: Callable[[], tuple[bytes, Mapping[str, str]]],
    status: int = 200,
) -> Response:
    """Return a document, or 304 where the client has it; `make` gives body and more headers."""
    headers = {"ETag": etag, "Vary": VARY, "Cache-Control": "no-cache"}
    if status == 200 and unchanged(request, etag):
        return Response(None, 304, headers)
    body, more = make()
    kind = media_type + ("; charset=utf-8" if media_type.startswith("text/") else "")
    return Response(body, status, headers | dict(more), kind)


def rdf(quads: Iterable[ox.Quad], form: str, prefixes: Mapping[str, str] | None = None) -> bytes:
    """Return statements in a form other than HTML, or a serialisation, with their prefixes."""
    kept = list(quads)
    used = serialise.used_prefixes(kept) if prefixes is None else prefixes
    output = io.BytesIO()
    serialise.write(kept, output, SERIALISATIONS.get(form, form), used)
    return output.getvalue()


class DocumentRoute(APIRoute):
    """A route whose errors are pages for people and problem documents for programs."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with the errors caught."""
        handler = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handler(request)
            except HTTPException as error:
                headers = dict(error.headers or {})
                found = problem.problem(error.status_code, str(error.detail), "", headers)
                return as_page(request, found, str(error.detail))
            except KgstoreError as error:
                return as_page(request, problem.of_error(error), str(error), error.advice)

        return guarded


def as_page(request: Request, found: Response, detail: str, advice: str = "") -> Response:
    """Return a problem document as it is, or as a small page for whoever would rather have that."""
    wanted = choose(request.headers.get("accept"), [problem.MEDIA_TYPE, "application/json", HTML])
    found.headers["Vary"] = VARY
    if wanted != HTML:
        return found
    here, status = site(request), HTTPStatus(found.status_code)
    words = {"title": f"{status} {status.phrase}", "section": "/about"}
    place = f"{here.base}{request.url.path.removeprefix(here.root)}"
    said = jsonld.page("WebPage", words["title"], place, here.base)
    values = {**words, "jsonld": said, "status": status, "detail": detail, "advice": advice}
    headers = {k: v for k, v in found.headers.items() if not k.startswith("content-")}
    body = here.render("error.html", **values)
    return Response(body, found.status_code, headers, HTML)
