"""The same list of labels is one schema, in whichever spelling and whoever reads it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kgstore.importers.base import ImportContext
from kgstore.importers.fields import Fields
from kgstore.importers.huggingface.labels import label_schema
from kgstore.importers.huggingface.terms import Terms as HubTerms
from kgstore.importers.open_model_zoo.labels import read_labels, schemas
from kgstore.importers.terms import Terms
from kgstore.knowledge import vocabulary_files
from kgstore.namespaces import VOCABULARY
from kgstore.records.iri import Minter
from kgstore.records.labels import (
    BACKGROUND,
    PLACEHOLDER,
    LabelList,
    Schemas,
    content_digest,
    label_list,
    plain,
    status,
)
from kgstore.records.vocabulary import Vocabulary

MINTER = Minter("https://example.org")
LABELS = VOCABULARY + "labels/"


@pytest.fixture(scope="module")
def known() -> Vocabulary:
    return Vocabulary.load(vocabulary_files())


@pytest.fixture(scope="module")
def made(known: Vocabulary) -> Schemas:
    return Schemas(MINTER, known)


@pytest.mark.parametrize(
    "label",
    [
        "LABEL_0",
        "label 12",
        "class_7",
        "Class-7",
        "17",
        " 3 ",
        "",
        "  ",
        "N/A",
        "n/a",
        "unused",
        "id10001",
        "unknown3",
        "category 4",
        "null",
    ],
)
def test_a_label_that_says_nothing_is_a_placeholder(label: str) -> None:
    assert status(label) == PLACEHOLDER


@pytest.mark.parametrize(
    "label",
    [
        "n01440764",
        "/m/011k07",
        "Q144",
        "class",
        "label",
        "label printer",
        "4x4",
        "B-PER",
        "id card",
        "zero",
        "no",
        "O",
        ".",
        "-",
    ],
)
def test_a_label_that_says_something_is_none(label: str) -> None:
    assert status(label) is None


@pytest.mark.parametrize("label", ["background", "__background__", "_background_", "Background"])
def test_the_background_is_marked(label: str) -> None:
    assert status(label) == BACKGROUND


@pytest.mark.parametrize(
    "spell",
    [
        lambda labels: labels,
        lambda labels: ["background", *labels],
        lambda labels: ["__background__", *labels],
        lambda labels: [*labels, "background"],
        lambda labels: [label.upper().replace(" ", "_") for label in labels],
        lambda labels: [label.replace(" ", "") for label in labels],
        lambda labels: ["N/A", *labels, "unused"],
    ],
)
def test_a_canonical_list_is_found_in_other_spellings(spell, made: Schemas) -> None:  # type: ignore[no-untyped-def]
    labels = ["road", "sidewalk", "building", "wall", "fence", "pole", "traffic light"]
    labels += ["traffic sign", "vegetation", "terrain", "sky", "person", "rider", "car", "truck"]
    labels += ["bus", "train", "motorcycle", "bicycle"]
    assert made.iri(label_list(spell(labels))) == LABELS + "cityscapes19"


def test_another_order_or_another_class_is_another_list(made: Schemas) -> None:
    labels = ["person", "rider", "car"]
    one, two = (made.iri(label_list(some)) for some in (labels, labels[::-1]))
    assert one != two
    assert one.startswith("https://example.org/id/labels/sha256/")


def test_lists_of_placeholders_alone_are_no_canonical_list(made: Schemas) -> None:
    assert made.canonical(LabelList("", ("N/A", "", "background"))) is None
    node = made.node(label_list(["LABEL_0", "LABEL_1"]))
    assert isinstance(node, dict)
    assert [kind["labelStatus"] for kind in node["classes"]] == [PLACEHOLDER] * 2


def test_two_importers_make_one_schema_of_one_list(known: Vocabulary) -> None:
    labels = ["n00000001 this", "n00000002 that", "n00000003 background"]
    zoo = Terms(MINTER, known, "open_model_zoo")
    read = read_labels("list.json", json.dumps(labels).encode(), Fields("list.json"))
    assert read is not None
    theirs = schemas(zoo).node(read)
    ours = label_schema(labels, HubTerms(ImportContext(MINTER, known)))
    assert isinstance(theirs, dict)
    assert isinstance(ours, dict)
    assert theirs["classes"] == ours["classes"]
    assert theirs["id"] == ours["id"]
    assert ours["classes"][0]["identifier"] == "n00000001"


def test_each_canonical_schema_carries_the_digests_of_its_labels(known: Vocabulary) -> None:
    names = {"imagenet1k", "openimages601", "ade20k150", "cityscapes19", "lvis05", "cocostuff171"}
    schemes = {
        iri for iri in known.types if iri.startswith(LABELS) and "/" not in iri[len(LABELS) :]
    }
    assert {LABELS + name for name in names} < schemes


def lists(corpus: Path) -> dict[str, list[str]]:
    folder = corpus / "class_labels"
    found = {
        name: (folder / f"{file}.txt").read_text("utf-8").splitlines()
        for name, file in {
            "voc20": "voc_21",
            "ade20k150": "ade20k_150",
            "cityscapes19": "cityscapes_19",
            "cocostuff171": "coco_stuff_171",
            "imagenet1k": "imagenet1k_synset_mapping",
        }.items()
    }
    with (folder / "open_images_boxable.csv").open(encoding="utf-8", newline="") as rows:
        found["openimages601"] = [row[1] for row in csv.reader(rows)]
    categories = json.loads((folder / "lvis_categories_synsets.json").read_bytes())
    return found | {"lvis05": [category["name"] for category in categories]}


@pytest.mark.corpus
def test_the_lists_of_the_data_sets_are_canonical(corpus: Path, made: Schemas) -> None:
    found = {name: made.canonical(label_list(some)) for name, some in lists(corpus).items()}
    assert found == {name: LABELS + name for name in found}
    wnids = (corpus / "class_labels" / "imagenet2012_wnids.txt").read_text("utf-8").splitlines()
    assert made.canonical(label_list(wnids)) == LABELS + "imagenet1k"
    names = [text.partition(" ")[2].partition(",")[0] for text in lists(corpus)["imagenet1k"]]
    assert made.canonical(label_list(["background", *names])) == LABELS + "imagenet1k"
    assert content_digest(plain(names)) != content_digest(names)
