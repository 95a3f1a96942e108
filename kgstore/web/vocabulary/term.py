"""The page of a term: what it means, its other names, what is broader and narrower, who uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

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
    others, whole = pointing(here, iri, frozenset({_BROADER}))
    told = {
        "kind": next((one for one in CLASSES if one in types), ""),
        "text": stated.text(iri, *_ABOUT),
        "words": stated.texts(iri, *_OTHER),
        "notations": notations(stated, iri),
        "schemes": stated.iris(iri, _SKOS + "inScheme"),
        "above": _above(stated, iri),
        "below": _below(stated, iri, 2),
        "facts": [row for row in present(described)[0].rows if row.property not in _SHOWN],
        "users": users(here, iri, types),
        "pointing": others,
        "counted_all": whole,
        "unresolved": MZ + "Unresolved" in stated.iris(iri, MZ + "resolutionStatus"),
        "statements": len(described.quads),
    }
    names = pages_about.names_of(here.view, here.library, here.base, _wanted(iri, told))
    title = pages_about.title_of(described, names)
    values = {**told, "title": title, "names": names, "iri": iri, "links": links}
    return here.render(
        "vocabulary/term.html",
        section="/about",
        jsonld=_said(here, values),
        landing=linked_paths.document(iri, here.base),
        exports=export.menu(links),
        **values,
    )


def _wanted(iri: str, told: Mapping[str, Any]) -> set[str]:
    wanted = {iri, told["kind"], *told["schemes"], *told["above"], *_iris(told["below"])}
    wanted |= {one for p in told["pointing"] for one in (p.property, *p.subjects)}
    return wanted | _named(told["facts"])


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


def _said(here: Site, values: Mapping[str, Any]) -> Markup:
    """Return a term in the terms of schema.org; see schema.org/DefinedTerm."""
    names = values["names"]
    more = {
        "alternateName": values["words"][:50],
        "description": values["text"][:2_000],
        "inDefinedTermSet": [
            {"@type": "DefinedTermSet", "@id": one, "name": names(one)} for one in values["schemes"]
        ],
    }
    said = {key: value for key, value in more.items() if value}
    return jsonld.page("DefinedTerm", values["title"], values["iri"], here.base, **said)
