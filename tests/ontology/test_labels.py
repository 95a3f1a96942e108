"""Labels of the vocabularies name one term each, and resolve what real sources write."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pyoxigraph as ox
import pytest

from kgstore.namespaces import PREFIXES, VOCABULARY
from kgstore.records.vocabulary import Vocabulary, normal_form

FILES = sorted((Path(__file__).parents[2] / "ontology" / "vocabulary").glob("*.ttl"))
WORDS = [path for path in FILES if path.stem.startswith("words-")]
TERMS = [path for path in FILES if path not in WORDS]
SKOS, SOURCE = PREFIXES["skos"], PREFIXES["mzs"]
LABELS = {SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel", "notation")}
NAMES_NO_LICENCE = {"cc", "gpl", "bsd", "lgpl", "gfdl", "other", "unknown", "???", "cc-by-nc-sa"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_two_terms_of_a_scheme_share_a_label(path: Path) -> None:
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    quads = list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    schemes = {
        q.subject.value: q.object.value for q in quads if q.predicate.value == f"{SKOS}inScheme"
    }
    for quad in quads:
        if quad.predicate.value in LABELS and quad.subject.value in schemes:
            datatype = quad.object.datatype.value
            bound = datatype if datatype.startswith(SOURCE) else ""
            key = (schemes[quad.subject.value] + " " + bound, normal_form(quad.object.value))
            named[key].add(quad.subject.value)
    # A data set may call two classes alike, as ImageNet its two cranes: the word names neither.
    assert not {
        key: terms
        for key, terms in named.items()
        if len(terms) > 1 and not key[0].startswith(f"{VOCABULARY}labels/")
    }


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_the_words_of_a_source_are_bound_to_terms_that_there_are(path: Path) -> None:
    known = {
        (quad.subject, quad.object)
        for file in TERMS
        for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE)
        if quad.predicate.value == f"{SKOS}inScheme"
    }
    source = SOURCE + path.stem.removeprefix("words-")
    for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        if quad.predicate.value == f"{SKOS}inScheme":
            assert (quad.subject, quad.object) in known, quad.subject
        else:
            assert quad.predicate.value == f"{SKOS}notation"
            assert quad.object.datatype.value == source


@pytest.mark.parametrize("path", TERMS, ids=lambda path: path.stem)
def test_every_term_has_one_scheme_one_label_and_a_definition(path: Path) -> None:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        name = quad.predicate.value.removeprefix(SKOS)
        if quad.subject.value.startswith(VOCABULARY):
            found[quad.subject.value][
                name + "@" + (getattr(quad.object, "language", "") or "")
            ] += 1
    wrong = {
        iri
        for iri, counts in found.items()
        if counts["inScheme@"]
        and (counts["inScheme@"], counts["prefLabel@en"], counts["definition@en"]) != (1, 1, 1)
    }
    assert not wrong


@pytest.fixture(scope="module")
def terms() -> Vocabulary:
    return Vocabulary.load(FILES)


@pytest.mark.parametrize(
    ("scheme", "text", "source", "term"),
    [
        ("architecture", "xlm-roberta", "huggingface", "XLM-RoBERTa"),
        ("architecture", "DebertaV2", "huggingface", "DeBERTa-v2"),
        ("architecture", "yolo-v3", "open_model_zoo", "YOLOv3"),
        ("architecture", "resnet50", "fiftyone", "ResNet-50"),
        ("architecture", "PAN", "huggingface", "PAN-SR"),
        ("architecture", "PAN", "", None),
        ("algorithm", "SVM", "", "support-vector-machine"),
        ("licence", "apache-2.0", "huggingface", "Apache-2.0"),
        ("licence", "CC BY-NC 4.0", "fiftyone", "CC-BY-NC-4.0"),
        ("licence", "openrail++", "huggingface", "CreativeML-OpenRAIL-plus-plus-M"),
        ("licence", "cc", "huggingface", None),
        ("hardware", "GPU", "open_model_zoo", "GPU"),
        ("hardware", "TPU v3-8", "huggingface", "tpu-v3-8"),
        ("hyperparameter", "learning_rate", "", "learning_rate"),
        ("labels", "coco_80cl.txt", "open_model_zoo", "coco80"),
        ("labels", "coco_91cl_bkgr.txt", "open_model_zoo", "coco91"),
        ("labels", "ms-coco-labels.txt", "fiftyone", "coco80"),
        ("labels/coco80", "trafficlight", "", "traffic-light"),
        ("labels", "imagenet-labels-no-background.txt", "fiftyone", "imagenet1k"),
        ("labels/imagenet1k", "n02012849", "", "n02012849"),
        ("labels/imagenet1k", "crane", "", None),
        ("labels/openimages601", "/m/011k07", "", "m.011k07"),
    ],
)
def test_words_of_sources_resolve(
    terms: Vocabulary, scheme: str, text: str, source: str, term: str | None
) -> None:
    expected = f"{VOCABULARY}{scheme}/{term}" if term else None
    assert terms.resolve(scheme, text, source) == expected


def hub_records(corpus: Path) -> Iterator[dict[str, Any]]:
    for shard in sorted((corpus / "huggingface" / "models_2022-02").glob("*.jsonl.gz")):
        with gzip.open(shard) as lines:
            yield from map(orjson.loads, lines)


def share(terms: Vocabulary, scheme: str, source: str, counts: Counter[str]) -> float:
    found = sum(n for text, n in counts.items() if terms.resolve(scheme, text, source))
    return found / counts.total()


@pytest.mark.corpus
def test_nearly_all_model_types_and_licences_of_the_hub_resolve(
    terms: Vocabulary, corpus: Path
) -> None:
    types, licences = Counter[str](), Counter[str]()
    for record in hub_records(corpus):
        config = record["infos"].get("config")
        if isinstance(config, dict) and isinstance(config.get("model_type"), str):
            types[config["model_type"]] += 1
        said = [t[8:] for t in record["infos"].get("tags") or () if t.startswith("license:")]
        licences.update(text for text in said if text not in NAMES_NO_LICENCE)
    assert share(terms, "architecture", "huggingface", types) >= 0.99
    assert share(terms, "licence", "huggingface", licences) >= 0.99


@pytest.mark.corpus
def test_nearly_all_licence_addresses_of_open_model_zoo_resolve(
    terms: Vocabulary, corpus: Path
) -> None:
    licences = Counter[str]()
    for path in (corpus / "open_model_zoo" / "models").rglob("*.yml"):
        licences.update(re.findall(r"(?m)^license:\s*(\S+)$", path.read_text("utf-8")))
    assert share(terms, "licence", "open_model_zoo", licences) >= 0.95


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name", ["coco_80cl", "coco_80cl_bkgr", "coco_91cl", "coco_91cl_bkgr", "voc_20cl"]
)
def test_a_label_list_is_found_by_its_digest(terms: Vocabulary, corpus: Path, name: str) -> None:
    path = corpus / "open_model_zoo" / "data" / "dataset_classes" / f"{name}.txt"
    digest = hashlib.sha256("\n".join(path.read_text("utf-8").splitlines()).encode()).hexdigest()
    by_name = terms.resolve("labels", path.name, "open_model_zoo")
    assert terms.resolve("labels", digest) == by_name is not None
