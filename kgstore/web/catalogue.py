"""The catalogue `/catalog`: all that records describe, in DCAT, and by kind and source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from kgstore.publish import catalog
from kgstore.publish.conneg import FORMS
from kgstore.web import jsonld, pages_about, signposting, sitemap
from kgstore.web.documents import DocumentRoute, Site, answer, rdf, site
from kgstore.web.numbers import page_number
from kgstore.web.pages_dataset import form_asked, forms
from kgstore.web.signposting import Link

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
PAGE: Final = 100
"""Records of a page for people; in RDF a page has more."""


@dataclass(frozen=True, slots=True)
class Records:
    """What records describe, in order, and how many there are of each kind and source."""

    iris: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Records of one kind, or of one kind and source; "" stands for all."""

    kind: str = ""
    source: str = ""

    def holds(self, key: tuple[str, str]) -> bool:
        """Return whether records of a kind and source stand here."""
        return self.kind in {"", key[0]} and self.source in {"", key[1]}

    def address(self, root: str, number: int = 1) -> str:
        """Return the address of a page.

        >>> Shelf("model", "timm").address("", 2), Shelf().address("/zoo")
        ('/catalog?kind=model&source=timm&page=2', '/zoo/catalog')
        """
        further = str(number) if number > 1 else ""
        given = {"kind": self.kind, "source": self.source, "page": further}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{root}/catalog" + f"?{query}" * bool(query)


@router.api_route("/catalog", methods=METHODS)
@router.api_route("/catalog.{form}", methods=METHODS)
def catalogue(request: Request, form: str = "") -> Response:
    """Answer with a page of the catalogue.

    Raises:
        HTTPException: 404, there is no such page, or no such form; 400, that is no page.
    """
    here, form = site(request), form_asked(request, form)
    if form != "html":
        return _in_rdf(request, here, form)
    given = request.query_params
    shelf = Shelf(given.get("kind", "")[:100], given.get("source", "")[:100])
    known = records(here)
    count = sum(number for key, number in known.counts.items() if shelf.holds(key))
    last = max(1, -(-count // PAGE))
    number = page_number(request, last)
    links = [*_turning(here.root, shelf, number, last), *forms("catalog", here)]

    def make() -> tuple[bytes, Mapping[str, str]]:
        told = {"Link": signposting.header(links)}
        return _page(here, known, shelf, (number, last, count), links), told

    return answer(request, here.etag("catalog", form), FORMS[form], make)


def records(here: Site) -> Records:
    """Return the records of the store, read once a commit."""

    def read() -> Records:
        iris = tuple(iri for iri, _ in sitemap.records(here))
        return Records(iris, Counter(key(here, iri) for iri in iris))

    return here.once("catalogue", read)


def key(here: Site, iri: str) -> tuple[str, str]:
    """Return the kind and the source of a record, as its IRI says."""
    kind, _, rest = iri.removeprefix(f"{here.base}/id/").partition("/")
    return kind, rest.partition("/")[0]


def _page(
    here: Site, known: Records, shelf: Shelf, place: tuple[int, int, int], links: list[Link]
) -> bytes:
    number, last, count = place
    inside = known.iris
    if shelf != Shelf():
        inside = tuple(iri for iri in inside if shelf.holds(key(here, iri)))
    shown = inside[(number - 1) * PAGE : number * PAGE]
    sources = {f"{here.base}/id/source/{source}" for _, source in known.counts}
    kinds: Counter[str] = Counter()
    for (kind, _), size in known.counts.items():
        kinds[kind] += size
    return here.render(
        "catalog.html",
        title="Catalogue",
        section="/about",
        jsonld=jsonld.page("DataCatalog", "Catalogue", f"{here.base}/catalog", here.base),
        shelf=shelf,
        kinds=kinds.most_common(),
        sources=sorted(
            ((source, size) for (kind, source), size in known.counts.items() if kind == shelf.kind),
            key=lambda pair: (-pair[1], pair[0]),
        ),
        of=Shelf,
        shown=[(iri, *key(here, iri)) for iri in shown],
        number=number,
        last=last,
        count=count,
        names=pages_about.names_of(here.view, here.library, here.base, {*shown, *sources}),
        links=links,
    )


def _turning(root: str, shelf: Shelf, number: int, last: int) -> list[Link]:
    found = [Link("first", shelf.address(root))]
    found += [Link("next", shelf.address(root, number + 1))] if number < last else []
    return found + ([Link("prev", shelf.address(root, number - 1))] if number > 1 else [])


def _in_rdf(request: Request, here: Site, form: str) -> Response:
    iris = records(here).iris
    number = page_number(request, catalog.Page.of(iris, 1).last)
    shown = catalog.Page.of(iris, number)
    place = f"{here.root}/catalog.{form}?page="
    links = [Link("first", f"{place}1")]
    links += [Link("next", f"{place}{number + 1}")] if number < shown.last else []
    links += [Link("prev", f"{place}{number - 1}")] if number > 1 else []

    def make() -> tuple[bytes, Mapping[str, str]]:
        quads = catalog.catalogue(here.view, here.library, here.base, shown)
        told = {"Link": signposting.header([*links, *forms("catalog", here)])}
        return rdf(quads, form), told

    return answer(request, here.etag("catalog", form), FORMS[form], make)
