"""The importer of FiftyOne: cases by folder, hostile input, the real zoo.

A case is a folder with `zoo/` in the source's own format and `expected.json`: what the documents of
the records must hold (null: the key must be absent; a list: each entry must fit one of the found,
in this order) and all findings, sorted: severity, path and the beginning of the reason.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Scan
from kgstore.importers.fiftyone import importer
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.finding import Finding
from kgstore.records.iri import Minter
from kgstore.records.loss import total
from kgstore.records.record import Record
from kgstore.records.vocabulary import Vocabulary
from kgstore.resources import folder

HERE = Path(__file__).parent / "fiftyone"
CASES = sorted(path.parent for path in HERE.glob("*/expected.json"))
MINTER = Minter("https://example.org")


def run(top: Path, vocabulary: Vocabulary) -> tuple[list[Record], list[Finding]]:
    """Return all records below a folder and all findings, the scan's first."""
    scan = Scan([top])
    importer.prepare(scan)
    context = ImportContext(MINTER, vocabulary)
    records = [r for item in importer.scan(scan) for r in importer.records(item, context)]
    return records, [*scan.findings, *(f for r in records for f in r.findings)]


def differences(found: Any, expected: Any, path: str = "") -> list[str]:
    """Return where `found` does not hold what is `expected`."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            difference
            for key, value in expected.items()
            for difference in differences(found.get(key), value, f"{path}.{key}")
        ]
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return [f"{path}: {len(found)} entries, {len(expected)} expected: {found}"]
        pairs = enumerate(zip(found, expected, strict=True))
        return [d for i, (f, e) in pairs for d in differences(f, e, f"{path}[{i}]")]
    return [] if found == expected else [f"{path}: {found!r}, expected {expected!r}"]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load([HERE / "vocabulary.ttl"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, vocabulary: Vocabulary) -> None:
    records, findings = run(case / "zoo", vocabulary)
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    found = {f"{r.kind}/{r.source}/{r.native_id}": r.document for r in records}
    assert not differences(found, expected["records"])
    assert set(found) == set(expected["records"])
    told = sorted((f.severity.value, f.path, f.reason) for f in findings)
    wanted = sorted(tuple(row) for row in expected["findings"])
    cut = [(s, p, r[: len(w[2])]) for (s, p, r), w in zip(told, wanted, strict=False)]
    assert (cut, told[len(wanted) :]) == (wanted, [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_documents_are_sound_and_named_by_their_iri(case: Path, vocabulary: Vocabulary) -> None:
    for record in run(case / "zoo", vocabulary)[0]:
        assert check(record.document, packaged_context()).problems == []
        assert record.iri == MINTER.record(record.kind, record.source, record.native_id)
        assert json.loads(record.raw.content)


def test_a_folder_without_manifests_cannot_be_imported(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("{}")
    with pytest.raises(ImportFailed, match="no manifest"):
        importer.scan(Scan([tmp_path]))


def test_a_single_manifest_can_be_named(vocabulary: Vocabulary) -> None:
    records, _ = run(HERE / "models" / "zoo" / "manifest-tf.json", vocabulary)
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
    for record in run(tmp_path, Vocabulary())[0]:
        assert check(record.document, packaged_context()).problems == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=100))
def test_random_bytes_never_raise(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "manifest-x.json").write_bytes(content)
    run(tmp_path, Vocabulary())


@pytest.mark.corpus
def test_the_real_zoo(corpus: Path) -> None:
    known = Vocabulary.load((folder("ontology") / "vocabulary").glob("*.ttl"))
    records, findings = run(corpus / "fiftyone", known)
    assert Counter(r.kind for r in records) == {"model": 336, "dataset": 47}
    assert len({r.iri for r in records}) == 383
    assert all(f.reason and f.file for f in findings)
    for record in records:
        assert check(record.document, packaged_context()).problems == []
    models = [r.document for r in records if r.kind == "model"]
    assert all(model.get("task") for model in models)
    assert sum(isinstance(term, str) for model in models for term in model["licence"]) >= 340
    assert total(r.fates for r in records).summary()["unmapped"] == 0
