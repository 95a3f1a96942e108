"""`/concepts`: the kinds of things that models detect, and one concept with what is around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kgstore.errors import NotFound, ParameterError
from kgstore.link.wordnet.graph import CONCEPT
from kgstore.link.wordnet.stored import Loaded, known
from kgstore.namespaces import MZ, RDF_TYPE
from kgstore.publish.conneg import FORMS
from kgstore.sparql.parameters import read_iri
from kgstore.web import jsonld, pages_about, signposting
from kgstore.web.concepts import facts as told
from kgstore.web.concepts import kept, places, taxonomy, words
from kgstore.web.concepts.counts import counts
from kgstore.web.concepts.records import Entry, State, records
from kgstore.web.documents import HTML, DocumentRoute, Site, answer, chosen_form, rdf, site
from kgstore.web.signposting import Link

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
_MODELS = 10
_DATASETS = 12
_DETECTED = 30
_DEPTH = 3
_TASK = MZ + "task"


@router.api_route("/concepts", methods=METHODS)
def start(request: Request, q: str = "") -> Response:
    """Answer with kinds of things and the tree, or with the concepts that a word may mean."""
    here, word = site(request), q.strip()
    if word and (iri := words.as_concept(here.view, word)):
        return RedirectResponse(places.place(iri, here.root), 303)

    def make() -> tuple[bytes, Mapping[str, str]]:
        if word:
            return _found(here, word), {}
        return here.once("concepts page", lambda: _start(here)), {}

    return answer(request, here.etag("concepts", word), HTML, make)


def _start(here: Site) -> bytes:
    counted, told_of = counts(here), records(here)
    trees = [taxonomy.branch(counted, root, _DEPTH, 15) for root in taxonomy.roots(counted)]
    kinds = [taxonomy.kind(counted, one, 5) for one in taxonomy.kinds(counted)]
    detected = [taxonomy.branch(counted, o, 0) for o in taxonomy.most_detected(counted, _DETECTED)]
    wanted = [iri for one in (*trees, *kinds, *detected) for iri in one.iris()]
    proposed = told_of.about(e for e in told_of.all if e.state is State.PROPOSED)
    return here.render(
        "concepts/start.html",
        title="Concepts",
        section=places.PLACE,
        jsonld=jsonld.page("CollectionPage", "Concepts", f"{here.base}/concepts", here.base),
        trees=trees,
        kinds=kinds,
        detected=detected,
        bases=_bases(here),
        linked=len(counted.linked),
        proposed=sum(1 for _ in proposed),
        names=pages_about.names_of(here.view, here.library, here.base, wanted),
    )


def _bases(here: Site) -> list[tuple[Loaded, int]]:
    store = here.services.store
    return [
        (one, kept.of_graph(store, "concepts", one.graph, partial(_size, here, one)))
        for one in known(here.view, here.base)
    ]


def _size(here: Site, one: Loaded) -> int:
    return len(here.view.subjects_with(RDF_TYPE, CONCEPT, one.graph))


def _found(here: Site, word: str) -> bytes:
    found = words.find(here.view, here.library, word)
    counted = counts(here)
    return here.render(
        "concepts/found.html",
        title=f"Concepts called {found.word}" if found.meanings else "No such concept",
        section=places.PLACE,
        jsonld=jsonld.page("SearchResultsPage", "Concepts", f"{here.base}/concepts", here.base),
        word=word,
        found=found,
        counts=counted,
    )


@router.api_route("/concepts/of", methods=METHODS)
def of(request: Request, iri: str = "", format: str = "") -> Response:
    """Answer with the concept of an IRI; one that has a shorter address is there.

    Raises:
        ParameterError: it is no IRI, or there is no such format.
        NotFound: the store has no such concept.
    """
    here = site(request)
    if format and format not in FORMS:
        raise ParameterError(
            f"there is no format {format[:50]}", advice=f"Take one of {', '.join(FORMS)}."
        )
    try:
        wanted = read_iri(iri).value
    except ValueError as error:
        raise ParameterError(f"{iri[:200]!r} is no IRI", subject="iri") from error
    if not places.is_long(wanted):
        return RedirectResponse(places.place(wanted, here.root, format), 303)
    return _concept(request, here, wanted, format)


@router.api_route("/concepts/{path}", methods=METHODS)
def named(request: Request, path: str) -> Response:
    """Answer with the concept that a path names, as `wn30:02958343-n`.

    Raises:
        NotFound: it names none, or the store has no such concept.
    """
    iri, form = places.named(path)
    if not iri:
        advice = "Look it up by a word, or write /concepts/of?iri= and its IRI."
        raise NotFound(f"{path[:200]!r} names no concept", subject=path[:200], advice=advice)
    return _concept(request, site(request), iri, form)


def _concept(request: Request, here: Site, iri: str, form: str) -> Response:
    if not places.is_concept(here.view, iri):
        advice = "It may be in a knowledge base that is not loaded: /concepts says which ones are."
        raise NotFound(f"the store has no concept {iri[:300]}", subject=iri, advice=advice)
    form = chosen_form(request, form)
    links = [Link("describes", iri)]
    for one, kind in FORMS.items():
        if one != form:
            links.append(Link("alternate", places.place(iri, here.root, one), kind))

    def make() -> tuple[bytes, Mapping[str, str]]:
        headers = {"Link": signposting.header(links)}
        if form != "html":
            return rdf(told.statements(here.view, iri), form), headers
        return _page(here, iri, links), headers

    return answer(request, here.etag(iri, form), FORMS[form], make)


@dataclass(frozen=True, slots=True)
class _Class:
    """A class that is linked to the concept, its schema, and the surest record that says so."""

    predicate: str
    iri: str
    schema: str
    entry: Entry | None


def _page(here: Site, iri: str, links: list[Link]) -> bytes:
    counted = counts(here)
    shown = told.facts(here.view, counted, iri)
    classes = told.linked(here.view, iri)
    linked = [_class(here, iri, *one) for one in classes[: told.MOST]]
    datasets, detecting = counted.having(iri), counted.detecting(iri)[:_MODELS]
    models = [(one, times, here.view.values(one, _TASK)[:2]) for one, times in detecting]
    wanted = {iri, *shown.iris(), *datasets[:_DATASETS], *(one for one, _ in detecting)}
    wanted |= {task for _, _, tasks in models for task in tasks}
    wanted |= {term for one in linked for term in (one.iri, one.schema, one.predicate)}
    names = pages_about.names_of(here.view, here.library, here.base, wanted)
    title = shown.names[0] if shown.names else names(iri)
    return here.render(
        "concepts/concept.html",
        title=title,
        section=places.PLACE,
        jsonld=_described(here, shown, title),
        thing=shown,
        count=counted.of(iri),
        classes=linked,
        classes_total=len(classes),
        models=models,
        datasets=datasets,
        most_datasets=_DATASETS,
        finding=places.finding(here.root, iri),
        best=places.asking(here.root, "cq04", concept=iri),
        place=lambda one, form="": places.place(one, here.root, form),
        names=names,
        links=links,
    )


def _class(here: Site, concept: str, predicate: str, class_: str) -> _Class:
    told_of = records(here)
    entries = told_of.by_statement.get((class_, predicate, concept), [])
    return _Class(predicate, class_, told_of.schema(class_) or "", next(iter(entries), None))


def _described(here: Site, shown: told.Facts, title: str) -> Any:
    more: dict[str, Any] = {"alternateName": list(shown.names[1:])}
    if shown.gloss:
        more["description"] = shown.gloss
    if shown.scheme:
        more["inDefinedTermSet"] = shown.scheme
    address = here.base + places.place(shown.iri)
    about = {"@type": "DefinedTerm", "@id": shown.iri, "name": title, **more}
    return jsonld.page("WebPage", title, address, here.base, about=about)
