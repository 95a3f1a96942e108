"""The description of the data set: right counts, runnable examples, what SPARQL editors read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.commit.store import Store
from kgstore.importers.registry import importer_named
from kgstore.namespaces import MZ
from kgstore.opening import create
from kgstore.pipeline import import_source
from kgstore.publish.catalog import PAGE, Page, catalogue
from kgstore.publish.void import VOID, describe_dataset, examples, records_iri, store_iri
from kgstore.query.run import run_text
from kgstore.settings import Settings
from kgstore.sparql.library import Library

BASE = "https://example.org"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Iterator[Store]:
    """A store with the paper's example."""
    path = tmp_path_factory.mktemp("void") / "store"
    settings = Settings(store=path, base=BASE, agent="tester", workers=1)
    with create(settings) as made:
        records = sorted((checkout / "tests" / "paper_example").glob("*.jsonld"))
        import_source(made, importer_named("records"), records, settings)
        yield made


@pytest.fixture(scope="module")
def described(store: Store) -> ox.Store:
    """Its description."""
    found = ox.Store()
    found.extend(describe_dataset(store.view, Library.packaged(), BASE))
    return found


def rows(found: ox.Store, query: str) -> list[list[str]]:
    """Return the rows of a query over a description."""
    solutions = found.query(
        f"PREFIX void: <{VOID}> PREFIX sh: <http://www.w3.org/ns/shacl#> {query}"
    )
    assert isinstance(solutions, ox.QuerySolutions)
    return [[getattr(value, "value", "") for value in row] for row in solutions]


def number(store: Store, query: str) -> int:
    """Return the one number that a query over the store gives."""
    solutions = run_text(store.view, query)
    assert isinstance(solutions, ox.QuerySolutions)
    return int(next(iter(solutions))[0].value)


def test_there_are_no_blank_nodes(described: ox.Store) -> None:
    assert not [q for q in described if "_:" in (str(q.subject)[:2], str(q.object)[:2])]


def test_counts_are_those_of_the_store(store: Store, described: ox.Store) -> None:
    whole = rows(described, f"SELECT ?n {{ <{store_iri(BASE)}> void:triples ?n }}")
    assert int(whole[0][0]) == number(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    partitions = f"""SELECT ?class ?n {{
        <{records_iri(BASE)}> void:classPartition [ void:class ?class ; void:entities ?n ] }}"""
    counted = dict(rows(described, partitions))
    models = f"""SELECT (COUNT(*) AS ?n) {{ ?s a mz:MLModel
        FILTER(STRSTARTS(STR(?s), "{BASE}/id/")) }}"""
    assert int(counted[MZ + "MLModel"]) == number(store, models) > 0


def test_an_editor_finds_properties_of_classes(described: ox.Store) -> None:
    found = rows(
        described,
        """SELECT ?class ?property { ?part void:class ?class ; void:propertyPartition ?of .
           ?of void:property ?property ; void:triples ?n }""",
    )
    assert [MZ + "TestingConfiguration", MZ + "hasMetricValue"] in found


def test_graphs_of_knowledge_have_their_licence(described: ox.Store) -> None:
    query = """SELECT ?licence { ?g void:triples ?n ; <http://purl.org/dc/terms/license> ?licence
        FILTER(CONTAINS(STR(?g), "/graph/kb/wordnet-3.0")) }"""
    assert rows(described, query) == [["https://wordnet.princeton.edu/license-and-commercial-use"]]


def test_links_lead_to_wordnet(described: ox.Store) -> None:
    query = """SELECT DISTINCT ?space { ?set a void:Linkset ; void:objectsTarget ?target ;
        void:linkPredicate ?p ; void:triples ?n . ?target void:uriSpace ?space }"""
    assert ["http://wordnet-rdf.princeton.edu/wn30/"] in rows(described, query)


def test_every_example_runs_as_it_stands(store: Store) -> None:
    found = list(examples(Library.packaged(), BASE))
    texts = [q.object.value for q in found if q.predicate.value.endswith("#select")]  # type: ignore[union-attr]
    assert len(texts) > 20
    for text in texts:
        ox.Store().query(text)
    run_text(store.view, texts[0])


def test_an_editor_finds_examples_and_prefixes(described: ox.Store) -> None:
    query = """SELECT ?comment ?text { ?q a sh:SPARQLExecutable ; sh:select ?text ;
        <http://www.w3.org/2000/01/rdf-schema#comment> ?comment ;
        sh:prefixes/sh:declare ?one ; <https://schema.org/target> ?endpoint }"""
    assert rows(described, query)
    declared = rows(described, "SELECT ?p ?n { ?x sh:prefix ?p ; sh:namespace ?n }")
    assert ["mz", MZ] in declared


def test_the_catalogue_has_pages(store: Store) -> None:
    many = [f"urn:{n}" for n in range(PAGE + 1)]
    assert [len(Page.of(many, n).records) for n in (1, 2, 3)] == [PAGE, 1, 0]
    quads = catalogue(store.view, Library.packaged(), BASE, Page.of(many, 1))
    steps = {q.predicate.value.rpartition("#")[2] for q in quads if "hydra" in q.predicate.value}
    assert {"next", "last", "first", "view"} <= steps
    assert "previous" not in steps
