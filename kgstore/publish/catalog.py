"""The catalogue (DCAT 3, https://www.w3.org/TR/vocab-dcat-3/): the store's data, and what it lists.

Datasets that records describe are datasets of the catalogue, other things are its resources. They
come a page at a time; each page names the next (https://www.w3.org/community/hydra/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kgstore.commit.contribution import Graphs
from kgstore.commit.view import View
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE
from kgstore.publish.describe import name
from kgstore.publish.void import TITLE, asked, link, records_iri, store_iri, text
from kgstore.sparql.library import Library

PAGE: Final = 1_000
_DCAT, _DCTERMS, _FOAF = PREFIXES["dcat"], PREFIXES["dcterms"], PREFIXES["foaf"]
_HYDRA: Final = "http://www.w3.org/ns/hydra/core#"
_DATASETS: Final = frozenset({MZ + "Dataset", MZ + "DatasetSplit"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the catalogue: its number from 1, how many there are, and what stands on it."""

    number: int
    last: int
    records: tuple[str, ...]

    @classmethod
    def of(cls, records: Sequence[str], number: int) -> Page:
        """Return the page of that number of all `records`.

        >>> Page.of(["urn:a"], 1)
        Page(number=1, last=1, records=('urn:a',))
        """
        last = max(1, -(-len(records) // PAGE))
        return cls(number, last, tuple(records[(number - 1) * PAGE : number * PAGE]))


def catalogue(view: View, library: Library, base: str, page: Page) -> list[ox.Quad]:
    """Return a page of the catalogue of a store, without blank nodes."""
    return [*_head(base), *_sources(view, library, base), *_listed(view, base, page)]


def _head(base: str) -> Iterator[ox.Quad]:
    whole, endpoint, catalog = store_iri(base), f"{base}/sparql", f"{base}/catalog"
    yield link(catalog, RDF_TYPE, _DCAT + "Catalog")
    yield text(catalog, _DCTERMS + "title", f"Catalogue of {base}", "en")
    told = "What sources state of machine-learning models and data sets, in one knowledge graph."
    yield text(catalog, _DCTERMS + "description", told, "en")
    yield link(catalog, _FOAF + "homepage", f"{base}/")
    yield link(catalog, _DCAT + "service", endpoint)
    yield link(endpoint, RDF_TYPE, _DCAT + "DataService")
    yield text(endpoint, _DCTERMS + "title", "SPARQL endpoint", "en")
    yield link(endpoint, _DCAT + "endpointURL", endpoint)
    yield link(endpoint, _DCAT + "endpointDescription", endpoint)
    yield link(endpoint, _DCAT + "servesDataset", whole)
    yield link(endpoint, _DCTERMS + "conformsTo", "http://www.w3.org/TR/sparql11-protocol/")
    yield link(catalog, _DCAT + "dataset", whole)
    yield link(whole, RDF_TYPE, _DCAT + "Dataset")
    yield text(whole, _DCTERMS + "title", TITLE, "en")
    yield link(whole, _FOAF + "page", f"{base}/void")
    yield link(whole, _DCAT + "distribution", f"{base}/catalog#endpoint")
    yield link(f"{base}/catalog#endpoint", RDF_TYPE, _DCAT + "Distribution")
    yield link(f"{base}/catalog#endpoint", _DCAT + "accessURL", endpoint)
    yield link(f"{base}/catalog#endpoint", _DCAT + "accessService", endpoint)


def _sources(view: View, library: Library, base: str) -> Iterator[ox.Quad]:
    """Yield the part of each source, as a dataset of the catalogue."""
    given = {"dataset": records_iri(base), "meta": Graphs(base).meta}
    for quad in asked(view, library, "void_sources", {**given}):
        yield quad
        if quad.predicate.value.endswith("#subset"):
            part = name(quad.object)
            yield link(f"{base}/catalog", _DCAT + "dataset", part)
            yield link(part, RDF_TYPE, _DCAT + "Dataset")
            yield link(part, _DCTERMS + "isPartOf", store_iri(base))


def _listed(view: View, base: str, page: Page) -> Iterator[ox.Quad]:
    catalog, here = f"{base}/catalog", f"{base}/catalog?page={page.number}"
    yield link(here, RDF_TYPE, _HYDRA + "PartialCollectionView")
    steps = {"first": 1, "last": page.last}
    steps |= {"next": page.number + 1} if page.number < page.last else {}
    steps |= {"previous": page.number - 1} if page.number > 1 else {}
    for step, number in steps.items():
        yield link(here, _HYDRA + step, f"{base}/catalog?page={number}")
    yield link(catalog, _HYDRA + "view", here)
    for record, types in view.types(page.records).items():
        is_dataset = bool(types & _DATASETS)
        yield link(catalog, _DCAT + ("dataset" if is_dataset else "resource"), record)
        yield link(record, RDF_TYPE, _DCAT + ("Dataset" if is_dataset else "Resource"))
        for label in view.values(record, PREFIXES["rdfs"] + "label"):
            yield text(record, _DCTERMS + "title", label)
        for licence in view.values(record, _DCTERMS + "license"):
            if licence.startswith(("http://", "https://")):
                yield link(record, _DCTERMS + "license", licence)
