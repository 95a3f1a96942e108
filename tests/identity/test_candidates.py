"""Which pairs are candidates, how sure they are, and what they mean beside each other."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest

from kgstore.identity.candidates import Candidate, find_candidates
from kgstore.identity.rules import KINDS, rules
from kgstore.identity.settle import settled
from kgstore.identity.things import Thing
from kgstore.sparql.library import Library

PREFIXES = """
@base <https://e.org/id/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mz: <https://w3id.org/modelzoo#> .
@prefix mzd: <https://w3id.org/modelzoo/vocabulary/dataset/> .
@prefix mza: <https://w3id.org/modelzoo/vocabulary/architecture/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def found(turtle: str, kind: str = "dataset") -> dict[tuple[str, str], Candidate]:
    store = ox.Store()
    text, graph = (PREFIXES + turtle).encode(), ox.NamedNode("https://e.org/graph/record/fixture")
    for to_graph in (ox.DefaultGraph(), graph):
        store.load(text, format=ox.RdfFormat.TURTLE, to_graph=to_graph)
    return {
        (short(c.subject.iri), short(c.other.iri)): c
        for c in settled(find_candidates(store, rules(kind)))
    }


def short(iri: str) -> str:
    return iri.removeprefix("https://e.org/id/").rpartition("vocabulary/")[2]


def dataset(iri: str, name: str, more: str = "") -> str:
    source, _, native = iri.partition("/")[2].partition("/")
    return (
        f'<{iri}> a mz:Dataset ; rdfs:label "{name}" ; mz:source <source/{source}> ; '
        f'mz:nativeId "{native}" {more} .\n'
    )


def model(iri: str, name: str, more: str = "") -> str:
    return dataset(iri, name, more).replace("mz:Dataset", "mz:MLModel")


def weights(iri: str, facts: str) -> str:
    kind = f"<{iri}#w> mz:artifactKind mz:WeightsArtifact"
    return f"<{iri}> mz:artifact <{iri}#w> . {kind} ; {facts} .\n"


@pytest.mark.parametrize("kind", KINDS)
def test_each_evidence_has_its_query_and_says_something(kind: str) -> None:
    known, library = rules(kind), Library.packaged()
    assert library.query(known.things)
    for relation in known.relations:
        assert any(evidence.pairs for evidence in relation.evidence)
        for evidence in relation.evidence:
            assert evidence.form == "moved" or library.query(evidence.query)
            assert 0 <= evidence.weight < 1
            assert evidence.at_most > 1 or not evidence.pairs
            assert evidence.text or not evidence.weight


def test_an_identifier_of_another_catalogue_is_decisive_and_the_name_adds_to_it() -> None:
    stated = ', "paperswithcode:imdb-movie-reviews"'
    pairs = found(
        dataset("dataset/huggingface/imdb", "IMDB", f'; dcterms:identifier "doi:10.1/x" {stated}')
        + dataset(
            "dataset/paperswithcode/imdb-movie-reviews",
            "IMDb Movie Reviews",
            '; dcterms:identifier "https://paperswithcode.com/dataset/imdb-movie-reviews"',
        )
    )
    ((ends, pair),) = pairs.items()
    assert ends == ("dataset/paperswithcode/imdb-movie-reviews", "dataset/huggingface/imdb")
    assert pair.score == 0.92
    assert pair.relation.predicate.endswith("#canonical")
    assert pair.reasons == ("both have the identifier paperswithcode:imdb-movie-reviews",)


def test_a_record_leads_to_the_term_and_the_old_name_of_a_hub_to_the_new_one() -> None:
    page = "; dcat:landingPage <https://pets.example/data>"
    pairs = found(
        f'mzd:Pets a mz:Dataset ; skos:prefLabel "Pet photos"@en {page} .\n'
        + dataset("dataset/zoo/pets", "The Pet Photos Dataset", page)
        + dataset("dataset/huggingface/acme/birds", "birds")
        + dataset("dataset/huggingface/birds", "birds")
    )
    assert list(pairs) == [
        ("dataset/huggingface/birds", "dataset/huggingface/acme/birds"),
        ("dataset/zoo/pets", "dataset/Pets"),
    ]
    moved, term = pairs.values()
    assert term.score == 0.84
    assert moved.score == 0.76  # one hub, and no evidence that is decisive: a curator looks
    assert len(moved.reasons) == 2


def test_a_value_that_many_share_says_nothing() -> None:
    one = "; dcat:landingPage <https://github.com/acme/all-our-data>"
    few = [dataset(f"dataset/zoo{n}/d{n}", f"dataset number {n} of them", one) for n in range(4)]
    assert len(found("".join(few))) == 6
    more = dataset("dataset/zoo9/d9", "another", one)
    assert not found("".join([*few, more]))


def test_what_the_sources_say_settles_it() -> None:
    other = dataset("dataset/b/pets", "Pets", "; mz:canonical mzd:Pets")
    for term in ("mzd:Pets", "mzd:Cats"):
        assert not found(dataset("dataset/a/pets", "Pets", f"; mz:canonical {term}") + other)
    assert found(dataset("dataset/a/pets", "Pets") + other)


def test_other_sizes_speak_against_one_dataset() -> None:
    def sized(iri: str, number: int) -> str:
        return (
            dataset(iri, "Pets")
            + f"<{iri}#t> mz:splitOf <{iri}> ; mz:numberOfDataObjects {number} .\n"
        )

    (same,) = found(sized("dataset/a/pets", 7000) + sized("dataset/b/pets", 7000)).values()
    (other,) = found(sized("dataset/a/pets", 7000) + sized("dataset/b/pets", 8000)).values()
    assert (same.score, other.score) == (0.84, 0.476)


def test_the_same_file_is_the_same_weights_under_whatever_name() -> None:
    first = weights("model/a/x", 'mz:digest "sha256:aa"')
    pairs = found(
        model("model/a/x", "x")
        + model("model/b/other-name", "other")
        + first
        + weights("model/b/other-name", 'mz:digest "sha256:aa"'),
        "model",
    )
    assert pairs["model/a/x", "model/b/other-name"].relation.name == "same weights"
    named = "mz:location <https://{}.example/resnet50-0676ba61.pth>"
    pairs = found(
        model("model/a/x", "x")
        + model("model/b/y", "y")
        + weights("model/a/x", named.format("one"))
        + weights("model/b/y", named.format("two")),
        "model",
    )
    assert pairs["model/a/x", "model/b/y"].score == 0.95


def test_one_name_with_other_weights_is_only_an_architecture() -> None:
    def zoo(name: str, number: int, digest: str) -> str:
        iri = f"model/{name}/resnet50"
        facts = f"; mz:architecture mza:ResNet-50 ; mz:parameterCount {number}"
        return model(iri, "resnet50", facts) + weights(iri, f'mz:digest "sha256:{digest}"')

    (pair,) = found(zoo("a", 25557032, "aa") + zoo("b", 25560000, "bb"), "model").values()
    assert pair.relation.name == "same architecture"
    assert not pair.relation.joins


def test_the_hubs_own_move_is_sure_and_a_namesake_is_not() -> None:
    old = model("model/huggingface/gpt2-tiny", "gpt2-tiny")
    ((_, moved),) = found(
        old + model("model/huggingface/openai-community/gpt2-tiny", "gpt2-tiny"), "model"
    ).items()
    assert moved.relation.predicate.endswith("exactMatch")
    assert moved.score > 0.9
    (namesake,) = found(
        old + model("model/huggingface/me/gpt2-tiny", "gpt2-tiny"), "model"
    ).values()
    assert namesake.score < 0.8


def candidate(one: str, other: str, score: float) -> Candidate:
    relation = rules("dataset").relations[0]
    things = [Thing(f"{TERM}{i}" if i.isupper() else f"urn:{i}", i) for i in (one, other)]
    return Candidate(things[0], things[1], relation, score, ())


TERM = "https://w3id.org/modelzoo/vocabulary/dataset/"


def scores(given: Sequence[Candidate]) -> dict[str, float]:
    return {c.subject.name + c.other.name: c.score for c in settled(given)}


def test_a_thing_is_linked_to_its_best_term_and_of_two_equal_ones_to_none() -> None:
    assert scores([candidate("a", "T", 0.9), candidate("a", "U", 0.85)]) == {"aT": 0.9, "aU": 0.79}
    assert scores([candidate("a", "T", 0.9), candidate("a", "U", 0.9)]) == {"aT": 0.79, "aU": 0.79}


def test_a_chain_joins_no_two_terms_and_proposes_nothing_that_follows() -> None:
    chain = [candidate("a", "T", 0.95), candidate("a", "b", 0.92), candidate("b", "U", 0.9)]
    assert scores(chain) == {"aT": 0.95, "ab": 0.92, "bU": 0.79}
    loop = [candidate("a", "T", 0.95), candidate("b", "T", 0.9), candidate("a", "b", 0.5)]
    assert scores(loop) == {"aT": 0.95, "bT": 0.9}
