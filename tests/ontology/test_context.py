"""The context turns a record of the contract's form into exactly the statements it should."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, XSD
from kgstore.ontology.context import build_context

MODEL = "https://example.org/id/model/zoo/yolo"


@pytest.fixture(scope="module")
def context(ontology: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ontology / "context.jsonld").read_text("utf-8"))
    assert list(document) == ["@context"]
    terms: dict[str, Any] = document["@context"]
    return terms


def parse(context: dict[str, Any], document: dict[str, Any]) -> set[ox.Triple]:
    text = json.dumps({"@context": context} | document)
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)}


def triple(subject: str, name: str, value: str, datatype: str | None = None) -> ox.Triple:
    prefix, _, local = name.partition(":")
    predicate = RDF_TYPE if name == "a" else PREFIXES[prefix] + local
    term = ox.Literal(value, datatype=ox.NamedNode(XSD + datatype)) if datatype else None
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term or ox.NamedNode(value))


def test_a_nested_record_becomes_its_statements(context: dict[str, Any]) -> None:
    configuration, value, schema = f"{MODEL}#c", f"{MODEL}#v", f"{MODEL}#labels"
    document = {
        "id": MODEL,
        "type": "MLModel",
        "name": "YOLO",
        "nativeId": 7,
        "parameterCount": 61949149,
        "floatingPointOperations": 66,
        "gated": False,
        "created": "2020-04-20T00:00:00Z",
        "keyword": ["one", "two"],
        "output": {
            "id": f"{MODEL}#out",
            "type": "OutputSpecification",
            "labelSchema": {
                "id": schema,
                "type": "LabelSchema",
                "classes": [{"id": f"{schema}/0", "type": "PredictionClass", "index": 0}],
            },
        },
        "configurations": [
            {
                "id": configuration,
                "type": ["TestingConfiguration", PREFIXES["prov"] + "Plan"],
                "hasMetricValue": [
                    {"id": value, "type": "MetricValue", "metric": "urn:AP", "value": 0.43}
                ],
            }
        ],
    }
    assert parse(context, document) == {
        triple(MODEL, "a", f"{MZ}MLModel"),
        triple(MODEL, "rdfs:label", "YOLO", "string"),
        triple(MODEL, "mz:nativeId", "7", "string"),
        triple(MODEL, "mz:parameterCount", "61949149", "integer"),
        triple(MODEL, "mz:floatingPointOperations", "6.6E1", "double"),
        triple(MODEL, "mz:gated", "false", "boolean"),
        triple(MODEL, "dcterms:created", "2020-04-20T00:00:00Z", "dateTime"),
        triple(MODEL, "dcat:keyword", "one", "string"),
        triple(MODEL, "dcat:keyword", "two", "string"),
        triple(MODEL, "mz:output", f"{MODEL}#out"),
        triple(f"{MODEL}#out", "a", f"{MZ}OutputSpecification"),
        triple(f"{MODEL}#out", "mz:labelSchema", schema),
        triple(schema, "a", f"{MZ}LabelSchema"),
        triple(f"{schema}/0", "a", f"{MZ}PredictionClass"),
        triple(f"{schema}/0", "skos:inScheme", schema),
        triple(f"{schema}/0", "mz:index", "0", "integer"),
        triple(configuration, "a", f"{MZ}TestingConfiguration"),
        triple(configuration, "a", PREFIXES["prov"] + "Plan"),
        triple(configuration, "mz:model", MODEL),
        triple(configuration, "mz:hasMetricValue", value),
        triple(value, "a", f"{MZ}MetricValue"),
        triple(value, "mz:metric", "urn:AP"),
        triple(value, "mz:value", "4.3E-1", "double"),
    }


SAMPLES = {"integer": 1, "double": 0.5, "boolean": True, "date": "2020-01-01"}
SAMPLES |= {"dateTime": "2020-01-01T00:00:00Z", "string": "text", "@id": "urn:x"}


def test_every_key_makes_one_statement_of_its_type(context: dict[str, Any]) -> None:
    for key, meaning in context.items():
        if key.startswith("@") or isinstance(meaning, str):
            continue
        kind = meaning["@type"].removeprefix(XSD)
        nested = {"id": "urn:part"} if "@reverse" in meaning else SAMPLES[kind]
        (made,) = parse(context, {"id": MODEL, key: nested})
        assert made.predicate.value == meaning.get("@id", meaning.get("@reverse")), key
        if isinstance(made.object, ox.Literal):
            assert made.object.datatype.value == XSD + kind, key


def test_every_class_may_be_written_by_its_local_name(context: dict[str, Any]) -> None:
    names = [key for key, iri in context.items() if iri == MZ + key and key[0].isupper()]
    assert len(names) > 60
    for name in names:
        assert parse(context, {"id": MODEL, "type": name}) == {triple(MODEL, "a", MZ + name)}


def test_nothing_outside_the_ontology_gets_in(context: dict[str, Any]) -> None:
    document = {"id": MODEL, "type": "NoSuchClass", "noSuchKey": "x"}
    assert parse(context, document) == set()
    assert not {"@base", "@vocab", "@import"} & set(context)


def test_no_key_acts_as_a_prefix(context: dict[str, Any]) -> None:
    (made,) = parse(context, {"id": MODEL, "landingPage": "model:page"})
    assert made.object == ox.NamedNode("model:page")


def test_two_terms_with_one_key_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.ttl").write_text(
        "@prefix mz: <https://w3id.org/modelzoo#> .\n"
        "@prefix mzk: <https://w3id.org/modelzoo/vocabulary/key/> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "mz:task a owl:ObjectProperty .\n"
        'mzk:task a mz:ContextKey ; rdfs:label "task" ; mz:keyProperty rdfs:seeAlso ;\n'
        "  mz:keyRange rdfs:Resource ."
    )
    with pytest.raises(ValueError, match="the key task"):
        build_context(tmp_path)
