"""Who uses a term: models and datasets as a search finds them, and whatever else points at it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import urlencode

from kgstore.errors import KgstoreError
from kgstore.namespaces import MZ
from kgstore.publish.describe import bracketed, name
from kgstore.web.dataset.models import written
from kgstore.web.documents import Site
from kgstore.web.pages_about import rows

MOST: Final = 12
"""Models and datasets that are shown."""
MOST_SUBJECTS: Final = 10
COUNTED: Final = 20_000
"""Statements that are counted; the query stops one further."""
FIELDS: Final = {
    MZ + "TaskType": ("task", ("model", "dataset")),
    MZ + "Licence": ("licence", ("model", "dataset")),
    MZ + "Modality": ("modality", ("model", "dataset")),
    MZ + "ModelArchitecture": ("architecture", ("model",)),
    MZ + "Algorithm": ("algorithm", ("model",)),
    MZ + "Framework": ("framework", ("model",)),
    MZ + "Hardware": ("hardware", ("model",)),
    MZ + "RegistryStage": ("stage", ("model",)),
    MZ + "Metric": ("has", ("model",)),
}
"""By the class of a term: its field of the filter language, and the kinds of what has it."""


@dataclass(frozen=True, slots=True)
class Users:
    """The models or datasets that use a term or a narrower one: how many, and the first of them.

    `count` is None while the index of the search is being made.
    """

    kind: str
    filter: str
    count: int | None
    shown: tuple[tuple[str, str], ...]

    def address(self, root: str) -> str:
        """Return the address of the search that finds all."""
        return f"{root}/find?{urlencode({'filter': self.filter})}"


@dataclass(frozen=True, slots=True)
class Pointing:
    """A property by which things point at a term, how many do, and the first of them."""

    property: str
    count: int
    subjects: tuple[str, ...]


def users(here: Site, iri: str, types: frozenset[str]) -> list[Users]:
    """Return the models and datasets that use a term, the most downloaded first."""
    field, kinds = next((FIELDS[one] for one in FIELDS if one in types), ("", ()))
    found = []
    for kind in kinds:
        text = f"kind:dataset {field}:{written(iri)}" if kind == "dataset" else ""
        found.append(_users(here, kind, text or f"{field}:{written(iri)}"))
    return found


def _users(here: Site, kind: str, text: str) -> Users:
    try:
        result = here.finder.find(text, limit=MOST) if here.finder else None
    except KgstoreError:  # the index is being made, or the term is in no field of it
        result = None
    if result is None:
        return Users(kind, text, None, ())
    return Users(kind, text, result.total, tuple((row.iri, row.name) for row in result.rows))


def pointing(here: Site, iri: str, passed_over: frozenset[str]) -> tuple[list[Pointing], bool]:
    """Return what points at a term by which properties, and whether that was all."""
    (resource,) = bracketed([iri])
    found, total = [], 0
    for row in rows(here.view, here.library, "term-users", resource=resource):
        count = int(getattr(row["count"], "value", "0"))
        total += count
        property_iri = name(row["property"])
        if property_iri not in passed_over:
            found.append(Pointing(property_iri, count, _subjects(here, resource, property_iri)))
    return found, total <= COUNTED


def _subjects(here: Site, resource: str, property_iri: str) -> tuple[str, ...]:
    (by,) = bracketed([property_iri])
    found = rows(here.view, here.library, "inverse-of", resource=resource, property=by)
    return tuple(islice((name(row[0]) for row in found), MOST_SUBJECTS))
