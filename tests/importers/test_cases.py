"""Every importer over its fixture folders: adding a case is adding files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kgstore.importers.registry import importer_named, names
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.vocabulary import Vocabulary
from tests.importers.cases import MINTER, differences, run

HERE = Path(__file__).parent
CASES = sorted(
    path.parent for path in HERE.glob("*/*/expected.json") if (path.parent / "zoo").is_dir()
)


def vocabulary_of(case: Path) -> Vocabulary:
    """Return the small vocabulary that the cases of an importer share."""
    return Vocabulary.load(case.parent.glob("vocabulary.ttl"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_what_the_importer_makes_of_a_case(case: Path) -> None:
    records, findings = run(importer_named(case.parent.name), case / "zoo", vocabulary_of(case))
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    found = {f"{r.kind}/{r.source}/{r.native_id}": r.document for r in records}
    assert not differences(found, expected["records"])
    assert set(found) == set(expected["records"])
    told = sorted((f.severity.value, f.path, f.reason) for f in findings)
    wanted = sorted(tuple(row) for row in expected["findings"])
    cut = [(s, p, r[: len(w[2])]) for (s, p, r), w in zip(told, wanted, strict=False)]
    assert (cut, told[len(wanted) :]) == (wanted, [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_documents_are_sound_and_named_by_their_iri(case: Path) -> None:
    for record in run(importer_named(case.parent.name), case / "zoo", vocabulary_of(case))[0]:
        assert check(record.document, packaged_context()).problems == []
        assert record.iri == MINTER.record(record.kind, record.source, record.native_id)
        assert record.raw.content


@pytest.mark.parametrize("name", names())
def test_every_importer_has_a_fixture_folder(name: str) -> None:
    assert list((HERE / name).glob("*/expected.json")), f"tests/importers/{name}/ has no case"
