"""The classes of a store asked for, and the answers as mappings in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgstore.commit.store import Store
from kgstore.link.accept import commit_mappings, made_set
from kgstore.link.mapping import Mapping
from kgstore.link.rdf import read_records
from kgstore.link.reconcile.cache import Cache
from kgstore.link.reconcile.client import Client, Manners
from kgstore.link.reconcile.model import Answer, Candidate, Question, Service
from kgstore.link.reconcile.propose import Asked, proposals, scale_of
from kgstore.link.reconcile.run import Outcome, classes, commit_answers
from kgstore.namespaces import PREFIXES
from kgstore.settings import Settings
from tests.link.conftest import BASE
from tests.link.reconcile import service as zoo

VOC = "https://w3id.org/modelzoo/vocabulary/labels/voc20"
SKOS, WD = PREFIXES["skos"], PREFIXES["wd"]
SERVICE = Service("https://e.org", "E", identifier_space="https://e.org/id/")


def proposed(*candidates: Candidate, exact_at: float = 0.9) -> Mapping:
    question = Question("crane")
    asked = Asked("urn:crane", "urn:schema", "crane", question)
    found = proposals(
        [asked], {question: Answer(candidates)}, SERVICE, made_set(BASE, "x", "X"), exact_at
    )
    (only,) = found
    return only


@pytest.mark.parametrize(
    ("score", "match", "relation", "confidence"),
    [
        (100, True, "exactMatch", 1.0),
        (90, True, "exactMatch", 0.9),
        (89, True, "closeMatch", 0.89),
        (100, False, "closeMatch", 0.75),
        (30, False, "closeMatch", 0.3),
        (-5, True, "closeMatch", 0.0),
        (250, True, "exactMatch", 1.0),
    ],
)
def test_only_a_sure_match_of_the_service_is_exact(
    score: float, match: bool, relation: str, confidence: float
) -> None:
    found = proposed(Candidate("Q1", "crane", score, match))
    assert (found.predicate, found.confidence) == (SKOS + relation, confidence)
    assert found.object == "https://e.org/id/Q1"
    assert "runner_up" not in found.cells


def test_a_proposal_says_what_it_rests_on() -> None:
    best = Candidate("Q1", "Gruidae", 80, True, "a family of birds")
    found = proposed(best, Candidate("Q2", "machine", 78))
    assert found.cells["runner_up"] == "https://e.org/id/Q2"
    assert found.cells["runner_up_confidence"] == "0.75"
    assert found.cells["comment"] == (
        "score 80 of 100, matched by the service; 2 candidates for 'crane'; a family of birds"
    )
    assert (found.cells["mapping_tool"], found.cells["object_label"]) == ("E", "Gruidae")
    assert found.justification == PREFIXES["semapv"] + "UnspecifiedMatching"


def test_the_scale_is_guessed_from_the_scores() -> None:
    assert proposed(Candidate("Q1", "crane", 0.95, True)).confidence == 0.95
    assert scale_of([]) == 1.0


def run(store: Store, settings: Settings, service: zoo.Service, path: Path) -> list[Outcome]:
    asked = classes(store.view, Question(""), VOC)
    with Cache(path) as cache, Client(service.url, cache, Manners(delay=0)) as client:
        answers = client.answers(one.question for one in asked)
        return commit_answers(store, settings, client.service, asked, answers)


def test_the_classes_of_a_schema_get_their_candidates(
    store: Store, settings: Settings, service: zoo.Service, tmp_path: Path
) -> None:
    (done,) = run(store, settings, service, tmp_path / "cache.sqlite")
    assert (done.asked, done.proposed, done.sure, done.committed) == (20, 3, 2, True)
    records = read_records(store.view, f"{BASE}/graph/sssom/made/{done.set_name}")
    said = {m.subject.rpartition("/")[2]: (m.predicate, m.object, m.confidence) for m in records}
    assert said == {
        "cat": (SKOS + "exactMatch", WD + "Q146", 1.0),
        "dog": (SKOS + "closeMatch", WD + "Q144", 0.7),
        "bus": (SKOS + "exactMatch", WD + "Q5638", 1.0),
    }
    assert WD + "Q146" in store.view.values(f"{VOC}/cat", SKOS + "exactMatch")
    assert WD + "Q144" not in store.view.values(f"{VOC}/dog", SKOS + "closeMatch")
    before, asked = store.head, len(service.posts)
    (again,) = run(store, settings, service, tmp_path / "cache.sqlite")
    assert (again.committed, store.head, len(service.posts)) == (False, before, asked)


def test_a_rejection_survives_and_other_classes_keep_their_proposals(
    store: Store, settings: Settings, service: zoo.Service, tmp_path: Path
) -> None:
    (done,) = run(store, settings, service, tmp_path / "cache.sqlite")
    cat = f"{VOC}/cat", SKOS + "exactMatch", WD + "Q146"
    review = made_set(BASE, "review", "Decisions")
    rejected = Mapping(review, 0, *cat, True, PREFIXES["semapv"] + "ManualMappingCuration", 1.0)
    commit_mappings(store, settings, "review", [rejected], "reject")
    run(store, settings, service, tmp_path / "other.sqlite")
    assert WD + "Q146" not in store.view.values(cat[0], cat[1])
    one = [asked for asked in classes(store.view, Question(""), VOC) if asked.iri.endswith("/dog")]
    with (
        Cache(tmp_path / "third.sqlite") as cache,
        Client(service.url, cache, Manners(delay=0)) as client,
    ):
        commit_answers(store, settings, client.service, one, client.answers([one[0].question]))
    records = read_records(store.view, f"{BASE}/graph/sssom/made/{done.set_name}")
    assert len(records) == 3


def test_classes_are_those_without_a_link_or_of_a_schema(store: Store) -> None:
    every = classes(store.view, Question("", "Q1", 3))
    assert {one.question.type for one in every} == {"Q1"}
    voc = {one.label for one in every if one.schema == VOC}
    assert "pottedplant" in voc
    unlinked = classes(store.view, Question(""), VOC, unlinked=True)
    assert {one.label for one in unlinked} < voc


def test_a_schema_of_which_a_class_is_not_answered_is_left_for_later(
    store: Store, settings: Settings, service: zoo.Service, cache: Cache
) -> None:
    asked = classes(store.view, Question(""), VOC)
    before = store.head
    with Client(service.url, cache, Manners(delay=0)) as client:
        answers = client.answers(one.question for one in asked[:5])
        assert commit_answers(store, settings, client.service, asked, answers) == []
    assert store.head == before
