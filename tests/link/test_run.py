"""A store's schemas are linked: order of trust, once, again, dry, and what is left alone."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.errors import NotFound
from kgstore.link.accept import made_set, mapping_changes
from kgstore.link.mapping import Mapping
from kgstore.link.rdf import read_records
from kgstore.link.reading import schemas
from kgstore.link.review import Verdict, decide
from kgstore.link.run import WIKIDATA, link_store
from kgstore.link.wordnet.table import packaged
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE
from kgstore.settings import Settings
from tests.link.conftest import BASE

SKOS, WN30 = PREFIXES["skos"], PREFIXES["wn30"]
ZOO = f"{BASE}/id/labels/fixture/zoo"
GRAPH = f"{BASE}/graph/record/fixture/labels/zoo"
MADE = f"{BASE}/graph/sssom/made/wordnet-3.0"
ZEBRA, GOLDFISH = f"{WN30}02391049-n", f"{WN30}01443537-n"
TASK = "https://w3id.org/modelzoo/vocabulary/task/object-detection"


def triples(labels: Iterable[str], more: str = "") -> str:
    lines = [
        f"<{ZOO}> <{RDF_TYPE}> <{MZ}LabelSchema> .",
        f"<{BASE}/id/model/fixture/m> <{MZ}task> <{TASK}> .",
        f"<{BASE}/id/model/fixture/m> <{MZ}output> <{BASE}/id/model/fixture/m#0> .",
        f"<{BASE}/id/model/fixture/m#0> <{MZ}labelSchema> <{ZOO}> .",
    ]
    for index, label in enumerate(labels):
        iri = f"<{ZOO}#{index}>"
        lines += [
            f"{iri} <{RDF_TYPE}> <{MZ}PredictionClass> .",
            f"{iri} <{SKOS}inScheme> <{ZOO}> .",
            f'{iri} <{SKOS}prefLabel> "{label}" .',
            f'{iri} <{MZ}index> "{index}"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        ]
    return "\n".join([*lines, more]) + "\n"


def put(store: Store, content: str) -> None:
    store.commit([GraphChange(GRAPH, content)], agent="tester", message="a schema")


@pytest.fixture
def zoo(store: Store) -> Store:
    identifier = f'<{ZOO}#1> <{PREFIXES["dcterms"]}identifier> "n01443537" .\n'
    status = f"<{ZOO}#2> <{MZ}labelStatus> <{MZ}Placeholder> ."
    put(store, triples(["zebra", "fishy", "LABEL_2", "giraffe", "qwertz"], identifier + status))
    return store


def made(store: Store) -> dict[str, Mapping]:
    return {m.subject: m for m in read_records(store.view, MADE)}


def test_schemas_are_read_whole(zoo: Store) -> None:
    schema = next(schema for schema in schemas(zoo.view) if schema.iri == ZOO)
    assert [label.text for label in schema.labels][:2] == ["zebra", "fishy"]
    assert schema.labels[1].identifiers == ("n01443537",)
    assert [label.linkable for label in schema.labels] == [True, True, False, True, True]
    assert TASK in schema.tasks
    assert any(task.endswith("/computer-vision") for task in schema.tasks)


def test_identifiers_come_before_words(zoo: Store, settings: Settings) -> None:
    report = link_store(zoo, settings, packaged(), [ZOO])
    assert dict(report.total) == {"identifier": 1, "exactMatch": 2, "placeholder": 1, "none": 1}
    assert made(zoo)[f"{ZOO}#1"].object == GOLDFISH
    zebra = made(zoo)[f"{ZOO}#0"]
    assert zebra.object == ZEBRA
    assert zebra.cells["mapping_tool"] == "kgstore"
    assert "zebra" in zebra.cells["comment"]
    assert zoo.view.values(f"{ZOO}#0", SKOS + "exactMatch") == [ZEBRA]
    assert zoo.view.values(ZEBRA, SKOS + "prefLabel") == ["zebra"]


def test_what_was_linked_is_passed_over(zoo: Store, settings: Settings) -> None:
    link_store(zoo, settings, packaged(), [ZOO])
    before = made(zoo)
    second = link_store(zoo, settings, packaged(), [ZOO])
    assert (second.passed_over, second.outcomes, second.commit) == (1, [], None)
    third = link_store(zoo, settings, packaged(), [ZOO], again=True)
    assert (len(third.outcomes), third.commit) == (1, None)
    assert made(zoo) == before


def test_a_dry_run_changes_nothing(zoo: Store, settings: Settings) -> None:
    report = link_store(zoo, settings, packaged(), dry_run=True)
    assert report.total["exactMatch"] >= 2
    assert report.commit is None
    assert made(zoo) == {}


def test_what_a_table_links_is_left_to_it(store: Store, settings: Settings) -> None:
    coco = "https://w3id.org/modelzoo/vocabulary/labels/coco80"
    report = link_store(store, settings, packaged(), [coco])
    assert report.total["known"] >= 75
    assert not any(subject.endswith("/coco80/person") for subject in made(store))


def test_a_rejection_outlasts_another_run(zoo: Store, settings: Settings) -> None:
    link_store(zoo, settings, packaged(), [ZOO])
    decide(zoo, settings, [made(zoo)[f"{ZOO}#0"].iri], Verdict.REJECT, reason="painted horses")
    link_store(zoo, settings, packaged(), [ZOO], again=True)
    assert zoo.view.values(f"{ZOO}#0", SKOS + "exactMatch") == []


def test_classes_that_are_gone_leave_the_set(zoo: Store, settings: Settings) -> None:
    link_store(zoo, settings, packaged(), [ZOO])
    put(zoo, triples(["zebra"]))
    link_store(zoo, settings, packaged(), [ZOO], again=True)
    assert f"{ZOO}#3" not in made(zoo)


def test_a_schema_that_is_not_there(store: Store, settings: Settings) -> None:
    with pytest.raises(NotFound, match="no label schema urn:nothing"):
        link_store(store, settings, packaged(), ["urn:nothing"])


def test_wikidata_by_identifiers_only(store: Store, settings: Settings) -> None:
    identifier = f'<{ZOO}#0> <{PREFIXES["dcterms"]}identifier> "Q32789" .'
    put(store, triples(["zebra", "giraffe"], identifier))
    report = link_store(store, settings, WIKIDATA, [ZOO])
    assert dict(report.total) == {"identifier": 1, "none": 1}
    assert store.view.values(f"{ZOO}#0", SKOS + "exactMatch") == [PREFIXES["wd"] + "Q32789"]


def test_a_set_of_another_source_counts_as_known(zoo: Store, settings: Settings) -> None:
    other = made_set(zoo.base, "mine", "My own")
    row = Mapping(other, 0, f"{ZOO}#3", SKOS + "exactMatch", ZEBRA, False, "urn:j", 0.9)
    changes = mapping_changes(zoo, {"made/mine": [row]})
    zoo.commit(changes, agent="tester", message="mine")
    report = link_store(zoo, settings, packaged(), [ZOO])
    assert report.total["known"] == 1
    assert f"{ZOO}#3" not in made(zoo)


def test_progress_is_told(zoo: Store, settings: Settings) -> None:
    told: list[tuple[int, int]] = []
    link_store(zoo, settings, packaged(), [ZOO], progress=lambda done, of: told.append((done, of)))
    assert told == [(0, 1), (1, 1)]
