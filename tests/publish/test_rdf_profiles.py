"""The RDF profiles over the zoo: the graph that each gives, what it lacks, and every format."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.errors import NotFound, QueryError, UnknownFormat
from kgstore.namespaces import expand
from kgstore.publish.profiles import NOT_STATED, Missing, Profile, Source, profile_named, rdf
from kgstore.publish.serialise import QUAD_FORMATS, format_named
from kgstore.publish.writing import rebased, write_stream
from kgstore.resources import folder
from kgstore.sparql.library import Library
from kgstore.sparql.view import Results
from tests.queries import fixture

HERE = Path(__file__).parent
BASE = fixture.BASE
DATASET, MODEL = f"{BASE}/id/dataset/fixture", f"{BASE}/id/model/fixture"
CATALOGUE = f"{BASE}/catalog"
NAMES = ("schema_org", "dcat_ap", "mldcat_ap", "fair4ml", "prov_o")
every_profile = pytest.mark.parametrize(
    "profile", [profile_named(name) for name in NAMES], ids=NAMES
)

LACKING = {
    "schema_org": [Missing(f"{DATASET}/nameless", "schema:description")],
    "dcat_ap": [
        Missing(CATALOGUE, "dcterms:publisher"),
        Missing(f"{DATASET}/nameless", "dcterms:description"),
    ],
    "mldcat_ap": [
        Missing(CATALOGUE, "dcterms:publisher"),
        Missing(f"{DATASET}/animals", "it6:collectionDate"),
        Missing(f"{DATASET}/coco", "it6:collectionDate"),
        Missing(f"{DATASET}/coco#distribution", "dqv:hasQualityMeasurement"),
        Missing(f"{DATASET}/dogs#file/images.tar", "dqv:hasQualityMeasurement"),
        Missing(f"{DATASET}/dogs-1.1", "it6:collectionDate"),
        Missing(f"{DATASET}/nameless", "dcterms:description"),
        Missing(f"{DATASET}/nameless", "it6:collectionDate"),
        *(
            Missing(f"{MODEL}/backbone", field)
            for field in ("dcat:version", "dcterms:created", "it6:hasFile", "it6:trainedOn")
        ),
        *(
            Missing(f"{MODEL}/sparse", field)
            for field in ("dcterms:created", "it6:hasFile", "it6:trainedOn")
        ),
        Missing(expand("mzd:COCO-2017-val"), "it6:collectionDate"),
    ],
    "fair4ml": [],
    "prov_o": [],
}


def exported(
    profile: Profile, source: Source, *iris: str
) -> tuple[set[ox.Triple], list[Missing], list[ox.Quad]]:
    found = profile.export(source, iris or None)
    assert found.quads is not None
    assert found.documents is None
    quads = list(found.quads)
    return {quad.triple for quad in quads}, found.missing, quads


@every_profile
def test_the_whole_store_gives_the_expected_graph(profile: Profile, zoo: Source) -> None:
    triples, _, quads = exported(profile, zoo)
    assert triples == fixture.expected_triples(HERE / profile.name)
    assert len(quads) == len(triples), "nothing is written twice"


@every_profile
def test_what_no_source_states_is_reported(profile: Profile, zoo: Source) -> None:
    assert exported(profile, zoo)[1] == LACKING[profile.name]
    assert all(one.why == NOT_STATED for one in LACKING[profile.name])


@every_profile
def test_there_is_no_blank_node(profile: Profile, zoo: Source) -> None:
    terms = {term for triple in exported(profile, zoo)[0] for term in triple}
    assert not any(isinstance(term, ox.BlankNode) for term in terms)


@every_profile
def test_one_resource_gives_its_part_of_the_whole(profile: Profile, zoo: Source) -> None:
    whole = fixture.expected_triples(HERE / profile.name)
    iri = f"{DATASET}/dogs" if profile.name == "dcat_ap" else f"{MODEL}/detector"
    triples, _, _ = exported(profile, zoo, iri)
    assert triples < whole
    assert {t for t in whole if t.subject == ox.NamedNode(iri)} <= triples
    assert not any(CATALOGUE in str(triple) for triple in triples)


@pytest.mark.parametrize(
    ("name", "iri"),
    [("schema_org", f"{DATASET}/dogs"), ("dcat_ap", f"{DATASET}/dogs")],
)
def test_a_complete_record_lacks_nothing(name: str, iri: str, zoo: Source) -> None:
    assert exported(profile_named(name), zoo, iri)[1] == []


def test_a_complete_model_lacks_only_what_the_data_and_the_base_model_lack(zoo: Source) -> None:
    _, missing, _ = exported(profile_named("mldcat_ap"), zoo, f"{MODEL}/detector")
    assert f"{MODEL}/detector" not in {one.resource for one in missing}


@every_profile
def test_each_format_holds_the_same(profile: Profile, zoo: Source) -> None:
    wanted = fixture.expected_triples(HERE / profile.name)
    for name in profile.formats:
        for short in (False, True):
            out = io.BytesIO()
            write_stream(profile.export(zoo), out, profile, name, short=short)
            found = ox.parse(out.getvalue(), format=format_named(name))
            assert {quad.triple for quad in found} == wanted, name
    assert set(profile.formats) > QUAD_FORMATS


def test_another_base_reaches_every_iri_and_identifier(zoo: Source) -> None:
    profile = profile_named("mldcat_ap")
    out = io.BytesIO()
    write_stream(rebased(profile.export(zoo), BASE, "https://zoo.org"), out, profile, "nquads")
    assert BASE.encode() not in out.getvalue()


def test_what_a_profile_does_not_describe_is_refused_by_name(zoo: Source) -> None:
    profile = profile_named("dcat_ap")
    with pytest.raises(UnknownFormat, match="does not describe mz:MLModel"):
        profile.export(zoo, [f"{MODEL}/detector"])
    with pytest.raises(NotFound):
        profile.export(zoo, [f"{DATASET}/nothing"])
    _, missing, _ = exported(profile, zoo, f"{DATASET}/dogs", f"{MODEL}/detector")
    assert [(one.resource, one.field) for one in missing] == [(f"{MODEL}/detector", "rdf:type")]


def overlaid(source: Source, path: Path, name: str, text: str) -> Source:
    place = path / "export" / "dcat_ap"
    place.mkdir(parents=True)
    (place / f"{name}.rq").write_text(text)
    return replace(source, library=Library(folder("queries"), path))


def test_an_overlay_states_what_no_source_can(zoo: Source, tmp_path: Path) -> None:
    text = """#+ summary: Who publishes this catalogue
#+ parameters:
#+   catalogue: {kind: iri, default: "urn:c", description: The catalogue}
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
CONSTRUCT { $catalogue dcterms:publisher <urn:us> . <urn:us> a foaf:Agent ; foaf:name "Us" } {}
"""
    source = overlaid(zoo, tmp_path, "dcat_ap_publisher", text)
    _, missing, _ = exported(profile_named("dcat_ap"), source)
    assert CATALOGUE not in {one.resource for one in missing}


def test_a_query_with_other_parameters_is_refused_by_name(zoo: Source, tmp_path: Path) -> None:
    source = overlaid(zoo, tmp_path, "dcat_ap_odd", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    with pytest.raises(QueryError, match="dcat_ap_odd"):
        profile_named("dcat_ap").export(source)


@dataclass
class Counting:
    """A view that counts the queries it is asked."""

    view: object
    asked: int = 0

    def query(self, query: str, /, *, use_default_graph_as_union: bool = False) -> Results:
        self.asked += 1
        return self.view.query(query)  # type: ignore[attr-defined,no-any-return]  # a View

    def __getattr__(self, name: str) -> object:
        return getattr(self.view, name)


def test_the_whole_store_is_exported_part_by_part(
    zoo: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdf, "_BATCH", 1)
    view = Counting(zoo.view)
    profile = profile_named("mldcat_ap")
    quads: Iterator[ox.Quad] | None = profile.export(replace(zoo, view=view)).quads  # type: ignore[arg-type]
    assert quads is not None
    counts = set()
    triples = set()
    for quad in quads:
        counts.add(view.asked)
        triples.add(quad.triple)
    assert len(counts) == 6, "the catalogue's description and five resources, one after the other"
    assert triples == fixture.expected_triples(HERE / "mldcat_ap")
