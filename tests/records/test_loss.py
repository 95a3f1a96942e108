"""The loss report counts every leaf once, under the longest pattern that covers it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.errors import ResourceError
from kgstore.records.loss import Fates, total

documents = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


def leaf_count(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(leaf_count, value.values()))
    if isinstance(value, list):
        return sum(map(leaf_count, value))
    return value is not None


@given(documents)
def test_every_leaf_is_counted_once(document: Any) -> None:
    assert sum(Fates.of({"a*": "raw"}).count(document).values()) == leaf_count(document)


def test_the_unmapped_come_first_in_the_report() -> None:
    fates = Fates.of({"a": "mapped", "b*": "dropped: not metadata"})
    rows = total([fates.count({"a": 1, "b": {"c": [1, 2]}, "new": "x"})]).rows()
    assert [row["path"] for row in rows] == ["new", "b.c[]", "a"]
    assert rows[1] == {
        "path": "b.c[]", "fate": "dropped", "count": 2, "reason": "not metadata",
    }  # fmt: skip


def test_a_fate_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text('[fates]\n"a" = "maped"\n', "utf-8")
    with pytest.raises(ResourceError, match="no fate"):
        Fates.load(file)
