"""The judged samples of what resolves: their form, what was found, and that it still holds.

Each row of `resolution/*.tsv` is one word of a source in one place, drawn by lot over all sources
(kgstore.survey), with the term that it became, what speaks for the term, and what someone who
looked at it found: right or wrong.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kgstore.knowledge import vocabulary_files
from kgstore.namespaces import VOCABULARY
from kgstore.records.vocabulary import Vocabulary
from kgstore.survey.__main__ import sources
from kgstore.survey.mentions import EVALUATED
from kgstore.survey.tally import Tally, surveyed

FOLDER = Path(__file__).with_name("resolution")
SAMPLES = {
    "task": "task",
    "metric": "metric value",
    "dataset": EVALUATED,
    "licence": "licence",
}
COLUMNS = ["raw", "source", "record", "node", "term", "evidence", "verdict"]
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    text = (FOLDER / f"{name}.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    reader = csv.DictReader(lines, delimiter="\t")
    assert reader.fieldnames == COLUMNS
    return list(reader)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_a_hundred_words_each_with_grounds_and_a_verdict(name: str) -> None:
    found = rows(name)
    assert len(found) == 100
    assert len({(row["raw"], row["source"], row["term"]) for row in found}) == 100
    known = Vocabulary.load(vocabulary_files())
    for row in found:
        assert row["source"] in sources()
        assert row["verdict"] in {"right", "wrong"}
        assert row["term"].startswith(f"{VOCABULARY}{name}/")
        assert row["term"] in known.types, row["term"]
        assert len(row["evidence"]) > 20


@pytest.mark.parametrize("name", SAMPLES)
def test_at_least_98_of_a_hundred_are_right(name: str) -> None:
    assert sum(row["verdict"] == "right" for row in rows(name)) >= 98


def test_the_samples_say_how_they_were_drawn() -> None:
    for name in SAMPLES:
        text = (FOLDER / f"{name}.tsv").read_text("utf-8")
        assert "--seed" in text.partition("\n")[0]


@pytest.mark.corpus
@pytest.mark.slow
def test_the_same_words_still_become_the_same_terms(corpus: Path) -> None:
    found = Tally()
    for name, entry in sources().items():
        paths = [corpus / path for path in entry["paths"]]
        if paths:
            found.add(surveyed(name, paths, seed="1", processes=2))
    words = {word[:4] for word in found.words}
    for name, measure in SAMPLES.items():
        for row in rows(name):
            if row["verdict"] == "right":
                assert (measure, row["source"], row["raw"], row["term"]) in words, row
