"""The vocabularies of tasks, metrics, units, datasets, frameworks and modalities, term by term."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

from kgstore.namespaces import PREFIXES, RDF_TYPE, VOCABULARY, compact, expand
from kgstore.records.vocabulary import Vocabulary, normal_form

FOLDER = Path(__file__).parents[2] / "ontology" / "vocabulary"
SCHEMES = ("task", "metric", "unit", "dataset", "framework", "modality")
SKOS, MZ = PREFIXES["skos"], PREFIXES["mz"]
LABELS = [SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel", "notation")]
TYPES = {
    "task": {"mz:TaskType"},
    "metric": {"mz:PredictionMetric", "mz:ExecutionMetric"},
    "unit": {"qudt:Unit"},
    "dataset": {"mz:Dataset", "mz:DatasetSplit"},
    "framework": {"mz:Framework"},
    "modality": {"mz:Modality"},
}

Term = dict[str, list[Any]]


def files(scheme: str) -> list[Path]:
    """Return the files with terms of a scheme: its own and those of groups of sources."""
    return [FOLDER / f"{scheme}.ttl", *sorted(FOLDER.glob(f"{scheme}-*.ttl"))]


@cache
def terms(scheme: str) -> dict[str, Term]:
    """Return the terms of a scheme's files by IRI: property IRI -> objects."""
    found: dict[str, Term] = {}
    for path in files(scheme):
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            subject = found.setdefault(triple.subject.value, {})
            subject.setdefault(triple.predicate.value, []).append(triple.object)
    del found[VOCABULARY + scheme]
    return found


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary.load(path for scheme in SCHEMES for path in files(scheme))


def values(term: Term, curie: str) -> list[str]:
    return [value.value for value in term.get(expand(curie), [])]


def number(term: Term, curie: str) -> float | None:
    found = values(term, curie)
    return float(found[0]) if found else None


def resolved(scheme: str, text: str, source: str = "") -> str | None:
    iri = vocabulary().resolve(scheme, text, source)
    return iri and iri.removeprefix(f"{VOCABULARY}{scheme}/")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_term_is_described_once(scheme: str) -> None:
    for iri, term in terms(scheme).items():
        assert values(term, "skos:inScheme") == [VOCABULARY + scheme], iri
        languages = Counter(label.language for label in term[SKOS + "prefLabel"])
        assert languages == {"en": 1}, iri
        assert [d.language for d in term[SKOS + "definition"]] == ["en"], iri
        assert term[SKOS + "definition"][0].value.endswith("."), iri
        kinds = {compact(kind.value) for kind in term[RDF_TYPE]}
        assert "skos:Concept" in kinds, iri
        assert len(kinds & TYPES[scheme]) == 1, iri


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_word_names_two_terms(scheme: str) -> None:
    named: dict[tuple[str, str], str] = {}
    for iri, term in terms(scheme).items():
        for label in (label for name in LABELS for label in term.get(name, [])):
            kind = label.datatype.value
            source = kind if kind.startswith(PREFIXES["mzs"]) else ""
            key = source, normal_form(label.value)
            assert named.setdefault(key, iri) == iri, f"{key}: {named[key]} and {iri}"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_broader_term_is_of_the_same_scheme(scheme: str) -> None:
    for iri, term in terms(scheme).items():
        assert set(values(term, "skos:broader")) <= terms(scheme).keys() - {iri}, iri


@pytest.mark.parametrize("scheme", [name for name in SCHEMES if name != "unit"])
def test_a_term_is_found_by_its_local_name(scheme: str) -> None:
    for iri in terms(scheme):
        local = iri.removeprefix(f"{VOCABULARY}{scheme}/")
        assert resolved(scheme, local) == local


def test_every_metric_says_direction_unit_range_and_tasks() -> None:
    for iri, term in terms("metric").items():
        assert values(term, "mz:higherIsBetter") in (["true"], ["false"]), iri
        assert set(values(term, "mz:canonicalUnit")) <= terms("unit").keys(), iri
        assert set(values(term, "mz:forTask")) <= terms("task").keys(), iri
        low, high = number(term, "mz:minimum"), number(term, "mz:maximum")
        assert low is None or high is None or low < high, iri
        for bound in term.get(MZ + "minimum", []) + term.get(MZ + "maximum", []):
            assert bound.datatype.value == PREFIXES["xsd"] + "double", iri


def test_a_variant_is_kept_in_the_unit_of_its_parent_and_points_the_same_way() -> None:
    metrics = terms("metric")
    for iri, term in metrics.items():
        for parent in values(term, "skos:broader"):
            for name in ("mz:higherIsBetter", "mz:canonicalUnit"):
                above = values(metrics[parent], name)
                assert not above or values(term, name) == above, f"{iri}: {name}"


def test_gaps_between_groups_have_a_tolerance() -> None:
    metrics = terms("metric")
    gaps = {i for i, t in metrics.items() if expand("mzm:FairnessGap") in values(t, "skos:broader")}
    assert {expand("mzm:APGap"), expand("mzm:AccuracyGap")} <= gaps
    for iri in gaps:
        assert number(metrics[iri], "mz:fairnessTolerance"), iri
        assert values(metrics[iri], "mz:higherIsBetter") == ["false"], iri


def test_splits_have_a_role_and_lead_to_a_dataset() -> None:
    datasets = terms("dataset")
    for iri, term in datasets.items():
        is_split = expand("mz:DatasetSplit") in values(term, "rdf:type")
        assert len(values(term, "mz:splitOf")) == len(values(term, "mz:splitRole")) == is_split, iri
        links = ("mz:splitOf", "mz:subsetOf", "dcat:isVersionOf")
        above = {parent for link in links for parent in values(term, link)}
        assert above <= datasets.keys() - {iri}, iri
        assert (number(term, "mz:numberOfDataObjects") or 1) > 0, iri


def test_datasets_form_no_cycle() -> None:
    datasets = terms("dataset")
    links = ("mz:splitOf", "mz:subsetOf", "dcat:isVersionOf")

    def ancestors(iri: str, below: tuple[str, ...] = ()) -> Iterator[str]:
        assert iri not in below, f"{iri} is above itself"
        for parent in (p for link in links for p in values(datasets[iri], link)):
            yield parent
            yield from ancestors(parent, (*below, iri))

    above = {iri: set(ancestors(iri)) for iri in datasets}
    assert expand("mzd:COCO") in above[expand("mzd:COCO-2017-val")]
    assert expand("mzd:ImageNet") in above[expand("mzd:ImageNet-1k-val")]
    assert values(datasets[expand("mzd:COCO")], "mz:labelSchema") == [expand("mzlab:coco80")]


@pytest.mark.parametrize(
    ("scheme", "text", "source", "term"),
    [
        ("task", "detection", "open_model_zoo", "object-detection"),
        ("task", "detection", "", None),
        ("task", "classification", "fiftyone", "image-classification"),
        ("task", "sequence-to-sequence language modeling", "huggingface", "text2text-generation"),
        ("task", "Text To Text Generation", "huggingface", "text2text-generation"),
        ("metric", "AP", "open_model_zoo", "AP"),
        ("metric", "coco_orig_precision", "open_model_zoo", "AP_50_95"),
        ("metric", "coco_precision", "open_model_zoo", "AP"),
        ("metric", "coco_precision@0.5", "open_model_zoo", "AP_50"),
        ("metric", "map", "open_model_zoo", "MeanAveragePrecision"),
        ("metric", "map@11point", "open_model_zoo", "AP_VOC11point"),
        ("metric", "COCO mAP", "open_model_zoo", "AP"),
        ("metric", "COCO mAP (0.5:0.05:0.95)", "open_model_zoo", "AP_50_95"),
        ("metric", "AP@[.5:.95]", "", "AP_50_95"),
        ("metric", "f1", "open_model_zoo", "AnswerF1"),
        ("metric", "f1", "huggingface", "F1"),
        ("metric", "f_score", "huggingface", "F1"),
        ("metric", "NER F Score", "huggingface", "EntityF1"),
        ("metric", "Labeled Dependencies Accuracy", "huggingface", "AttachmentScore"),
        ("metric", "rogue-1", "huggingface", "ROUGE1"),
        ("metric", "\u0441er", "huggingface", "CharacterErrorRate"),
        ("metric", "accuracy", "huggingface", "Accuracy"),
        ("metric", "accuracy@5", "open_model_zoo", "Top5Accuracy"),
        ("dataset", "squad", "huggingface", "SQuAD-1.1"),
        ("dataset", "SQuAD", "", "SQuAD"),
        ("dataset", "stanfordnlp/imdb", "huggingface", "IMDb"),
        ("dataset", "glue/cola", "huggingface", "GLUE-CoLA"),
        ("dataset", "librispeech_asr clean test", "huggingface", "LibriSpeech-test-clean"),
        ("dataset", "imagenet", "huggingface", "ImageNet"),
        ("dataset", "imagenet_1001_classes", "open_model_zoo", "ImageNet-1k-val"),
        ("dataset", "VOC2007_detection", "open_model_zoo", "VOC-2007-test"),
        ("dataset", "MS COCO 2017", "fiftyone", "COCO-2017"),
        ("dataset", "custom", "huggingface", None),
        ("dataset", "twitter", "huggingface", None),
        ("framework", "dldt", "open_model_zoo", "openvino"),
        ("framework", "tf", "huggingface", "tensorflow"),
        ("modality", "point cloud", "", "point-cloud"),
    ],
)
def test_a_word_names_what_its_source_means(
    scheme: str, text: str, source: str, term: str | None
) -> None:
    assert resolved(scheme, text, source) == term


def share(counts: Counter[str], scheme: str, source: str) -> float:
    """Return the share of the mentions that resolve."""
    found = sum(n for text, n in counts.items() if resolved(scheme, text, source))
    return found / counts.total()


def hub_models(corpus: Path) -> Iterator[dict[str, Any]]:
    for path in sorted((corpus / "huggingface" / "models_2022-02").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


@pytest.mark.corpus
def test_the_hub_s_tasks_datasets_and_libraries_resolve(corpus: Path) -> None:
    tasks, datasets, libraries = Counter[str](), Counter[str](), Counter[str]()
    for record in hub_models(corpus):
        infos = record["infos"]
        tasks.update(filter(None, [infos.get("pipeline_tag")]))
        libraries.update(filter(None, [infos.get("library_name")]))
        said = (tag.partition(":") for tag in infos.get("tags") or [])
        datasets.update(rest for name, _, rest in said if name == "dataset")
    assert share(tasks, "task", "huggingface") == 1
    assert share(datasets, "dataset", "huggingface") >= 0.8
    assert share(libraries, "framework", "huggingface") >= 0.99


@pytest.mark.corpus
def test_the_words_of_open_model_zoo_resolve(corpus: Path) -> None:
    tasks, frameworks, metrics = Counter[str](), Counter[str](), Counter[str]()
    for path in (corpus / "open_model_zoo" / "models").rglob("*.yml"):
        data = yaml.safe_load(path.read_text("utf-8"))
        if path.name == "model.yml":
            tasks.update(filter(None, [data.get("task_type")]))
            frameworks.update(filter(None, [data.get("framework")]))
        metrics.update(metric_types(data))
    assert share(tasks, "task", "open_model_zoo") == 1
    assert share(frameworks, "framework", "open_model_zoo") == 1
    assert share(metrics, "metric", "open_model_zoo") == 1


def metric_types(data: Any) -> Iterator[str]:
    """Return the metric types anywhere in an accuracy-check.yml."""
    if isinstance(data, dict):
        metrics = data.get("metrics")
        if isinstance(metrics, list):
            yield from (metric["type"] for metric in metrics if "type" in metric)
        for value in data.values():
            yield from metric_types(value)
    elif isinstance(data, list):
        for value in data:
            yield from metric_types(value)


@pytest.mark.corpus
def test_fiftyone_s_datasets_resolve(corpus: Path) -> None:
    zoo = json.loads((corpus / "fiftyone" / "datasets_derived.json").read_text("utf-8"))
    assert share(Counter(entry["name"] for entry in zoo), "dataset", "fiftyone") == 1
