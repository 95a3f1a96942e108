"""Refused records wait until they are mended, retried or dropped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kgstore.commit.quarantine import Quarantine, Refusal
from kgstore.errors import NotFound, StoreError
from kgstore.records.finding import Finding, Severity

FINDING = Finding(Severity.VIOLATION, "a.json", "name", "has no name", "urn:a", "urn:shape")
TIME = "2026-01-01T00:00:00Z"
REFUSAL = Refusal("urn:a", "model", "toy", "a", {"id": "urn:a"}, (FINDING,), "raw", "a.json", TIME)


@pytest.fixture
def quarantine(tmp_path: Path) -> Quarantine:
    return Quarantine(tmp_path / "quarantine")


def test_what_is_put_is_shown(quarantine: Quarantine) -> None:
    assert len(quarantine) == 0
    quarantine.put([REFUSAL])
    assert list(quarantine) == [REFUSAL]
    for key in (REFUSAL.name, REFUSAL.name[:6], "urn:a"):
        assert quarantine.show(key) == [REFUSAL]


def test_a_newer_refusal_does_not_hide_an_older_one(quarantine: Quarantine) -> None:
    newer = replace(REFUSAL, document={"id": "urn:a", "name": 5})
    quarantine.put([REFUSAL, newer])
    quarantine.put([newer])
    assert len(quarantine.show("urn:a")) == len(quarantine) == 2
    assert quarantine.remove(newer.name) == [newer]
    assert list(quarantine) == [REFUSAL]


def test_what_is_accepted_later_is_settled(quarantine: Quarantine) -> None:
    quarantine.put([REFUSAL, replace(REFUSAL, iri="urn:b")])
    assert quarantine.settle(["urn:a", "urn:c"]) == 1
    assert [refusal.iri for refusal in quarantine] == ["urn:b"]


@pytest.mark.parametrize("key", ["urn:none", "00", ""])
def test_what_is_not_there_is_told(quarantine: Quarantine, key: str) -> None:
    quarantine.put([replace(REFUSAL, iri="urn:b")])
    with pytest.raises(NotFound):
        quarantine.show(key)
    with pytest.raises(NotFound):
        quarantine.remove(key)


def test_a_damaged_file_is_named(quarantine: Quarantine, tmp_path: Path) -> None:
    quarantine.put([REFUSAL])
    path = tmp_path / "quarantine" / f"{REFUSAL.name}.json"
    path.write_text("{")
    with pytest.raises(StoreError, match=REFUSAL.name):
        list(quarantine)
