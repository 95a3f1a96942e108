"""A store of many models made at random from terms of the vocabularies, beside the filters' zoo."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, XSD, expand
from kgstore.opening import create
from kgstore.settings import Settings

BASE = "https://example.org"
ZOO = Path(__file__).parent / "filter" / "zoo.ttl"
WORDS = (
    *("yolo", "YOLO-v3", "tiny", "net small", "classifier", "Ångström", "x_y", "STRASSE", "straße"),
    *("ΣΑΣ", "İstanbul", "日本語", "v1.2", "absent-minded", "small classifier", "edge", "²"),
)
_TERMS = {
    MZ + "task": ("object-detection", "classification", "image-classification", "text-generation"),
    PREFIXES["dcterms"] + "license": ("Apache-2.0", "MIT", "GPL-3.0-only"),
    MZ + "framework": ("pytorch", "transformers"),
}
_SPACES = {"task": "mzt:", "license": "mzl:", "framework": "mzf:"}
_DATASETS = ("COCO", "COCO-2017-val", "VOC", "VOC-2007-test", "ImageNet-1k-val", "ImageNet")
_HARDWARE = ("jetson-nano", "nvidia-v100", "GPU")
_METRICS = (
    *("AP_50_95", "AP_50", "MeanAveragePrecision", "Accuracy", "Top1Accuracy", "Top5Accuracy"),
    *("InferenceTime", "InferenceTime_P99", "WordErrorRate"),
)
_DATES = ("2021-06-30T23:59:59Z", "2021-07-01T00:00:00Z", "2022-01-01T00:00:00Z")


def store(path: Path, models: int, seed: int) -> Store:
    """Return a store, open for writing, with the packaged knowledge, the zoo and a herd."""
    made = create(Settings(store=path, base=BASE, agent="herd", workers=1))
    zoo = ox.serialize(
        (quad.triple for quad in ox.parse(path=ZOO, format=ox.RdfFormat.TURTLE)),
        format=ox.RdfFormat.N_TRIPLES,
    )
    changes = [GraphChange(f"{BASE}/graph/record/hub/model/zoo", (zoo or b"").decode().strip())]
    chance = random.Random(seed)
    for number in range(models):
        iri = f"{BASE}/id/model/hub/herd-{number}"
        graph = f"{BASE}/graph/record/hub/model/herd-{number}"
        changes.append(GraphChange(graph, "\n".join(_model(iri, chance))))
    made.commit(changes, agent="herd", message="a herd")
    return made


def _line(subject: str, predicate: str, value: str, datatype: str = "") -> str:
    shown = ox.NamedNode(value) if "://" in value else ox.Literal(value)
    if datatype:
        shown = ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))
    return f"{ox.NamedNode(subject)} {ox.NamedNode(predicate)} {shown} ."


def _model(iri: str, chance: random.Random) -> Iterator[str]:
    yield _line(iri, RDF_TYPE, MZ + ("MLModel" if chance.random() < 0.9 else "Dataset"))
    yield _line(iri, PREFIXES["rdfs"] + "label", " ".join(chance.sample(WORDS, 2)))
    for predicate, names in _TERMS.items():
        space = _SPACES[predicate.rsplit("/", 1)[-1].rpartition("#")[2]]
        for name in chance.sample(names, chance.randint(0, 2)):
            yield _line(iri, predicate, expand(space + name))
    for predicate, values in (
        ("parameterCount", (5_000_000, 6_000_000, 50_000_000, 90_000_000)),
        ("sizeInBytes", (20_000_000, 24_000_000, 30_000_000)),
    ):
        if chance.random() < 0.7:
            yield _line(iri, MZ + predicate, str(chance.choice(values)), "integer")
    if chance.random() < 0.5:
        yield _line(iri, PREFIXES["dcterms"] + "created", chance.choice(_DATES), "dateTime")
    if chance.random() < 0.6:
        yield _line(iri, PREFIXES["dcterms"] + "description", " ".join(chance.sample(WORDS, 3)))
    if chance.random() < 0.5:
        yield _line(iri, PREFIXES["dcat"] + "keyword", chance.choice(WORDS))
    if chance.random() < 0.2:
        yield _line(iri, MZ + "output", f"{iri}#out")
        yield _line(f"{iri}#out", MZ + "labelSchema", expand("mzlab:coco80"))
    for number in range(chance.randint(0, 3)):
        yield from _configuration(iri, f"{iri}#c{number}", chance)


def _configuration(iri: str, part: str, chance: random.Random) -> Iterator[str]:
    yield _line(part, MZ + "model", iri)
    if chance.random() < 0.8:
        yield _line(part, MZ + "dataset", expand(f"mzd:{chance.choice(_DATASETS)}"))
    if chance.random() < 0.4:
        yield _line(part, MZ + "hardware", expand(f"mzhw:{chance.choice(_HARDWARE)}"))
    if chance.random() < 0.3:
        yield _line(part, MZ + "numericPrecision", chance.choice(("FP16", "fp32")))
    for number in range(chance.randint(0, 2)):
        value = f"{part}-v{number}"
        yield _line(part, MZ + "hasMetricValue", value)
        yield _line(value, MZ + "metric", expand(f"mzm:{chance.choice(_METRICS)}"))
        yield _line(
            value, MZ + "value", chance.choice(("0.02", "0.3", "0.4", "0.5", "0.81")), "double"
        )
        if chance.random() < 0.1:
            yield _line(value, MZ + "forClass", f"{BASE}/id/labels/hub/x#0-cat")
