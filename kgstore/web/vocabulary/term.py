"""The page of a term: what it means, its other names, what is broader and narrower, who uses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE
from kgstore.publish.describe import Description
from kgstore.web import jsonld, linked_paths, pages_about
from kgstore.web.dataset import export
from kgstore.web.dataset.names import notations
from kgstore.web.dataset.stated import Stated
from kgstore.web.documents import Site
from kgstore.web.pages_model import Row, present
from kgstore.web.signposting import Link
from kgstore.web.vocabulary.use import FIELDS, pointing, users

_SKOS, _RDFS = PREFIXES["skos"], PREFIXES["rdfs"]
CLASSES: Final = (
    *FIELDS,
    *(MZ + local for local in ("Hyperparameter", "ArtifactKind", "RunKind", "RunStatus")),
    *(MZ + local for local in ("SplitRole", "CollectionMethod", "SliceAttribute", "UnitStatus")),
    *(MZ + local for local in ("VerificationStatus", "LabelStatus", "ResolutionStatus")),
    PREFIXES["qudt"] + "Unit",
)
"""The classes of terms."""
_BROADER: Final = _SKOS + "broader"
_OTHER: Final = (_SKOS + "altLabel", _SKOS + "hiddenLabel")
_ABOUT: Final = (_SKOS + "definition", PREFIXES["dcterms"] + "description")
_SHOWN: Final = frozenset(
    (
        *(_SKOS + "prefLabel", _RDFS + "label", _SKOS + "notation", _SKOS + "inScheme"),
        *(*_OTHER, *_ABOUT, _BROADER, RDF_TYPE, MZ + "resolutionStatus"),
    )
)
MOST: Final = 100
"""Narrower terms of a term that are shown."""
_DEEPEST: Final = 12


@dataclass(frozen=True, slots=True)
class Branch:
    """A narrower term with those narrower than it; `more` counts those that are not shown."""

    iri: str
    narrower: tuple[Branch, ...] = ()
    more: int = 0


def page(here: Site, described: Description, links: list[Link]) -> bytes:
    """Return the page of a term."""
    iri, stated = described.iri, Stated(here.view, described)
    types = here.view.types([iri]).get(iri, frozenset())
    above, below = _above(stated, iri), _below(stated, iri, 2)
    by = users(here, iri, types)
    others, whole = pointing(here, iri, frozenset({_BROADER}))
    facts = [row for row in present(described)[0].rows if row.property not in _SHOWN]
    schemes = stated.iris(iri, _SKOS + "inScheme")
    wanted = {iri, *schemes, *above, *_iris(below), *_named(facts), *types}
    wanted |= {one for p in others for one in (p.property, *p.subjects)}
    names = pages_about.names_of(here.view, here.library, here.base, wanted)
    words, ids = stated.texts(iri, *_OTHER), notations(stated, iri)
    title = pages_about.title_of(described, names)
    text = stated.text(iri, *_ABOUT)
    return here.render(
        "vocabulary/term.html",
        title=title,
        section="/about",
        jsonld=_said(here, iri, title, text, words, schemes, names),
        iri=iri,
        kind=next((one for one in CLASSES if one in types), ""),
        text=text,
        words=words,
        notations=ids,
        schemes=schemes,
        above=above,
        below=below,
        facts=facts,
        users=by,
        pointing=others,
        counted_all=whole,
        unresolved=MZ + "Unresolved" in stated.iris(iri, MZ + "resolutionStatus"),
        statements=len(described.quads),
        names=names,
        links=links,
        landing=linked_paths.document(iri, here.base),
        exports=export.menu(links),
    )


def _above(stated: Stated, iri: str) -> list[str]:
    """Return the broader terms, the nearest first; of several of one term the first is followed."""
    found: list[str] = []
    while len(found) < _DEEPEST:
        further = [one for one in stated.iris(iri, _BROADER) if one not in found]
        if not further:
            break
        found.append(further[0])
        iri = further[0]
    return found


def _below(stated: Stated, iri: str, depth: int) -> Branch:
    narrower = sorted(set(stated.pointing(iri, _BROADER)) - {iri})
    if not depth:
        return Branch(iri, (), len(narrower))
    shown = tuple(_below(stated, one, depth - 1) for one in narrower[:MOST])
    return Branch(iri, shown, len(narrower) - len(shown))


def _iris(branch: Branch) -> list[str]:
    return [branch.iri, *(iri for one in branch.narrower for iri in _iris(one))]


def _named(rows: Iterable[Row]) -> set[str]:
    named = {value.iri for row in rows for value in row.values if value.iri}
    return named | {row.property for row in rows}


def _said(
    here: Site,
    iri: str,
    title: str,
    text: str,
    words: list[str],
    schemes: list[str],
    names: pages_about.Names,
) -> Markup:
    """Return a term in the terms of schema.org; see schema.org/DefinedTerm."""
    sets = [{"@type": "DefinedTermSet", "@id": one, "name": names(one)} for one in schemes]
    more = {"alternateName": words[:50], "description": text[:2_000], "inDefinedTermSet": sets}
    return jsonld.page("DefinedTerm", title, iri, here.base, **{k: v for k, v in more.items() if v})
