"""The weights are data: read, checked, written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kgstore.errors import ResourceError
from kgstore.link.linker.weights import packaged_weights, read_weights


def test_the_packaged_weights_say_how_they_were_got() -> None:
    origin = packaged_weights().origin
    assert "--fit" in origin["made by"]
    assert "COCO" in origin["fitted on"]


def test_the_text_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "weights.json"
    file.write_text(packaged_weights().text(), "utf-8")
    assert read_weights(file) == packaged_weights()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"first": {}}', "\x00"])
def test_what_holds_no_weights(tmp_path: Path, text: str) -> None:
    file = tmp_path / "weights.json"
    file.write_text(text, "utf-8")
    with pytest.raises(ResourceError, match="holds no weights"):
        read_weights(file)


def test_a_weight_is_missing(tmp_path: Path) -> None:
    found = json.loads(packaged_weights().text())
    del found["first"]["sense rank"]
    file = tmp_path / "weights.json"
    file.write_text(json.dumps(found), "utf-8")
    with pytest.raises(ResourceError, match="lacks sense rank"):
        read_weights(file)
