"""The page of a dataset: its parts, names, classes, models and leaderboard, honestly."""

from __future__ import annotations

import re
from html import unescape

import httpx
import orjson
import pytest

from tests.web.server import Server

DOGS, STL, ODD = (f"/doc/dataset/kennel/{name}" for name in ("dogs", "stl", "odd"))
EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def dogs(browsing: httpx.Client) -> str:
    """The page of the dataset that has everything."""
    return browsing.get(DOGS).text


def section(page: str, identity: str) -> str:
    """Return a section of a page, from its heading to the next, as text."""
    found = page.partition(f'id="section-{identity}"')[2].partition("<h2")[0].partition(">")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found)))


def described(page: str) -> dict[str, object]:
    """Return the JSON-LD of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    said: dict[str, object] = orjson.loads(found[1])
    return said


def test_splits_stand_in_the_order_of_their_use(dogs: str) -> None:
    splits = section(dogs, "splits")
    assert splits.index("Dogs, train") < splits.index("Dogs, test")
    assert "training 100" in splits
    assert "125</b>data objects" in dogs, "what all splits have together"


def test_parts_keep_their_anchors(dogs: str) -> None:
    places = ("split/test", "config/puppies", "config/puppies/split/train", "column/weight")
    for part in (*places, "quality/entropy", "collection", "file/dogs", "statistics-poodle"):
        assert dogs.count(f'id="{part}"') == 1, part


def test_columns_have_their_statistics_in_the_order_of_their_position(dogs: str) -> None:
    columns = section(dogs, "columns")
    assert columns.index("alert(1)") < columns.index("weight float64 3 97 2.5 61 17.25 4.5")
    assert "age in weeks int8" in columns
    assert "Dogs (puppies)" in columns


def test_classes_are_counted_with_bars(dogs: str) -> None:
    classes = section(dogs, "classes")
    assert "3 classes of Breeds" in classes
    assert "0 poodle not linked 30 40" in classes
    assert "LABEL_2" in classes
    bars = re.findall(r'<rect width="([\d.]+)"', dogs.partition('id="section-classes"')[2])
    assert bars[:2] == ["25.0", "100.0"], "40 of 160 instances, and 160"


def test_how_it_was_collected(dogs: str) -> None:
    assert "walks crowdsourcing ; 72 contributors" in section(dogs, "collection")
    assert "To tell breeds apart." in section(dogs, "collection")


def test_trained_and_evaluated_are_kept_apart(dogs: str) -> None:
    trained, evaluated = section(dogs, "trained"), section(dogs, "evaluated")
    assert "Sniffer source/kennel, 500 downloads" in trained
    assert "Tracker" not in trained
    assert "Sniffer" in evaluated
    assert "Tracker" in evaluated
    assert re.search(r"/find\?filter=trained%3A%3Chttp[^\"]+dogs%3E", dogs)
    assert re.search(r"/find\?filter=dataset%3A%3Chttp[^\"]+dogs%3E", dogs)


def test_the_leaderboard_has_one_metric_on_one_split(dogs: str) -> None:
    board = section(dogs, "leaderboard")
    assert "higher is better" in board
    assert board.index("Tracker") < board.index("Sniffer")
    assert "93.00 % 0.93 source/kennel not stated self-reported" in board
    assert "91.00 % ± 1.00 % 91.0 % · also 89.00 % source/kennel 2024-06-01 ✓ verified" in board
    assert "99" not in board, "the value of one class ranks nobody"


def test_a_record_is_shown_under_all_names_of_the_dataset(browsing: httpx.Client) -> None:
    page = browsing.get(STL).text
    assert "under another name" in page
    assert "Barker" in section(page, "trained")
    board = section(page, "leaderboard")
    assert board.index("Barker") < board.index("Tracker"), "values of both names are one ranking"
    names = section(page, "names")
    assert "STL-10" in names
    assert "stl10_pics this page source/kennel MIT" in names
    assert "its importer knows its name" in names


def test_a_term_has_the_same_page(browsing: httpx.Client) -> None:
    page = browsing.get("/vocabulary/dataset/STL-10").text
    assert "Barker" in section(page, "trained")
    assert "stl10_pics source/kennel MIT" in section(page, "names")
    assert "in tfds stl10" in section(page, "names")
    assert "not stated" in page.partition("<dt>licence</dt>")[2][:60]


def test_malice_is_shown_and_does_nothing(browsing: httpx.Client, dogs: str) -> None:
    odd = browsing.get(ODD).text
    for page in (dogs, odd):
        assert EVIL not in page
        assert 'href="javascript:' not in page
        assert not re.search(r"\son\w+=|style=", page)
    assert "&lt;script&gt;alert(1)" in dogs
    assert "n" * 300 not in odd
    assert len(odd) < 30_000


def test_what_is_long_is_cut_and_whole_in_a_fold(dogs: str) -> None:
    assert "The whole description" in dogs
    assert len(dogs.partition('<p class="lede"')[2].partition("</p>")[0]) < 400
    assert "They bark. " * 59 in dogs


def test_it_is_described_in_the_terms_of_schema_org(kennel: Server, dogs: str) -> None:
    said = described(dogs)
    assert said["@type"] == "Dataset"
    assert said["@id"] == f"{kennel.url}/id/dataset/kennel/dogs"
    assert said["url"] == "https://kennel.example.org/"
    assert said["license"] == ["https://w3id.org/modelzoo/vocabulary/licence/CC-BY-4.0"]
    assert said["creator"][0]["name"] == "Ann of the kennel"  # type: ignore[index]
    assert "javascript" not in orjson.dumps(said.get("sameAs", [])).decode()


def test_it_comes_in_other_forms_and_can_be_edited(kennel: Server, dogs: str) -> None:
    for title in ("Croissant", "DCAT-AP 3.0.1", "schema.org", "Turtle"):
        assert f">{title}</a>" in dogs
    assert 'rel="alternate" href="/doc/dataset/kennel/dogs.ttl" type="text/turtle"' in dogs
    assert f"/curate/dataset?iri={kennel.url.replace(':', '%3A')}" in dogs
    assert f"{DOGS}?view=everything" in dogs


def test_everything_stated_is_the_page_of_any_resource(browsing: httpx.Client) -> None:
    assert "Who says so" in browsing.get(f"{DOGS}?view=everything").text


@pytest.mark.parametrize("place", [DOGS, STL, ODD])
def test_it_comes_as_data(kennel: Server, place: str) -> None:
    assert httpx.get(f"{kennel.url}{place}.ttl").status_code == 200
    head = httpx.head(kennel.url + place, headers={"Accept": "text/html"}, timeout=60)
    assert head.status_code == 200
    assert head.text == ""


def test_a_split_has_the_classes_of_its_whole_and_not_of_a_part(browsing: httpx.Client) -> None:
    classes = section(browsing.get("/vocabulary/dataset/COCO-2017-val").text, "classes")
    assert "80 classes of COCO 80 classes" in classes
