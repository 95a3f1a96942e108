"""Every importer over its real source: what it reaches, and that nothing is lost without a word."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kgstore.importers.registry import importer_named
from kgstore.knowledge import vocabulary_files
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.loss import UNMAPPED
from kgstore.records.vocabulary import Vocabulary
from tests.importers.cases import run

SOURCES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("corpus.toml").read_text("utf-8"))


def values(document: Any) -> int:
    """Return how many metric values a document holds."""
    if isinstance(document, dict):
        own = document.get("type") == "MetricValue"
        return own + sum(values(item) for item in document.values())
    return sum(values(item) for item in document) if isinstance(document, list) else 0


@pytest.mark.corpus
@pytest.mark.parametrize("name", SOURCES)
def test_the_real_source_is_read_whole(name: str, corpus: Path) -> None:
    wanted = SOURCES[name]
    vocabulary = Vocabulary.load(vocabulary_files())
    folder = corpus / wanted["folder"]
    records, findings = run(importer_named(wanted.get("importer", name)), folder, vocabulary)
    found = Counter(record.kind for record in records)
    assert {kind: found[kind] for kind in wanted["records"]} == wanted["records"]
    assert sum(values(record.document) for record in records) >= wanted["values"]
    assert all(finding.file and finding.reason for finding in findings)
    iris = Counter(record.iri for record in records)
    assert iris.most_common(1)[0][1] == 1, "two records have one IRI"
    fates: Counter[str] = Counter()
    for record in records:
        assert check(record.document, packaged_context()).problems == []
        for (_, fate), number in record.fates.items():
            fates[fate] += number
    assert 1 - fates[UNMAPPED] / max(fates.total(), 1) >= wanted["stated"]
