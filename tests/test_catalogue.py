"""The example catalogue: facts only, each with its source, made by the importers, and current."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kgstore.catalogue import main, without
from kgstore.importers.registry import names
from kgstore.resources import folder

EXAMPLES = sorted(folder("examples").glob("*.jsonl"))
BASE = "https://example.org/zoo"
PROSE = {"description", "citation", "intendedUse", "limitation", "ethicalConsideration", "noteText"}


def documents() -> Iterator[dict[str, Any]]:
    for file in EXAMPLES:
        for line in file.read_text("utf-8").splitlines():
            yield json.loads(line)


def texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from texts(item, inner)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, key)
    elif isinstance(value, str):
        yield key, value


def test_it_is_several_hundred_models_in_at_most_eight_megabytes() -> None:
    models = [d for d in documents() if d["type"] == "MLModel"]
    assert len(models) > 500
    assert sum(file.stat().st_size for file in EXAMPLES) <= 8_000_000


def test_every_record_names_its_source() -> None:
    known = {f"{BASE}/id/source/{name}" for name in names()}
    assert all(document["source"] in known for document in documents())


def test_it_holds_facts_and_no_prose() -> None:
    for document in documents():
        for key, text in texts(document):
            assert key not in PROSE, document["id"]
            assert not re.search(r"\w@[\w-]+\.\w", text), text
            assert not re.search(r"[a-z]\. [A-Z]\w+ \w+ \w+", text), text


def test_nothing_is_under_a_share_alike_licence() -> None:
    for document in documents():
        licences = json.dumps(document.get("licence", ""))
        assert not re.search(r"-SA-|GPL|ODbL", licences), document["id"]


def test_lines_are_sorted_so_that_changes_show() -> None:
    for file in EXAMPLES:
        ids = [json.loads(line)["id"] for line in file.read_text("utf-8").splitlines()]
        assert ids == sorted(ids)
        assert len(ids) == len(set(ids))


def test_what_is_left_out_is_left_out_at_any_depth() -> None:
    document = {
        "id": "urn:a",
        "note": {"id": "urn:b"},
        "configurations": [{"id": "urn:c", "note": 1}],
    }
    kept = {"id": "urn:a", "configurations": [{"id": "urn:c"}]}
    assert without(document, frozenset({"note"})) == kept


@pytest.mark.corpus
def test_it_is_what_the_importers_make_of_the_sources(corpus: Path, tmp_path: Path) -> None:
    main([str(corpus), str(tmp_path)])
    for file in EXAMPLES:
        made = (tmp_path / file.name).read_text("utf-8")
        assert made == file.read_text("utf-8"), "run `make examples SOURCES=...`"
