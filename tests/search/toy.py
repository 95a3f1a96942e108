"""A small catalogue for the tests of the index: models in record graphs, as N-Triples."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import tantivy

from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, XSD
from kgstore.search import schema
from kgstore.search.folder import Generation

BASE = "https://example.org"
SKOS, RDFS, DCTERMS = PREFIXES["skos"], PREFIXES["rdfs"], PREFIXES["dcterms"]
TASKS = ("vision", "detection", "tagging")
DATASETS = ("coco", "coco-val", "voc")
WORDS = ("small", "fast", "bert", "yolo", "people", "cats", "Ångström", "v3", "x_y")


def term(kind: str, name: str) -> str:
    return f"{BASE}/id/{kind}/toy/{name}"


def triple(subject: str, predicate: str, value: str | int | float) -> str:
    if isinstance(value, int):
        return f'<{subject}> <{predicate}> "{value}"^^<{XSD}integer> .'
    if isinstance(value, float):
        return f'<{subject}> <{predicate}> "{value}"^^<{XSD}double> .'
    if value.startswith("http"):
        return f"<{subject}> <{predicate}> <{value}> ."
    return f'<{subject}> <{predicate}> "{value}" .'


def vocabulary(label: str = "object detection") -> GraphChange:
    lines = [
        triple(term("task", "detection"), SKOS + "broader", term("task", "vision")),
        triple(term("task", "detection"), SKOS + "prefLabel", label),
        triple(term("task", "vision"), SKOS + "prefLabel", "computer vision"),
        triple(term("dataset", "coco"), RDFS + "label", "COCO"),
        triple(term("dataset", "coco-val"), MZ + "splitOf", term("dataset", "coco")),
        triple(term("dataset", "coco-val"), RDF_TYPE, MZ + "DatasetSplit"),
        triple(term("dataset", "coco"), RDF_TYPE, MZ + "Dataset"),
        triple(term("metric", "AP_50"), SKOS + "broader", term("metric", "AP")),
    ]
    return GraphChange(f"{BASE}/graph/vocab/toy", "\n".join(lines))


def model(name: str, seed: int) -> GraphChange:
    """Return a model whose facts follow from the seed."""
    chance, iri = random.Random(seed), term("model", name)
    told: list[tuple[str, str | int]] = [(RDF_TYPE, MZ + "MLModel")]
    told.append((RDFS + "label", f"{name} {chance.choice(WORDS)}"))
    told += [(MZ + "task", term("task", t)) for t in chance.sample(TASKS, chance.randint(0, 2))]
    if chance.random() < 0.7:
        told.append((DCTERMS + "license", term("licence", chance.choice(("MIT", "GPL")))))
    if chance.random() < 0.7:
        told.append((MZ + "parameterCount", chance.choice((10, 20, 30, 40_000))))
    if chance.random() < 0.8:
        told.append((MZ + "downloadCount", chance.randint(0, 3)))
    if chance.random() < 0.6:
        told.append((DCTERMS + "description", " ".join(chance.sample(WORDS, 3))))
    lines = [triple(iri, predicate, value) for predicate, value in told]
    for number in range(chance.randint(0, 2)):
        lines += evaluation(iri, number, chance)
    return GraphChange(f"{BASE}/graph/record/toy/model/{name}", "\n".join(lines))


def evaluation(iri: str, number: int, chance: random.Random) -> Iterable[str]:
    configuration, value = f"{iri}#e{number}", f"{iri}#v{number}"
    yield triple(configuration, MZ + "model", iri)
    yield triple(configuration, MZ + "dataset", term("dataset", chance.choice(DATASETS)))
    yield triple(configuration, MZ + "hasMetricValue", value)
    yield triple(value, MZ + "metric", term("metric", chance.choice(("AP", "AP_50", "F1"))))
    yield triple(value, MZ + "value", chance.choice((0.25, 0.5, 0.75)))
    if chance.random() < 0.2:
        yield triple(value, MZ + "forClass", term("class", "dog"))


def create(path: Path, models: int = 0) -> Store:
    store = Store.create(path, BASE)
    changes = [vocabulary(), *(model(f"m{n}", n) for n in range(models))]
    store.commit(changes, agent="toy", message="the beginning")
    return store


def commit(store: Store, *changes: GraphChange) -> None:
    store.commit(changes, agent="toy", message="a change")


def contents(generation: Generation) -> dict[str, Any]:
    """Return all that an index says: entries as stored, and what each field counts and holds."""
    searcher, every = generation.searcher, tantivy.Query.all_query()
    hits = searcher.search(every, max(searcher.num_docs, 1)).hits
    documents = [searcher.doc(at) for _, at in hits]
    told = [bytes(d[schema.STORED][0]) for d in documents if d.to_dict().get(schema.STORED)]
    found: dict[str, Any] = {"stored": sorted(told), "documents": searcher.num_docs}
    for name in ("kind", "task", "licence", "evaluated_on", "metric"):
        asked = {"a": {"terms": {"field": name, "size": 1000}}}
        buckets = searcher.aggregate(every, asked)["a"]["buckets"]
        found[name] = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
    for name in ("name", "about", "description"):
        found[f"words of {name}"] = dict(searcher.terms_with_prefix(name, "", every))
    found["measured"] = searcher.aggregate(every, {"a": {"stats": {"field": schema.MEASURED}}})
    for name in ("coco", "voc"):
        query = tantivy.Query.term_query(
            generation.schema, schema.context_field("evaluated_on"), term("dataset", name)
        )
        found[f"measured on {name}"] = searcher.aggregate(
            query, {"a": {"stats": {"field": schema.MEASURED}}}
        )
    return found


def state_apart(found: dict[str, Any]) -> dict[str, Any]:
    """Return the contents of an index without what it says of its own commit."""
    entries = [told for told in found["stored"] if b'"iri"' in told]
    return {**found, "stored": [orjson.loads(told) for told in entries]}
