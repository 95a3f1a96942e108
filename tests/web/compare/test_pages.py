"""The page, its pictures and tables: addresses, bad parameters, hostile texts."""

from __future__ import annotations

import csv
import io
import re

import httpx
import pytest

from kgstore.namespaces import PREFIXES
from kgstore.web.compare.read import Key
from tests.web.compare.conftest import get, place
from tests.web.server import Server

MZM, MZD = PREFIXES["mzm"], PREFIXES["mzd"]
DETECTORS = ("swift", "steady", "heavy", "untimed")


def test_without_models_it_explains_and_offers_examples(arena: Server) -> None:
    page = get(arena, "/compare").text
    assert "Put 2 to 20 models side by side" in page
    assert "Object detectors on COCO" in page
    example = re.search(r'<a href="(/compare\?[^"]+)" rel="nofollow">Object detectors', page)
    assert example
    assert "Compare 3 models" in get(arena, example[1].replace("&amp;", "&")).text


def test_one_model_offers_others_for_its_task(arena: Server) -> None:
    page = get(arena, place("swift")).text
    assert "One model is chosen" in page
    assert "Models for the same task" in page
    assert f'href="{place("swift", "heavy")}"'.replace("&", "&amp;") in page


def test_words_find_models_to_add(arena: Server) -> None:
    page = get(arena, place("swift", "heavy", add="steady")).text
    assert f'href="{place("swift", "heavy", "steady")}"'.replace("&", "&amp;") in page
    assert "Nothing else is found" in get(arena, place("swift", "heavy", add="xyzzy")).text
    assert 'class="bad"' in get(arena, place("swift", "heavy", add="nofield:x (")).text


def test_a_whole_iri_and_its_short_form_are_one_model(arena: Server) -> None:
    whole = f"{arena.url}/id/model/arena/heavy"
    address = f"{place('swift', 'heavy')}&m={whole}"
    assert "Compare 2 models" in get(arena, address).text


def test_unknown_models_are_named_and_left_out(arena: Server) -> None:
    page = get(arena, place("swift", "heavy", "none")).text
    assert "There is no model" in page
    assert "model/arena/none" in page
    assert "Compare 2 models" in page


@pytest.mark.parametrize(
    "address", [place("none"), place("none", "nobody"), "/compare?m=no+words", "/compare?m=%ff"]
)
def test_only_unknown_models_is_a_page_that_says_so(arena: Server, address: str) -> None:
    assert "no model is called" in get(arena, address, 404).text


@pytest.mark.parametrize(
    "given",
    [
        {"on": "urn:none"},
        {"on": "<>"},
        {"settings": "x"},
        {"y": "x", "x": "x", "classes": "x", "rows": "x", "bar": "x"},
        {"on": "a" * 5000, "y": "\x00"},
    ],
)
def test_choices_that_do_not_exist_fall_back(arena: Server, given: dict[str, str]) -> None:
    assert "Compare 2 models" in get(arena, place("swift", "steady", **given)).text


def test_a_thing_that_is_no_model_is_none(arena: Server) -> None:
    assert "no model is called" in get(arena, "/compare?m=source/arena/x&m=urn:a", 404).text


def test_of_more_than_twenty_the_first_are_compared(arena: Server) -> None:
    address = place(*DETECTORS, *(f"none-{n}" for n in range(30)))
    assert "34 models are named; the first 20 are compared" in get(arena, address).text


def test_models_that_share_nothing_say_so(arena: Server) -> None:
    page = get(arena, place("hostile", "left", on="urn:x", rows="all")).text
    assert "Compare 2 models" in page
    assert "One against another" not in page
    get(arena, place("hostile", "left", path="/compare/chart.svg", part="scatter"), 404)


def test_the_pictures_are_what_they_say(arena: Server) -> None:
    for part in ("scatter", "bars"):
        png = get(arena, place(*DETECTORS, path="/compare/chart.png", part=part))
        assert png.content.startswith(b"\x89PNG\r\n")
        assert png.headers["content-type"] == "image/png"
        svg = get(arena, place(*DETECTORS, path="/compare/chart.svg", part=part, ink="dark"))
        assert svg.headers["content-type"].startswith("image/svg+xml")
        assert "currentColor" not in svg.text
        assert "Steady detector" in svg.text
    get(arena, place(*DETECTORS, path="/compare/chart.svg", part="pie"), 404)
    get(arena, place(*DETECTORS, path="/compare/chart.svg", ink="pink"), 400)
    get(arena, place("swift", path="/compare/chart.svg"), 404)


def test_a_picture_in_the_page_is_unchanged_until_a_commit(arena: Server) -> None:
    address = arena.url + place(*DETECTORS, path="/compare/chart.svg", part="bars")
    tag = httpx.get(address).headers["etag"]
    assert httpx.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("part", ["facts", "metrics", "scatter", "classes", "confusions"])
def test_each_table_reads_back(arena: Server, part: str) -> None:
    found = get(arena, place(*DETECTORS, path="/compare/table.csv", part=part))
    assert found.headers["content-type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(found.text)))
    assert len(lines) > 2
    assert {len(line) for line in lines} == {len(lines[0])}
    assert f'filename="comparison-{part}.csv"' in found.headers["content-disposition"]


def test_tables_that_are_none(arena: Server) -> None:
    assert (
        "the tables are"
        in get(arena, place(*DETECTORS, path="/compare/table.csv", part="x"), 400).text
    )
    get(arena, place("left", "right", path="/compare/table.csv", part="classes"), 404)


def test_the_scatter_lists_who_is_not_measured(arena: Server) -> None:
    quality = Key(MZM + "AP_50_95", MZD + "COCO-2017-val").id
    nano = PREFIXES["mzhw"] + "jetson-nano"
    time = Key(MZM + "MeanInferenceTime", hardware=nano, precision="FP16", batch="1").id
    page = get(arena, place(*DETECTORS, y=quality, x=time)).text
    points = page.partition('id="scatter"')[2].partition("<h2")[0]
    assert points.count("● yes") == 4  # Swift and Steady twice: neither is beaten by the other
    assert "Heavy detector</a></th>" in points
    assert re.search(r"Not measured so: <a [^>]+>Untimed detector</a>\.", points)


def test_classes_in_which_models_differ_most_come_first(arena: Server) -> None:
    page = get(arena, place(*DETECTORS)).text
    table = page.partition('id="by-class"')[2].partition("</table>")[0]
    assert table.index(">car</a>") < table.index(">person</a>")
    assert "17.00 %" in table  # 0.47 and 0.30


def test_confusions_stand_side_by_side(arena: Server) -> None:
    page = get(arena, place("swift", "heavy")).text
    side = page.partition('id="confusions"')[2]
    assert side.count('<table class="matrix">') == 2
    assert re.search(r'<td class="number heat6">558</td>', side)
    assert re.search(r'<td class="number heat6">630</td>', side)


def test_hostile_texts_are_texts(arena: Server) -> None:
    page = get(arena, place("hostile", "swift")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert 'href="javascript:' not in page
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)
    assert "n" * 100 not in page
    svg = get(arena, place("hostile", "swift", path="/compare/chart.svg", part="bars")).text
    assert "<script" not in svg


def test_it_says_what_it_is_for_programs(arena: Server) -> None:
    found = get(arena, place("swift", "heavy"))
    assert '"@type":"WebPage"' in found.text
    assert 'rel="alternate"; type="text/csv"' in found.headers["link"]
    head = httpx.head(arena.url + place("swift", "heavy"))
    assert head.status_code == 200
    assert head.content == b""
