"""The generated files are what the modules make, every time the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgstore.ontology.build import generated, write


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return generated()


@pytest.mark.parametrize("name", ["context.jsonld", "closure.ttl"])
def test_the_checked_in_file_is_current(name: str, made: dict[str, str], ontology: Path) -> None:
    current = (ontology / name).read_text("utf-8") == made[name]
    assert current, f"{name} is out of date: run `make generated`"


def test_making_them_again_gives_the_same(made: dict[str, str]) -> None:
    assert generated() == made


def test_only_what_changed_is_written(ontology: Path, tmp_path: Path) -> None:
    for path in ontology.glob("*.ttl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "closure.ttl").unlink()
    assert {path.name for path in write(tmp_path)} == {"closure.ttl", "context.jsonld"}
    assert write(tmp_path) == []
