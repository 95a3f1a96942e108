"""RDF Patch text."""

from __future__ import annotations

from uuid import UUID

import pytest

from kgstore.commit.change import Delta, Row
from kgstore.commit.patch import NO_UUID, rows, written
from kgstore.errors import RecordError

ROW = Row("urn:g", '<urn:a> <urn:p> "x \\" <urn:h> ." .')


def test_what_is_written_is_read_back() -> None:
    delta = Delta({ROW}, {Row("urn:g", "<urn:a> <urn:p> <urn:b> .")})
    text = written(delta, UUID(int=2), UUID(int=1)).decode().splitlines()
    assert text[1] == "H prev <uuid:00000000-0000-0000-0000-000000000001> ."
    assert text[2] == "TX ."
    assert text[-1] == "TC ."
    assert set(rows(text)) == {(False, ROW), *((True, row) for row in delta.added)}


@pytest.mark.parametrize(
    "row",
    [
        Row("urn:g", "_:b <urn:p> <urn:o> ."),
        Row("urn:g", "<urn:a> <urn:p> _:b ."),
        Row("urn:g", "<urn:a> <urn:p> <not an iri> ."),
        Row("urn:g> <urn:h", "<urn:a> <urn:p> <urn:b> ."),
        Row("", "<urn:a> <urn:p> <urn:b> ."),
    ],
)
def test_a_row_that_could_not_be_applied_is_refused(row: Row) -> None:
    with pytest.raises(RecordError):
        written(Delta(added={row}), UUID(int=1), NO_UUID)


def test_an_empty_patch_is_refused() -> None:
    with pytest.raises(RecordError):
        written(Delta(), UUID(int=1), NO_UUID)
