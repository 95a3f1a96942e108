"""What crawlers read: the site map (sitemaps.org, pages of 10,000) and robots.txt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException

from kgstore.commit.contribution import Graphs
from kgstore.commit.provenance import GENERATED_BY, PROV
from kgstore.namespaces import MZ
from kgstore.web import linked_paths
from kgstore.web.documents import DocumentRoute, Site, answer, site

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
PAGE: Final = 10_000
_RECORD_OF, _ENDED = MZ + "recordOf", PROV + "endedAtTime"
_XML: Final = "application/xml"
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ROBOTS: Final = """User-agent: *
Disallow: /sparql
Disallow: /update
Disallow: /data
Disallow: /api/
Disallow: /metrics
"""


def records(here: Site) -> list[tuple[str, str]]:
    """Return the things that records describe, in the order of their IRIs, and when written."""
    return here.once("records", lambda: _read(here))


def _read(here: Site) -> list[tuple[str, str]]:
    """Join record, commit and time by hand: of 55,000 records SPARQL takes four times as long."""
    meta = Graphs(here.base).meta
    made = dict(here.view.pairs(GENERATED_BY, meta))
    times = dict(here.view.pairs(_ENDED, meta))
    known = here.view.pairs(_RECORD_OF, meta)
    return sorted((record, times.get(made.get(graph, ""), "")) for graph, record in known)


@router.api_route("/sitemap.xml", methods=METHODS)
def index(request: Request) -> Response:
    """Answer with the list of the pages of the site map."""
    here = site(request)

    def make() -> tuple[bytes, Mapping[str, str]]:
        count = max(1, -(-len(records(here)) // PAGE))
        places = (f"{here.base}/sitemap/{number}.xml" for number in range(1, count + 1))
        found = "".join(f"<sitemap><loc>{escape(place)}</loc></sitemap>\n" for place in places)
        return _xml("sitemapindex", found), {}

    return answer(request, here.etag("sitemap"), _XML, make)


@router.api_route("/sitemap/{number:int}.xml", methods=METHODS)
def page(request: Request, number: int) -> Response:
    """Answer with one page of the site map: addresses of documents, with their dates.

    Raises:
        HTTPException: 404, there is no such page.
    """
    here = site(request)
    chosen = records(here)[(number - 1) * PAGE : number * PAGE] if number > 0 else []
    if not chosen and number != 1:
        raise HTTPException(404, f"the site map has no page {number}")

    def make() -> tuple[bytes, Mapping[str, str]]:
        return _xml("urlset", "".join(_url(here, *one) for one in chosen)), {}

    return answer(request, here.etag("sitemap", str(number)), _XML, make)


def _url(here: Site, iri: str, time: str) -> str:
    origin = here.base.removesuffix(here.root)
    place = escape(origin + linked_paths.document(iri, here.base))
    date = f"<lastmod>{escape(time)}</lastmod>" if time else ""
    return f"<url><loc>{place}</loc>{date}</url>\n"


def _xml(kind: str, content: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{kind} xmlns="{_NAMESPACE}">\n{content}</{kind}>\n'.encode()


@router.api_route("/robots.txt", methods=METHODS)
def robots(request: Request) -> Response:
    """Answer with what crawlers may read: documents, and nothing that computes (RFC 9309).

    Nothing at all on a private store.
    """
    here = site(request)
    if not here.services.settings.public:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")
    return PlainTextResponse(f"{_ROBOTS}\nSitemap: {here.base}/sitemap.xml\n")
