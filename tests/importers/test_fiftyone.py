"""The importer of FiftyOne: hostile input, and the real zoo."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgstore.errors import ImportFailed
from kgstore.importers.base import Scan
from kgstore.importers.fiftyone import importer
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.loss import total
from kgstore.records.vocabulary import Vocabulary
from kgstore.resources import folder
from tests.importers.cases import run

HERE = Path(__file__).parent / "fiftyone"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load([HERE / "vocabulary.ttl"])


def test_a_folder_without_manifests_cannot_be_imported(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("{}")
    with pytest.raises(ImportFailed, match="no manifest"):
        importer.scan(Scan([tmp_path]))


def test_a_single_manifest_can_be_named(vocabulary: Vocabulary) -> None:
    records, _ = run(importer, HERE / "models" / "zoo" / "manifest-tf.json", vocabulary)
    assert [r.native_id for r in records] == ["toynet-torch"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "manifest-x.json").symlink_to(HERE / "models" / "zoo" / "manifest-tf.json")
    with pytest.raises(ImportFailed):
        importer.scan(Scan([tmp_path]))


WORDS = """
    base_name base_filename version description source author license size_bytes manager config
    url google_drive_id default_deployment_config_dict type labels_path requirements packages cpu
    gpu support tags training_data name date_added backend supported_splits size"""
KEYS = st.sampled_from(WORDS.split())
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("12 GB")
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=8),
    max_leaves=40,
)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(models=TREES, datasets=st.lists(TREES, max_size=3))
def test_random_structures_never_raise(models: Any, datasets: Any, tmp_path: Path) -> None:
    (tmp_path / "manifest-x.json").write_text(json.dumps({"models": models}))
    (tmp_path / "datasets.json").write_text(json.dumps(datasets))
    for record in run(importer, tmp_path, Vocabulary())[0]:
        assert check(record.document, packaged_context()).problems == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=100))
def test_random_bytes_never_raise(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "manifest-x.json").write_bytes(content)
    run(importer, tmp_path, Vocabulary())


@pytest.mark.corpus
def test_the_real_zoo(corpus: Path) -> None:
    known = Vocabulary.load((folder("ontology") / "vocabulary").glob("*.ttl"))
    records, findings = run(importer, corpus / "fiftyone", known)
    assert Counter(r.kind for r in records) == {"model": 336, "dataset": 47}
    assert len({r.iri for r in records}) == 383
    assert all(f.reason and f.file for f in findings)
    for record in records:
        assert check(record.document, packaged_context()).problems == []
    models = [r.document for r in records if r.kind == "model"]
    assert all(model.get("task") for model in models)
    assert sum(isinstance(term, str) for model in models for term in model["licence"]) >= 340
    assert total(r.fates for r in records).summary()["unmapped"] == 0
