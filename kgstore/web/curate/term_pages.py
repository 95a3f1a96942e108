"""The pages of words that no vocabulary knows: listed, likened to terms, mapped by curators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from kgstore.errors import KgstoreError, NotFound
from kgstore.importers.terms import CLASS_OF
from kgstore.namespaces import expand
from kgstore.publish.describe import bracketed, name
from kgstore.web.curate import overlay
from kgstore.web.curate.answering import METHODS, page_of, respond
from kgstore.web.curate.overlay import Word
from kgstore.web.curate.words import words
from kgstore.web.documents import DocumentRoute, Site, site
from kgstore.web.pages_about import names_of, rows
from kgstore.web.problem import status_of
from kgstore.web.session import Submission, submitted
from kgstore.web.tokens import Role

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
_PAGE: Final = 25
_USERS: Final = 20


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word of a source: how often it is used, of which kind, and the term that stands for it."""

    uses: int
    kind: str
    text: str
    source: str
    iri: str

    @property
    def mappable(self) -> bool:
        """Whether there is a vocabulary for its kind."""
        return self.kind in CLASS_OF


def unknown(here: Site) -> list[Unknown]:
    """Return the words that no vocabulary knows, the most used first."""
    return here.once("words unknown", lambda: _unknown(here))


def _unknown(here: Site) -> list[Unknown]:
    return [
        Unknown(
            int(row["uses"].value),
            row["kind"].value,
            row["text"].value if row["text"] is not None else "",
            row["source"].value,
            name(row["term"]),
        )
        for row in rows(here.view, here.library, "unresolved")
    ]


@router.api_route("/curate/terms", methods=METHODS)
def list_words(request: Request) -> Response:
    """Answer with the words, those of a kind or with some letters, a page at a time."""
    here, asked = site(request), request.query_params
    kind, letters = asked.get("kind", ""), asked.get("q", "").strip().casefold()
    every = unknown(here)
    found = [word for word in every if kind in ("", word.kind) and letters in word.text.casefold()]
    number = page_of(request)
    shown = found[(number - 1) * _PAGE : number * _PAGE]
    nearest = {word.iri: _nearest(here, word, 1) for word in shown}
    terms = {iri for some in nearest.values() for iri, _ in some}
    kinds: dict[str, int] = {}
    for word in every:
        kinds[word.kind] = kinds.get(word.kind, 0) + 1
    return respond(
        request,
        "terms.html",
        "Words that no vocabulary knows",
        found=found,
        shown=shown,
        nearest=nearest,
        kinds=sorted(kinds.items()),
        kind=kind,
        q=asked.get("q", ""),
        number=number,
        following=len(found) > number * _PAGE,
        lines=overlay.lines(here.services.store.overlay)[::-1],
        added=asked.get("added", ""),
        names=names_of(here.view, here.library, here.base, terms),
    )


def _nearest(here: Site, word: Unknown, most: int) -> list[tuple[str, float]]:
    return words(here).nearest(word.kind, word.text, most) if word.mappable else []


@router.api_route("/curate/terms/word", methods=METHODS)
def show_word(request: Request) -> Response:
    """Answer with one word: where it is used, and what it may mean."""
    return _page(request, request.query_params.get("iri", ""))


@router.post("/curate/terms/word")
async def map_word(
    request: Request, sent: Annotated[Submission, Depends(submitted(Role.CURATOR))]
) -> Response:
    """Take what a word means: one line of the store's own vocabulary."""
    here, iri = site(request), sent.text("iri")
    word = _one(here, iri)
    settings = here.services.settings.with_(agent=sent.session.name)
    own = sent.text("scope") == "source"
    meant = Word(word.kind, word.text, word.source if own else "")
    store, other = here.services.store, sent.text("other")
    term = _typed(here, word, other) if other else sent.text("term")
    try:
        line = await here.services.write(lambda: overlay.add(store, settings, meant, term))
    except KgstoreError as error:
        return _page(request, iri, f"{error}. {error.advice}".strip(), status_of(error))
    place = urlencode({"added": line, "kind": word.kind})
    return RedirectResponse(f"{here.root}/curate/terms?{place}", 303)


@router.post("/curate/terms")
async def take_back(
    request: Request, sent: Annotated[Submission, Depends(submitted(Role.CURATOR))]
) -> Response:
    """Take a line back that a curator added.

    Raises:
        NotFound: there is none.
    """
    here, line = site(request), sent.text("line")
    settings = here.services.settings.with_(agent=sent.session.name)
    store = here.services.store
    await here.services.write(lambda: overlay.take_back(store, settings, line))
    return RedirectResponse(f"{here.root}/curate/terms", 303)


def _typed(here: Site, word: Unknown, text: str) -> str:
    """Return the term that somebody typed, by its name or its IRI; "" for none."""
    known = words(here).vocabulary.resolve(word.kind, text)
    return known or (expand(text) if ":" in text else "")


def _one(here: Site, iri: str) -> Unknown:
    found = next((word for word in unknown(here) if word.iri == iri), None)
    if found is None:
        raise NotFound(f"{iri or 'that'} is no word that waits", advice="It may be mapped by now.")
    return found


def _page(request: Request, iri: str, refusal: str = "", status: int = 200) -> Response:
    here = site(request)
    word = _one(here, iri)
    nearest = _nearest(here, word, 8)
    users = _users(here, iri)
    known = words(here).vocabulary.resolve(word.kind, word.text, word.source)
    names = names_of(
        here.view, here.library, here.base, {iri, known or "", *users, *(one for one, _ in nearest)}
    )
    return respond(
        request,
        "term.html",
        word.text[:200] or "A word without letters",
        status,
        word=word,
        nearest=nearest,
        users=users,
        known=known,
        names=names,
        refusal=refusal,
    )


def _users(here: Site, iri: str) -> list[str]:
    """Return the things that use a word, the first of them: those whose pages these are."""
    (given,) = bracketed([iri])
    found = (name(row["user"]) for row in rows(here.view, here.library, "users-of", term=given))
    return list(dict.fromkeys(user.partition("#")[0] for user in found))[:_USERS]
