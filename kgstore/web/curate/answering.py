"""What pages of curation have in common: who looks at them, and that no cache keeps them."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response

from kgstore.web import jsonld
from kgstore.web.documents import HTML, site
from kgstore.web.session import session
from kgstore.web.tokens import Role

METHODS: Final = ["GET", "HEAD"]
HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Cookie, Accept"}


def respond(
    request: Request,
    template: str,
    title: str,
    status: int = 200,
    *,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> Response:
    """Return a page of curation, drawn for whoever has signed in.

    The template is told who that is, whether they may write at all (`writes`) and decide
    (`decides`), and whether the server takes no changes (`readonly`).
    """
    here, who = site(request), session(request)
    readonly = here.services.readonly

    def may(role: Role) -> bool:
        return who is not None and not readonly and who.role.covers(role)

    shared = {
        "title": title,
        "section": "/curate",
        "who": who,
        "readonly": readonly,
        "writes": may(Role.EDITOR),
        "decides": may(Role.CURATOR),
        "path": request.url.path,
        "jsonld": jsonld.page("WebPage", title, here.base + request.url.path, here.base),
    }
    body = here.render(f"curate/{template}", **shared | values)
    return Response(body, status, HEADERS | (headers or {}), HTML)


def page_of(request: Request) -> int:
    """Return the number of the page of a list that is asked for; the first, where it is none."""
    text = request.query_params.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 6 else 1
