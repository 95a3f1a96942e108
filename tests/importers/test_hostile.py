"""Every importer over its own fixtures, damaged: whatever stands in a file, it never breaks."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from kgstore.errors import ImportFailed
from kgstore.importers.registry import importer_named
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from tests.importers.cases import run
from tests.importers.test_cases import CASES, vocabulary_of

ODD = [b"null", b"[]", b"{}", b"-1", b"1e999", b'"\\ud800"', b'"x"', b"true", b"\xff", b"\0", b""]
"""What takes the place of a piece of a file."""


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return a file's content cut off, or with some pieces replaced, repeated or taken out."""
    if chance.random() < 0.2:
        return content[: chance.randrange(len(content) + 1)]
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.randint(0, 12))
        piece = chance.choice([*ODD, content[start:end] * 2])
        content = content[:start] + piece + content[end:]
    return content


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_damaged_source_is_read_as_far_as_it_is_sound(case: Path, tmp_path: Path) -> None:
    vocabulary, importer = vocabulary_of(case), importer_named(case.parent.name)
    for seed in range(12):
        chance = random.Random(f"{case.name} {seed}")
        top = tmp_path / str(seed)
        shutil.copytree(case / "zoo", top)
        for file in sorted(path for path in top.rglob("*") if path.is_file()):
            file.write_bytes(damaged(file.read_bytes(), chance))
        try:
            records, findings = run(importer, top, vocabulary)
        except ImportFailed:
            continue
        assert all(finding.file and finding.reason for finding in findings)
        for record in records:
            assert check(record.document, packaged_context()).problems == []
