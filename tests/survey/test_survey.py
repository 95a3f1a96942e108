"""The survey: what it counts, and that docs/sources.md tells of every importer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kgstore.importers.registry import names
from kgstore.namespaces import MZ, VOCABULARY
from kgstore.records.record import Raw, Record
from kgstore.survey.__main__ import main, sources
from kgstore.survey.document import COMMAND, TARGETS, document
from kgstore.survey.mentions import EVALUATED, TRACKED, mentions
from kgstore.survey.tally import Tally

COCO = VOCABULARY + "dataset/COCO"
ZOO = Path(__file__).parents[1] / "importers" / "torchvision" / "sound" / "zoo"


def record(**document: Any) -> Record:
    node = {"id": "urn:m", "type": "MLModel", **document}
    return Record("model", "zoo", "m", node, Raw(b""), "f")


def unresolved(name: str) -> dict[str, Any]:
    return {"id": f"urn:{name}", "name": name, "resolutionStatus": MZ + "Unresolved"}


def said(found: Record) -> list[tuple[str, str, str]]:
    return [(mention.measure, mention.raw, mention.state) for mention in mentions(found)]


def test_a_part_of_a_dataset_counts_as_the_dataset() -> None:
    def testing(dataset: Any) -> Record:
        node = {"id": "urn:m#1", "type": "TestingConfiguration", "dataset": dataset}
        return record(configurations=[node | {"rawDataset": "coco"}])

    split = {"id": "urn:s", "splitOf": {"id": "urn:c", "subsetOf": COCO}}
    assert said(testing([split])) == [(EVALUATED, "coco", "canonical")]
    assert next(iter(mentions(testing([split])))).term == COCO
    split["splitOf"]["subsetOf"] = unresolved("pets")  # type: ignore[index]
    assert said(testing(split)) == [(EVALUATED, "coco", "unresolved")]
    assert said(testing({"id": "urn:d", "name": "digest"})) == [(EVALUATED, "coco", "own")]


def test_the_dataset_of_a_training_is_counted_apart() -> None:
    node = {"id": "urn:m#1", "type": "TrainingConfiguration", "dataset": [COCO]}
    assert [measure for measure, _, _ in said(record(configurations=[node]))] == [
        "dataset elsewhere"
    ]


def test_values_of_an_experiments_runs_are_counted_apart() -> None:
    value = {"id": "urn:v", "metric": unresolved("my_score"), "rawMetric": "my_score"}
    assert said(record(experiment=[], executes=[{"hasMetricValue": [value]}])) == [
        (TRACKED, "my_score", "unresolved")
    ]
    assert said(record(hasMetricValue=[value])) == [("metric value", "my_score", "unresolved")]


def test_a_language_that_did_not_resolve_is_counted() -> None:
    assert Counter(state for _, _, state in said(record(language=["de"], rawLanguage=["de", "x?"])))
    assert said(record(language=["de"], rawLanguage=["de", "tlh?"])) == [
        ("language", "de | tlh?", "canonical"),
        ("language", "de | tlh?", "unresolved"),
    ]


def test_the_lots_depend_on_the_seed_alone_and_draw_a_word_once() -> None:
    def drawn(seed: str) -> list[str]:
        tally = Tally()
        for number in range(40):
            node = {"id": f"urn:{number}", "licence": VOCABULARY + "licence/MIT"}
            node["rawLicence"] = f"MIT {number % 20}"
            counted = Tally()
            counted.count(Record("model", "zoo", "m", node, Raw(b""), "f"), seed)
            tally.add(counted)
        return [mention.raw for mention in tally.sample("licence", 10)]

    assert drawn("1") == drawn("1") != drawn("2")
    assert len(set(drawn("1"))) == 10


def test_a_source_is_surveyed_and_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "torchvision").symlink_to(ZOO)
    target = tmp_path / "sources.md"
    asked = [str(tmp_path / "data"), "--only", "torchvision", "--workers", "1"]
    main([*asked, "--document", str(target)])
    text = target.read_text("utf-8")
    assert COMMAND in text
    assert "## torchvision" in text
    assert "Records: " in text
    main([*asked, "--words"])
    assert "\tdataset in an evaluation\ttorchvision\t" in capsys.readouterr().out
    main([*asked, "--sample", str(tmp_path / "samples")])
    assert {file.stem for file in (tmp_path / "samples").iterdir()} == {
        measure.split()[0] for measure in TARGETS
    }


def test_the_document_tells_of_every_importer(checkout: Path) -> None:
    text = (checkout / "docs" / "sources.md").read_text("utf-8")
    assert COMMAND in text
    assert f"\n{COMMAND.split()[1]}:" in (checkout / "Makefile").read_text("utf-8")
    for name in names():
        assert f"\n## {name}\n" in text, f"{name}: add it to sources.toml, then `{COMMAND}`"
    assert set(sources()) == set(names())


def test_the_targets_are_reached(checkout: Path) -> None:
    text = (checkout / "docs" / "sources.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if " % |" in line]
    shares = {row[0]: float(row[-1].removesuffix(" %")) for row in rows if row[0] in TARGETS}
    assert {measure for measure, share in shares.items() if share >= TARGETS[measure]} == set(
        TARGETS
    )


def test_a_source_that_is_not_surveyed_has_its_section() -> None:
    entry = {"paths": [], "standing": "live", "licence": "MIT", "get": "ask", "unsurveyed": "none"}
    assert "* Not surveyed: none." in document({"fiftyone": entry}, {})
