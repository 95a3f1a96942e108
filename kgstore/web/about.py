"""The page that says what this is, and where its words, shapes and interfaces are described."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kgstore.web import jsonld
from kgstore.web.documents import HTML, DocumentRoute, answer, chosen_form, site

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)


@router.api_route("/about", methods=["GET", "HEAD"])
def about(request: Request) -> Response:
    """Answer with the page."""
    here = site(request)
    chosen_form(request, "", {"html": HTML})
    title, place = "About this store", f"{here.base}/about"
    said = jsonld.page("AboutPage", title, place, here.base)
    values = {"title": title, "section": "/about", "jsonld": said}
    return answer(
        request, here.etag("about"), HTML, lambda: (here.render("about.html", **values), {})
    )
