"""Who curates in a browser: the token in a cookie, and forms that only our own pages can send.

Signing in puts a token of `kgstore token create` into a cookie that no script can read and that no
other site's request carries (`HttpOnly`, `SameSite=Strict`). The cookie lets a browser read, on a
private store too. It changes nothing by itself: a form is taken only with the sign that our page
wrote into it, an HMAC of the token, and only from our own origin (OWASP, Cross-Site Request Forgery
Prevention: HMAC-based token pattern, verifying origin). The API takes no cookie for changes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import quote, urlsplit

from fastapi import Request, Response
from starlette.datastructures import FormData, Headers
from starlette.exceptions import HTTPException

from kgstore.errors import Forbidden, Unauthorised
from kgstore.web.services import Services
from kgstore.web.tokens import Role

COOKIE: Final = "kgstore_token"
SIGN: Final = "sign"
"""The name of the hidden field of forms."""
SAFE: Final = frozenset({"GET", "HEAD"})
_HOURS: Final = 12
_MOST_FILES: Final = 10_000
_MOST_FIELDS: Final = 20_000
_AGAIN: Final = (
    "Nothing was changed. Sign in on another page (Curate, above), come back to this one, and load "
    "it again: your browser then sends once more what you typed."
)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has signed in: the name and role of the token, and the sign for their forms."""

    name: str
    role: Role
    sign: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A form that somebody who may do so has sent from our own page."""

    session: Session
    form: FormData

    def text(self, name: str, default: str = "") -> str:
        """Return a field's text without spaces around it; a file is no text."""
        value = self.form.get(name, default)
        return value.strip() if isinstance(value, str) else default

    def texts(self, name: str) -> list[str]:
        """Return all values of a field that say something."""
        found = self.form.getlist(name)
        return [value.strip() for value in found if isinstance(value, str) and value.strip()]


def secret(headers: Headers) -> str:
    """Return the token in the cookie of a request, or "".

    >>> secret(Headers({"cookie": "a=1; kgstore_token=kgs_0_x"}))
    'kgs_0_x'
    """
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def sign(token: str) -> str:
    """Return the sign of the forms of who has that token.

    >>> sign("kgs_a") == sign("kgs_a") != sign("kgs_b")
    True
    """
    return hmac.new(token.encode(), b"kgstore form", hashlib.sha256).hexdigest()


def session(request: Request) -> Session | None:
    """Return who has signed in, or None."""
    given = secret(request.headers)
    served: Services = request.app.state.services
    token = served.tokens.find(given) if given else None
    return Session(token.name, token.role, sign(given)) if token else None


def wanted(role: Role) -> Callable[[Request], Session]:
    """Return a dependency that gives who has signed in and has at least `role`.

    It leads to the page for signing in where nobody has. Its errors: Forbidden, for a lesser role.

    >>> wanted(Role.CURATOR).__name__
    'curator_signed_in'
    """

    def signed_in(request: Request) -> Session:
        return _granted(request, role)

    signed_in.__name__ = f"{role}_signed_in"
    return signed_in


def submitted(role: Role) -> Callable[[Request], Awaitable[Submission]]:
    """Return a dependency that gives a form sent by somebody of at least `role`.

    Its errors: Forbidden, for a lesser role, a server that is read-only, a form of another page.

    >>> submitted(Role.EDITOR).__name__
    'editor_submitted'
    """

    async def submission(request: Request) -> Submission:
        found = _granted(request, role)
        if request.app.state.services.readonly:
            raise Forbidden("this server was started with --readonly", subject="readonly")
        form = await request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS)
        given = form.get(SIGN, "")
        own = isinstance(given, str) and hmac.compare_digest(given.encode(), found.sign.encode())
        if not own or not from_our_page(request.headers):
            advice = "Go back, load the page again, and send it once more."
            raise Forbidden("this form was not sent from a page of this server", advice=advice)
        return Submission(found, form)

    submission.__name__ = f"{role}_submitted"
    return submission


def _granted(request: Request, role: Role) -> Session:
    found = session(request)
    if found is None and request.method in SAFE:
        raise HTTPException(303, "sign in first", {"Location": sign_in_place(request)})
    if found is None:  # a page elsewhere would lose what was typed; this one can be sent again
        raise Unauthorised("you are not signed in, or no longer", advice=_AGAIN)
    if not found.role.covers(role):
        raise Forbidden(f"this needs the role {role}; {found.name} is {found.role}", subject=role)
    return found


def sign_in_place(request: Request) -> str:
    """Return the address for signing in, from which one comes back to a page that was asked for."""
    served: Services = request.app.state.services
    top = urlsplit(served.store.base).path
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = f"?next={quote(top + path)}" if request.method in SAFE else ""
    return f"{top}/login{back}"


def from_our_page(headers: Headers) -> bool:
    """Return whether a form comes from our own origin, as far as the browser says.

    >>> from_our_page(Headers({"host": "a:1", "origin": "http://a:1"}))
    True
    >>> from_our_page(Headers({"host": "a:1", "origin": "http://b"}))
    False
    >>> from_our_page(Headers({"host": "a:1", "sec-fetch-site": "cross-site"}))
    False
    """
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin", "")
    return not origin or urlsplit(origin).netloc == headers.get("host", "")


def local(place: str, root: str) -> str:
    """Return an address to go back to, if it is one of this server, or else that of curation.

    >>> local("/zoo/find?q=a", "/zoo"), local("//evil.example", ""), local("https://e.org", "/zoo")
    ('/zoo/find?q=a', '/curate', '/zoo/curate')
    """
    parts = urlsplit(place)
    own = not parts.scheme and not parts.netloc and "\\" not in place
    inside = place.startswith(f"{root}/") and not place.startswith("//")
    return place if own and inside and place.isprintable() else f"{root}/curate"


def keep(response: Response, token: str, base: str) -> None:
    """Put a token into the cookie; "" takes it away."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=_HOURS * 3600 if token else 0,
        path=(urlsplit(base).path or "") + "/",
        secure=urlsplit(base).scheme == "https",
        httponly=True,
        samesite="strict",
    )
