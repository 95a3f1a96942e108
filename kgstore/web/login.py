"""Signing in and out: a token goes into a cookie, from which pages know who curates."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from kgstore.errors import Forbidden
from kgstore.web.documents import HTML, DocumentRoute, site
from kgstore.web.services import Services, services
from kgstore.web.session import Submission, from_our_page, keep, local, session, submitted
from kgstore.web.tokens import Role

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)


@router.get("/login")
def login(request: Request) -> Response:
    """Answer with the form for signing in, or with who has signed in."""
    return _form(request, request.query_params.get("next", ""))


@router.post("/login")
def enter(
    request: Request,
    given: Annotated[Services, Depends(services)],
    token: Annotated[str, Form()] = "",
    back: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Take a token, and lead on to the page that was asked for.

    Raises:
        Forbidden: the form is not from here.
    """
    if not from_our_page(request.headers):
        raise Forbidden("this form was not sent from a page of this server")
    here, found = site(request), given.tokens.find(token.strip())
    if found is None:
        return _form(request, back, "That is no token of this store.", 401)
    response = RedirectResponse(local(back, here.root), 303)
    keep(response, token.strip(), here.base)
    return response


@router.post("/logout")
def leave(
    request: Request, _sent: Annotated[Submission, Depends(submitted(Role.READER))]
) -> Response:
    """Forget the token."""
    here = site(request)
    response = RedirectResponse(f"{here.root}/", 303)
    keep(response, "", here.base)
    return response


def _form(request: Request, back: str, refusal: str = "", status: int = 200) -> Response:
    here = site(request)
    body = here.render(
        "login.html",
        title="Sign in",
        section="/curate",
        back=local(back, here.root),
        refusal=refusal,
        who=session(request),
    )
    return Response(body, status, {"Cache-Control": "no-store"}, HTML)
