"""The importer of the Open Model Zoo: hostile input, and the real zoo."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.open_model_zoo import importer
from kgstore.importers.open_model_zoo.catalogue import Catalogue
from kgstore.importers.open_model_zoo.metrics import checker_measure, table
from kgstore.importers.terms import Terms
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.loss import total
from kgstore.records.record import Record
from kgstore.records.vocabulary import Vocabulary
from kgstore.resources import folder
from tests.importers.cases import MINTER, run

HERE = Path(__file__).parent / "open_model_zoo"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load([HERE / "vocabulary.ttl"])


def test_the_import_is_repeatable(vocabulary: Vocabulary) -> None:
    first, second = (run(importer, HERE / "detector" / "zoo", vocabulary)[0] for _ in range(2))
    assert first == second


def test_no_two_metric_values_share_an_iri(vocabulary: Vocabulary) -> None:
    for case in HERE.glob("*/zoo"):
        for record in run(importer, case, vocabulary)[0]:
            configurations = record.document.get("configurations", [])
            ids = [v["id"] for c in configurations for v in c.get("hasMetricValue", [])]
            assert len(ids) == len(set(ids))


def test_a_folder_without_models_cannot_be_imported(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no zoo")
    with pytest.raises(ImportFailed, match=r"no model\.yml"):
        importer.scan(Scan([tmp_path]))


def test_links_are_not_followed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    zoo = tmp_path / "zoo" / "toy"
    zoo.mkdir(parents=True)
    (tmp_path / "secret.md").write_text("# secret")
    (zoo / "model.yml").write_text("task_type: detection\nframework: tf\nlicense: x\n")
    (zoo / "README.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "zoo" / "loop").symlink_to(tmp_path / "zoo", target_is_directory=True)
    records, findings = run(importer, tmp_path / "zoo", vocabulary)
    assert [r.native_id for r in records] == ["toy"]
    assert b"secret" not in records[0].raw.content
    assert sorted(Path(f.file).name for f in findings if "link" in f.reason) == [
        "README.md",
        "loop",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_a_finding(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "model.yml").touch(mode=0o000)
    assert any("cannot be read" in f.reason for f in run(importer, tmp_path, vocabulary)[1])


def test_raw_records_keep_the_files(vocabulary: Vocabulary) -> None:
    records, _ = run(importer, HERE / "composite" / "zoo", vocabulary)
    raw = {r.native_id: json.loads(r.raw.content) for r in records if r.kind == "model"}
    assert set(raw["speech"]) == {"composite-model.yml", "README.md"}
    assert set(raw["speech-encoder"]) == {"model.yml", "../README.md"}


def test_every_label_of_the_metric_table_is_in_the_vocabulary() -> None:
    known = Vocabulary.load((folder("ontology") / "vocabulary").glob("*.ttl"))
    terms = Terms(MINTER, known, "open_model_zoo")
    entry = {"top_k": 1, "threshold": 0.5}
    unknown = [
        kind
        for kind in table()["checker"]
        if isinstance(checker_measure(kind, entry).term(terms), dict)
    ]
    assert unknown == []
    labels = {label for rule in table()["readme"] for label in rule["labels"] if "{" not in label}
    assert [label for label in sorted(labels) if not terms.general("metric", label)] == []


WORDS = """
    description task_type files name size checksum source original_source $type id url input_info
    shape layout framework license quantized model_info labels stages_order models evaluations
    module_config launchers datasets metrics type reference mean std top_k threshold integral
    preprocessing annotation_conversion converter"""
KEYS = st.sampled_from(WORDS.split())
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["map", "mae", "accuracy", "imagenet_1000_classes", "google_drive", "@mean"])
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=40,
)
CELLS = st.sampled_from(
    [
        *[
            "mAP",
            "62.27%",
            "5 ± 1",
            "**mean**",
            "GFLOPs",
            "MParams",
            "-",
            "Metric",
            "Value",
            "Label",
        ],
        *[
            "Original model",
            "FP32: 1% / INT8: 2%",
            "1e99",
            "Dataset",
            "AP people",
            "PSNR (std)",
            "\\|",
        ],
    ]
) | st.text(max_size=6)
LINES = st.one_of(
    st.lists(CELLS, min_size=1, max_size=4).map(lambda cells: "| " + " | ".join(cells) + " |"),
    st.sampled_from(["# m", "## Accuracy", "## Outputs", "### Original model", "|--|--|", "```"]),
    st.sampled_from(["1. name: `x`, shape: `1, 2` (0 - cat, 1 - dog)", "- Dice index: 9%", ""]),
    st.text(max_size=30),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model=TREES, check_file=TREES, readme=st.lists(LINES, max_size=20))
def test_random_structures_never_raise(model: Any, check_file: Any, readme: list[str]) -> None:
    content = {
        "model.yml": json.dumps(model).encode(),
        "accuracy-check.yml": json.dumps(check_file).encode(),
        "README.md": "\n".join(readme).encode("utf-8", "replace"),
    }
    assert_sound(content)


@settings(max_examples=80, deadline=None)
@given(model=st.binary(max_size=200), part=st.text(max_size=60), readme=st.binary(max_size=200))
def test_random_bytes_never_raise(model: bytes, part: str, readme: bytes) -> None:
    text = part.encode("utf-8", "replace")
    content = {"composite-model.yml": model, "a/model.yml": text, "README.md": readme}
    assert_sound(content)


def assert_sound(content: dict[str, bytes]) -> None:
    context = ImportContext(MINTER, Vocabulary(), Catalogue())
    for record in importer.records(Item("zoo/models/public/toy", content), context):
        assert check(record.document, packaged_context()).problems == []


@pytest.mark.corpus
def test_the_real_zoo(corpus: Path) -> None:
    known = Vocabulary.load((folder("ontology") / "vocabulary").glob("*.ttl"))
    records, findings = run(importer, corpus / "open_model_zoo", known)
    models = {r.native_id: r for r in records if r.kind == "model"}
    assert len(models) == 213
    assert Counter(r.kind for r in records) == {"model": 213, "dataset": 137, "labels": 18}
    assert all(f.reason and f.file for f in findings)
    for record in records:
        assert check(record.document, packaged_context()).problems == []
    values = [v for r in models.values() for v in metric_values(r)]
    assert len(values) >= 800
    assert sum(isinstance(v["metric"], str) for v in values) >= 0.95 * len(values)
    assert all(math.isfinite(v["value"]) for v in values)
    read = readme_cells(records)
    assert read["readme.read[]"] / sum(read.values()) >= 0.95
    assert total(r.fates for r in records).summary()["unmapped"] == 0


@pytest.mark.corpus
def test_what_the_real_zoo_says_of_one_model(corpus: Path) -> None:
    known = Vocabulary.load((folder("ontology") / "vocabulary").glob("*.ttl"))
    records, _ = run(importer, corpus / "open_model_zoo", known)
    model = next(r for r in records if r.native_id == "yolo-v3-tf").document
    assert model["floatingPointOperations"] == 65.984e9
    assert model["parameterCount"] == 61_922_000
    stated = {(v["metric"].rpartition("/")[2], v["value"]) for v in metric_values_of(model)}
    assert stated == {("AP_VOC11point", 0.6227), ("AP_50", 0.677)}


def metric_values(record: Record) -> list[dict[str, Any]]:
    """Return the metric values of a record."""
    return metric_values_of(record.document)


def metric_values_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the metric values of a document."""
    return [v for c in document.get("configurations", []) for v in c.get("hasMetricValue", [])]


def readme_cells(records: list[Record]) -> dict[str, int]:
    """Return how many accuracy cells of the READMEs were read, unread, or say nothing."""
    counts = total(r.fates for r in records).counts
    wanted = ("readme.read[]", "readme.unread[]")
    return {path: number for (path, _), number in counts.items() if path in wanted}
