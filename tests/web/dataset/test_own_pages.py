"""Every kind of page here says what it is to programs, and that the same comes as data."""

from __future__ import annotations

import re
from itertools import pairwise

import httpx
import orjson
import pytest

WITH_DATA = (
    "/doc/dataset/kennel/dogs",
    "/vocabulary/dataset/STL-10",
    "/vocabulary/task/object-detection",
    "/vocabulary/metric/Top1Accuracy",
    "/vocabulary/dataset",
    "/vocabulary",
    "/ontology",
    "/shapes",
    "/void",
    "/catalog",
    "/catalog?kind=model",
    "/leaderboard?of=mzd:STL-10",
    "/doc/dataset/kennel/dogs?profile=alt",
)
NO_DATA = {"/vocabulary/no": 404, "/catalog?page=x": 400, "/id/model/paper/yolov4": 410}


def heard(page: str) -> dict[str, object]:
    """Return the JSON-LD of a page, of which there is one."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    said: dict[str, object] = orjson.loads(found[0])
    return said


@pytest.mark.parametrize("place", WITH_DATA)
def test_pages_have_a_title_a_place_json_ld_and_alternates(
    browsing: httpx.Client, place: str
) -> None:
    found = browsing.get(place)
    assert found.status_code == 200
    said = heard(found.text)
    assert said["@context"] == "https://schema.org"
    assert said["name"]
    assert re.search(r"<title>[^<]+ · kgstore</title>", found.text)
    assert found.text.count('aria-current="true">') >= 1, "an entry of the navigation is current"
    alternates = re.findall(r'<link rel="alternate" href="([^"]+)" type="([^"]+)"', found.text)
    assert alternates
    for address, kind in alternates[:4]:
        other = browsing.get(address.replace("&amp;", "&"), headers={"Accept": kind})
        assert other.status_code == 200, address
        assert other.headers["content-type"].partition(";")[0] == kind.partition(";")[0], address


@pytest.mark.parametrize("place", NO_DATA)
def test_errors_are_pages_with_a_title_and_json_ld(browsing: httpx.Client, place: str) -> None:
    found = browsing.get(place)
    assert found.status_code == NO_DATA[place]
    assert heard(found.text)["@type"] == "WebPage"
    assert 'aria-current="true">About' in found.text


@pytest.mark.parametrize("place", WITH_DATA)
def test_headings_are_in_order(browsing: httpx.Client, place: str) -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)[ >]", browsing.get(place).text)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= level + 1 for level, later in pairwise(levels))
