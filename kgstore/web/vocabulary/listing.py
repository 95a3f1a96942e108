"""The terms of a vocabulary as a list that is filtered and turned page by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request

from kgstore.namespaces import PREFIXES
from kgstore.publish.describe import name
from kgstore.web import jsonld, linked_paths, pages_about
from kgstore.web.documents import Site
from kgstore.web.numbers import page_number
from kgstore.web.pages_about import rows
from kgstore.web.signposting import Link

PAGE: Final = 100
"""Terms of a page."""
_LONGEST: Final = 200
_NAMES: Final = 6


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its name, its other names, what is broader, and how many terms are narrower.

    `text` is what a filter looks in, folded.
    """

    iri: str
    label: str
    definition: str
    broader: tuple[str, ...]
    others: tuple[str, ...]
    narrower: int
    text: str


def terms(here: Site, scheme: str) -> tuple[Term, ...]:
    """Return the terms of a vocabulary by name; it is read once a commit."""
    return here.once(f"terms of {scheme}", lambda: _read(here, scheme))


def _read(here: Site, scheme: str) -> tuple[Term, ...]:
    others: dict[str, list[str]] = defaultdict(list)
    for row in rows(here.view, here.library, "term-names", scheme=scheme):
        others[name(row["term"])].append(getattr(row["name"], "value", ""))
    known = list(rows(here.view, here.library, "terms", scheme=scheme))
    narrower: dict[str, int] = defaultdict(int)
    for row in known:
        narrower[name(row["broader"])] += 1
    return tuple(_term(row, others, narrower) for row in known)


def _term(row: Any, others: dict[str, list[str]], narrower: dict[str, int]) -> Term:
    iri, broader = name(row["term"]), name(row["broader"])
    label, definition = (getattr(row[key], "value", "") for key in ("label", "definition"))
    names = tuple(dict.fromkeys(others[iri]))
    text = " ".join((label, definition, iri.rpartition("/")[2], *names)).casefold()
    return Term(
        iri,
        label,
        definition,
        (broader,) if broader else (),
        names[:_NAMES],
        narrower[iri],
        text,
    )


def matching(listed: Sequence[Term], wanted: str) -> list[Term]:
    """Return the terms in whose names or definitions all words of a filter stand.

    Those whose name begins so come first.
    """
    words = wanted.casefold().split()
    found = [term for term in listed if all(word in term.text for word in words)]
    start = wanted.casefold().strip()
    return sorted(found, key=lambda term: not term.label.casefold().startswith(start))


def page(here: Site, request: Request, iri: str, links: list[Link]) -> bytes:
    """Return a page of a vocabulary: the terms that the filter `q` leaves, from page `page` on.

    Raises:
        HTTPException: 404, there is no such page.
    """
    listed, wanted = terms(here, iri), request.query_params.get("q", "")[:_LONGEST].strip()
    found = matching(listed, wanted)
    last = max(1, -(-len(found) // PAGE))
    number = page_number(request, last)
    shown = found[(number - 1) * PAGE : number * PAGE]
    landing = linked_paths.document(iri, here.base)
    values = {"iri": iri, "wanted": wanted, "total": len(listed), "found": len(found)}
    further = f"{urlencode({'q': wanted})}&" if wanted else ""
    turning = {"number": number, "last": last, "turned": f"{landing}?{further}"}
    return _drawn(here, iri, shown, {**values, **turning, "links": links, "landing": landing})


def _drawn(here: Site, iri: str, shown: Sequence[Term], values: Mapping[str, Any]) -> bytes:
    named = [iri, *(one for term in shown for one in term.broader)]
    names = pages_about.names_of(here.view, here.library, here.base, named)
    about = here.view.values(iri, PREFIXES["dcterms"] + "description")
    about = about or here.view.values(iri, PREFIXES["skos"] + "definition")
    said = {"description": about[0]} if about else {}
    return here.render(
        "vocabulary/scheme.html",
        title=names(iri),
        section="/about",
        jsonld=jsonld.page("DefinedTermSet", names(iri), iri, here.base, **said),
        about=about,
        shown=shown,
        names=names,
        **values,
    )
