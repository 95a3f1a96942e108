"""Identities are committed, follow decisions, and let questions see all names of a dataset."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.identity.run import find_identities
from kgstore.link.rdf import read_records
from kgstore.link.review import Verdict, decide
from kgstore.namespaces import MZ
from kgstore.opening import create, for_writing
from kgstore.query.run import run
from kgstore.settings import Settings
from kgstore.sparql.library import Library

BASE = "https://models.example.org"
HUB, CATALOGUE = f"{BASE}/id/dataset/huggingface/imdb", f"{BASE}/id/dataset/paperswithcode/reviews"
IMDB = "https://w3id.org/modelzoo/vocabulary/dataset/IMDb"
RECORDS = f"{BASE}/graph/sssom/made/identity-datasets"
FACTS = f"""
@base <{BASE}/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mz: <https://w3id.org/modelzoo#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<{HUB}> a mz:Dataset ; rdfs:label "IMDB" ; mz:nativeId "imdb" ; mz:source <source/huggingface> ;
    mz:canonical <{IMDB}> ; dcterms:identifier "paperswithcode:reviews" .
<{CATALOGUE}> a mz:Dataset ; rdfs:label "Films" ; mz:nativeId "reviews" ;
    mz:source <source/paperswithcode> ;
    dcterms:identifier "https://paperswithcode.com/dataset/reviews" .
<model/zoo/trained> a mz:MLModel ; mz:source <source/zoo> .
<model/zoo/trained#t> a mz:TrainingConfiguration ; mz:model <model/zoo/trained> ;
    mz:dataset <{HUB}> .
<model/zoo/tested> a mz:MLModel ; mz:source <source/zoo> .
<model/zoo/tested#t> a mz:TestingConfiguration ; mz:model <model/zoo/tested> ;
    mz:dataset <{CATALOGUE}> ; mz:hasMetricValue <model/zoo/tested#v> .
"""


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("identity") / "store"
    with create(Settings(store=folder, base=BASE, agent="tester")) as store:
        quads = ox.parse(FACTS.encode(), format=ox.RdfFormat.TURTLE)
        content = "".join(f"{quad.triple} .\n" for quad in quads)
        graph = f"{BASE}/graph/record/fixture/model/all"
        store.commit([GraphChange(graph, content)], agent="tester", message="facts")
    return folder


@pytest.fixture
def settings(made_once: Path, tmp_path: Path) -> Settings:
    shutil.copytree(made_once, tmp_path / "store")
    return Settings(store=tmp_path / "store", base=BASE, agent="tester")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with for_writing(settings) as opened:
        yield opened


def answer(store: Store, dataset: str) -> dict[str, str]:
    found = run(store.view, Library.packaged().query("cq17"), {"dataset": dataset})
    assert isinstance(found, ox.QuerySolutions)
    return {row["model"].value.rpartition("/")[2]: row["status"].value for row in found}


def linked(store: Store) -> list[str]:
    return store.view.values(CATALOGUE, MZ + "canonical")


def the_record(store: Store) -> str:
    (mapping,) = read_records(store.view, RECORDS)
    return mapping.iri


def test_questions_about_a_dataset_see_all_its_names(store: Store, settings: Settings) -> None:
    before = {"trained": "trained only"}
    after = before | {"tested": "evaluated only"}
    assert answer(store, IMDB) == before
    report = find_identities(store, settings)
    assert [(f.kind, f.counts) for f in report.found] == [
        ("dataset", [("same dataset", 1, 1)]),
        ("model", []),
    ]
    assert linked(store) == [HUB]
    for name in (IMDB, HUB, CATALOGUE):
        assert answer(store, name) == after


def test_the_same_store_gives_the_same_records_and_no_commit(
    store: Store, settings: Settings
) -> None:
    assert find_identities(store, settings).found[0].commit
    assert [f.commit for f in find_identities(store, settings).found] == [None, None]


def test_a_dry_run_changes_nothing(store: Store, settings: Settings) -> None:
    report = find_identities(store, settings, dry_run=True)
    assert len(report.found[0].candidates) == 1
    assert linked(store) == []


def test_a_rejection_outlives_the_next_run_and_can_be_withdrawn(
    store: Store, settings: Settings
) -> None:
    find_identities(store, settings)
    record = the_record(store)
    decide(store, settings, [record], Verdict.REJECT, reason="other films")
    assert linked(store) == []
    assert answer(store, IMDB) == {"trained": "trained only"}
    find_identities(store, settings)
    assert linked(store) == []
    decide(store, settings, [record], Verdict.WITHDRAW)
    assert linked(store) == [HUB]


def test_an_acceptance_outlives_the_evidence(store: Store, settings: Settings) -> None:
    find_identities(store, settings)
    decide(store, settings, [the_record(store)], Verdict.ACCEPT, reason="one paper")
    graph = f"{BASE}/graph/record/fixture/model/all"
    lines = [f"{t} .\n" for t in store.view.triples(graph) if "identifier" not in str(t.predicate)]
    store.commit([GraphChange(graph, "".join(lines))], agent="tester", message="less is said")
    assert find_identities(store, settings).found[0].candidates == []
    assert linked(store) == [HUB]


def test_identities_stay_when_the_store_is_opened_again(settings: Settings) -> None:
    with for_writing(settings) as store:
        find_identities(store, settings)
    with for_writing(settings) as store:
        assert linked(store) == [HUB]
