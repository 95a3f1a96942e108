"""The models that a dataset trained, and those that were only measured on it: two things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from kgstore.commit.view import View
from kgstore.namespaces import MZ, PREFIXES, compact
from kgstore.publish.describe import bracketed, name
from kgstore.sparql.library import Library
from kgstore.web.dataset.kept import kept
from kgstore.web.documents import Site
from kgstore.web.pages_about import rows

TRAINED, EVALUATED = MZ + "trainedOn", MZ + "evaluatedOn"
DERIVED: Final = PREFIXES["prov"] + "wasDerivedFrom"
MOST: Final = 25
"""Models that are shown of each kind; the query has the same limit."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model, its source, and how often it was downloaded where that is known."""

    iri: str
    source: str
    downloads: int | None


@dataclass(frozen=True, slots=True)
class Models:
    """How many models there are, the most downloaded of them, and where all are found."""

    count: int
    shown: tuple[Model, ...]
    filter: str

    def address(self, root: str) -> str:
        """Return the address of the search that finds all."""
        return f"{root}/find?{urlencode({'filter': self.filter})}"


def pointing(view: View, library: Library, iri: str) -> Counter[str]:
    """Return by which properties how many things point at a dataset."""
    found = rows(view, library, "inverse", resource=bracketed([iri])[0])
    return Counter(
        {name(row["property"]): int(getattr(row["count"], "value", "0")) for row in found}
    )


def models(here: Site, iri: str, relation: str, counts: Mapping[str, int]) -> Models:
    """Return the models that are trained on a dataset, or evaluated on it, by `relation`."""
    count = counts.get(relation, 0)
    field = "trained" if relation == TRAINED else "dataset"
    name_of_it = f"models of {relation} {iri}"
    shown = kept(here, name_of_it, count, lambda: _first(here, iri, relation)) if count else ()
    return Models(count, shown, f"{field}:{written(iri)}")


def _first(here: Site, iri: str, relation: str) -> tuple[Model, ...]:
    dataset, by = bracketed([iri, relation])
    shown = []
    for row in rows(here.view, here.library, "dataset-models", dataset=dataset, relation=by):
        downloads = getattr(row["downloads"], "value", "")
        number = int(float(downloads)) if downloads else None
        shown.append(Model(name(row["model"]), name(row["source"]), number))
    return tuple(shown)


def written(iri: str) -> str:
    """Return an IRI as the filter language has it: a prefixed name, or in angle brackets.

    >>> written(PREFIXES["mzd"] + "COCO"), written("https://e.org/id/dataset/x/a%20b")
    ('mzd:COCO', '<https://e.org/id/dataset/x/a%20b>')
    """
    short = compact(iri)
    plain = short != iri and short.replace("-", "").replace("_", "").replace(":", "").isalnum()
    return short if plain else f"<{iri}>"
