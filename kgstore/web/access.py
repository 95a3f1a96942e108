"""Who a caller is and what they may do: bearer tokens (RFC 6750), public and private stores.

Without a token one reads, where the store is public. A route asks for more by
`Depends(require(Role.EDITOR))`; the dependency gives the `Caller`, whose `name` is the agent of
the commit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response, Security
from fastapi.responses import RedirectResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kgstore.errors import Forbidden, Unauthorised
from kgstore.publish.conneg import choose
from kgstore.web import problem, session
from kgstore.web.services import Services
from kgstore.web.tokens import Role

OPEN = frozenset({"/health", "/ready"})
"""Paths that answer without a token on a private store too: whoever watches the server has none."""
SIGN_IN = ("/login", "/static/")
"""What the paths begin with that one needs to sign in, on a private store."""

_ADVICE = "Send `Authorization: Bearer TOKEN`; `kgstore token create` makes one."

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token made by `kgstore token create NAME --role ROLE`.",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls; `name` is "" for somebody without a token."""

    name: str
    role: Role


NOBODY = Caller("", Role.READER)


def identify(services: Services, authorization: str | None) -> Caller:
    """Return who sends a request with that `Authorization` header.

    Raises:
        Unauthorised: the token is none of this store, or there is none and the store is private.
    """
    scheme, _, value = (authorization or "").strip().partition(" ")
    if not scheme:
        if services.settings.public:
            return NOBODY
        raise Unauthorised("this store is private: a token is needed", advice=_ADVICE)
    token = services.tokens.find(value.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise Unauthorised("the token is none of this store", subject="token", advice=_ADVICE)
    return Caller(token.name, token.role)


def caller(request: Request) -> Caller:
    """Return who sends the request; a FastAPI dependency.

    Raises:
        Unauthorised: see `identify`.
    """
    given = request.headers.get("authorization")
    if given is None and request.method in session.SAFE:
        given = _from_cookie(request.app.state.services, request.headers)
    return identify(request.app.state.services, given)


def _from_cookie(services: Services, headers: Headers) -> str | None:
    """Return the token of who has signed in as a header would have it; a stale one is none."""
    token = session.secret(headers)
    return f"Bearer {token}" if token and services.tokens.find(token) else None


def require(role: Role | str, *, writes: bool | None = None) -> Callable[..., Caller]:
    """Return a dependency that gives the caller, who must have at least `role`.

    What asks for more than a reader `writes`, unless it is said otherwise: a server that was
    started read-only refuses it to everybody.

    >>> require("editor").__name__
    'editor_needed'
    """
    wanted = Role(role)
    writing = wanted is not Role.READER if writes is None else writes

    def reader_needed(request: Request) -> Caller:
        return _granted(request, wanted, writing)

    def needed(
        request: Request,
        _shown: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
    ) -> Caller:
        return _granted(request, wanted, writing)

    # In the OpenAPI document a token is needed where it always is; to read, a store may be public.
    needed.__name__ = f"{wanted}_needed"
    return reader_needed if wanted is Role.READER else needed


def _granted(request: Request, wanted: Role, writing: bool) -> Caller:
    found = caller(request)
    if not found.role.covers(wanted):
        if not found.name:
            raise Unauthorised(f"this needs a token of role {wanted}", advice=_ADVICE)
        raise Forbidden(
            f"this needs the role {wanted}; {found.name} is {found.role}", subject=wanted
        )
    if writing and request.app.state.services.readonly:
        raise Forbidden("this server was started with --readonly", subject="readonly")
    return found


class PrivateGate:
    """Answers 401 before anything else is looked at, where the store is private.

    A wrong token is refused on a public store too, so that a typing error does not go unnoticed.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app, self._services = app, services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it."""
        if scope["type"] == "http" and scope["path"] not in OPEN and scope["method"] != "OPTIONS":
            headers = Headers(scope=scope)
            given = headers.get("authorization") or _from_cookie(self._services, headers)
            try:
                scope.setdefault("state", {})["caller"] = identify(self._services, given)
            except Unauthorised as error:
                if given or not scope["path"].startswith(SIGN_IN):
                    await _refusal(scope, error)(scope, receive, send)
                    return
        await self._app(scope, receive, send)


def _refusal(scope: Scope, error: Unauthorised) -> Response:
    """Return the answer to who may not read: a person is led to where one signs in."""
    request = Request(scope)
    kinds = [problem.MEDIA_TYPE, "text/html"]
    person = choose(request.headers.get("accept"), kinds) == "text/html"
    if person and request.method in session.SAFE:
        return RedirectResponse(session.sign_in_place(request), 303)
    return problem.of_error(error)
