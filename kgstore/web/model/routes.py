"""Pages beside that of a model: all classes of a label schema, a confusion matrix, its errors."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from kgstore.namespaces import MZ
from kgstore.web import jsonld, linked_paths, pages_about
from kgstore.web.documents import HTML, DocumentRoute, Site, answer, site
from kgstore.web.model import classes, origin
from kgstore.web.model.anchors import Anchors
from kgstore.web.model.matrix import MOST_CLASSES, Matrix, Mistake, matrix, mistakes
from kgstore.web.pages_about import Names
from kgstore.web.signposting import Link

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
router.include_router(origin.router)
METHODS: Final = ["GET", "HEAD"]
CSV: Final = "text/csv"
CLASSES_A_PAGE: Final = 500
MOST_MISTAKES: Final = 200
_SAFE: Final = frozenset(' <>"{}|\\^`\n\r\t')


def _iri(request: Request, parameter: str, *, needed: bool = False) -> str:
    """Return the IRI that a parameter names.

    Raises:
        HTTPException: 400, it is no IRI, or it is needed and absent.
    """
    text = request.query_params.get(parameter, "").strip()
    if not text and not needed:
        return ""
    if ":" not in text or _SAFE.intersection(text) or len(text) > 4000:
        raise HTTPException(400, f"{parameter} must be the IRI of a thing of this store")
    return text


@router.api_route("/classes", methods=METHODS)
def all_classes(request: Request) -> Response:
    """Answer with the classes of a label schema, a page at a time.

    Raises:
        HTTPException: 400, `of` or `after` make no sense; 404, there is no such label schema.
    """
    here, iri = site(request), _iri(request, "of", needed=True)
    given = request.query_params.get("after", "0")
    if not given.isdecimal() or len(given) > 9:
        raise HTTPException(400, "after must be a whole number")
    after = int(given)

    def make() -> tuple[bytes, Mapping[str, str]]:
        head = here.services.store.head
        of = (here.view, here.library, head, iri)
        found = classes.schema(*of, after=after, most=CLASSES_A_PAGE)
        if not found.classes:
            raise HTTPException(404, f"there are no classes of {iri} from {after} on")
        wanted = {iri, *(concept for one in found.classes for _, concept in one.links)}
        names = pages_about.names_of(here.view, here.library, here.base, wanted)
        title = f"Classes of {names(iri)}"
        address = f"{here.base}/classes?{request.url.query}"
        return here.render(
            "model/classes.html",
            title=title,
            section="/concepts",
            jsonld=jsonld.page("CollectionPage", title, address, here.base),
            schema=found,
            names=names,
            anchors=Anchors(iri, (one.iri for one in found.classes)),
            following=after + CLASSES_A_PAGE,
            before=max(0, after - CLASSES_A_PAGE),
        ), {}

    return answer(request, here.etag("classes", iri, given), HTML, make)


@router.api_route("/matrix", methods=METHODS)
def matrix_page(request: Request) -> Response:
    """Answer with a confusion matrix, and with the wrong examples behind one cell or all.

    Raises:
        HTTPException: 400, a parameter is no IRI; 404, there is no such matrix.
    """
    here, of = site(request), _iri(request, "of", needed=True)
    pair = _iri(request, "actual"), _iri(request, "predicted")

    def make() -> tuple[bytes, Mapping[str, str]]:
        found = _matrix(here, of, MOST_CLASSES)
        kept = [one for one in mistakes(here.view, here.library, of) if _is_of(one, pair)]
        names = _names(here, found, kept[:MOST_MISTAKES], of)
        title = f"Confusion matrix: {names(of)}"
        address = f"{here.base}/matrix?{request.url.query}"
        data = Link("alternate", f"{here.root}/matrix.csv?{request.url.query}", CSV)
        return here.render(
            "model/matrix.html",
            title=title,
            section="/find",
            jsonld=jsonld.page("WebPage", title, address, here.base),
            links=[data],
            found=found,
            pair=pair,
            mistakes=kept[:MOST_MISTAKES],
            count=len(kept),
            names=names,
            anchors=Anchors(of, ()),
            models=here.view.values(of, MZ + "model"),
            landing=linked_paths.document(of, here.base),
        ), {}

    return answer(request, here.etag("matrix", of, *pair), HTML, make)


def _is_of(one: Mistake, pair: tuple[str, str]) -> bool:
    return pair[0] in {"", one.actual} and pair[1] in {"", one.predicted}


def _matrix(here: Site, of: str, most: int) -> Matrix:
    found = matrix(here.view, here.library, of, most)
    if found is None:
        raise HTTPException(404, f"no confusion matrix is known of {of}")
    return found


def _names(here: Site, found: Matrix, kept: list[Mistake], of: str) -> Names:
    wanted = {of, *found.classes, *here.view.values(of, MZ + "model")}
    wanted.update(iri for pair, _ in found.largest[:50] for iri in pair)
    wanted.update(iri for one in kept for iri in (one.actual, one.predicted))
    return pages_about.names_of(here.view, here.library, here.base, wanted)


@router.api_route("/matrix.csv", methods=METHODS)
def matrix_csv(request: Request) -> Response:
    """Answer with all stored cells of a confusion matrix, the largest first.

    Raises:
        HTTPException: 400, `of` is no IRI; 404, there is no such matrix.
    """
    here, of = site(request), _iri(request, "of", needed=True)

    def make() -> tuple[bytes, Mapping[str, str]]:
        found = _matrix(here, of, 1)
        wanted = {iri for pair in found.cells for iri in pair}
        names = pages_about.names_of(here.view, here.library, here.base, wanted)
        output = io.StringIO(newline="")
        csv.writer(output).writerows(_table(found, names))
        saved = {"Content-Disposition": 'attachment; filename="confusion-matrix.csv"'}
        return output.getvalue().encode(), saved

    return answer(request, here.etag("matrix.csv", of), CSV, make)


def _table(found: Matrix, names: Names) -> Iterator[list[str]]:
    yield ["actual", "predicted", "count", "actual class", "predicted class"]
    for (actual, predicted), count in found.largest:
        labels = [_inert(names(actual)), _inert(names(predicted))]
        yield [*labels, f"{count:g}", actual, predicted]


def _inert(text: str) -> str:
    """Return a label that no spreadsheet takes for a formula.

    >>> _inert("=1+1"), _inert("cat")
    ("'=1+1", 'cat')
    """
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
