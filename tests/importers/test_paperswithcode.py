"""The importer of Papers with Code: how free headings are read."""

from __future__ import annotations

import pytest

from kgstore.importers.paperswithcode.words import dataset_term, reading
from kgstore.importers.terms import Terms
from kgstore.knowledge import sources_ntriples, vocabulary_files
from kgstore.namespaces import PREFIXES
from kgstore.records.vocabulary import Vocabulary
from tests.importers.cases import MINTER


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms(MINTER, Vocabulary.load(vocabulary_files()), "paperswithcode")


@pytest.mark.parametrize(
    ("heading", "task", "metric", "setting", "unit"),
    [
        ("Accuracy", "", "Accuracy", "", ""),
        ("Accuracy (CS)", "", "Accuracy", "CS", ""),
        ("Accuracy (%)", "", "Accuracy", "", "%"),
        ("Restaurant (Acc)", "", "Accuracy", "Restaurant", ""),
        ("text-to-video R-at-1", "", "RecallAt1", "text-to-video", ""),
        ("Senseval 2", "Word Sense Disambiguation", "F1", "Senseval 2", ""),
        ("Score", "Playing Atari Games", "GameScore", "", ""),
        ("Percentage error", "Speech Recognition", "WordErrorRate", "", "%"),
        ("Percentage error", "Image Classification", "ErrorRate", "", "%"),
        ("TEST-EM", "", "ExactMatch", "test", ""),
    ],
)
def test_a_heading_is_a_metric_and_perhaps_a_setting(
    terms: Terms, heading: str, task: str, metric: str, setting: str, unit: str
) -> None:
    found = reading(terms, heading, task)
    expected = (PREFIXES["mzm"] + metric, setting, unit)
    assert (found.metric, found.setting, found.unit) == expected


@pytest.mark.parametrize("heading", ["Senseval 2", "AUC Stdev", "Score", "relative RMSE", "Note"])
def test_what_names_no_metric_stays_the_source_s_own(terms: Terms, heading: str) -> None:
    assert not isinstance(reading(terms, heading).metric, str)


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        ("COCO test-dev", "COCO-test-dev"),
        ("COCO minival", "COCO-2017-val"),
        ("Set5 - 4x upscaling", "Set5"),
        ("Mini-Imagenet 5-way (1-shot)", "mini-ImageNet"),
        ("DAVIS 2017 (val)", "DAVIS-2017"),
        ("FFHQ 512 x 512 - 4x upscaling", "FFHQ"),
        ("WMT2014 English-German", "WMT14-de-en"),
        ("Atari 2600 Q_Bert", "Atari-2600-Q_Bert"),
        ("Amazon", None),
        ("Shapes", None),
    ],
)
def test_a_data_set_is_found_whatever_part_of_it_is_meant(
    terms: Terms, text: str, dataset: str | None
) -> None:
    found = dataset_term(terms, text, "", "x")
    assert found == (PREFIXES["mzd"] + dataset if dataset else terms.own("dataset", "x", text))


@pytest.mark.parametrize(
    ("task", "heading", "metric"),
    [
        ("Object Detection", "AP50", "AP_50"),
        ("Instance Segmentation", "AP50", "MaskAP_50"),
        ("Keypoint Detection", "AP50", "KeypointAP_50"),
    ],
)
def test_a_heading_means_what_its_task_is_measured_by(
    terms: Terms, task: str, heading: str, metric: str
) -> None:
    assert reading(terms, heading, task).metric == PREFIXES["mzm"] + metric


def test_one_name_is_two_data_sets_by_the_task(terms: Terms) -> None:
    graph = dataset_term(terms, "Pubmed (biased evaluation)", "Link Prediction", "x")
    texts = dataset_term(terms, "Pubmed", "Text Summarization", "x")
    assert (graph, texts) == (
        PREFIXES["mzd"] + "PubMed-graph",
        PREFIXES["mzd"] + "Scientific-Papers-pubmed",
    )


def test_the_licence_of_the_source_is_stated() -> None:
    line = f"<{MINTER.source('paperswithcode')}> <{PREFIXES['dcterms']}license>"
    assert f"{line} <{PREFIXES['mzl']}CC-BY-SA-4.0>" in sources_ntriples(MINTER)
