"""Leaderboards: comparable values only, in the metric's direction, with CSV and clear refusals."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import urlencode

import httpx
import pytest

from kgstore.errors import IriError, KgstoreError, ParameterError
from kgstore.web.dataset.boards import read_board
from tests.web.server import Server


def asked(kennel: Server, metric: str, **more: str) -> str:
    """Return the query of a leaderboard of dogs."""
    split = f"{kennel.url}/id/dataset/kennel/dogs#split/test"
    return urlencode({"board": f"{split} mzm:{metric}", **more})


def models(page: str) -> list[str]:
    """Return the models of a leaderboard, in order."""
    return re.findall(r'<td><a href="/id/model/kennel/(\w+)"', page)


def test_the_direction_is_the_metric_s(kennel: Server, browsing: httpx.Client) -> None:
    up = browsing.get(f"/leaderboard?{asked(kennel, 'Top1Accuracy')}").text
    down = browsing.get(f"/leaderboard?{asked(kennel, 'Top1Error')}").text
    assert "Higher is better" in up
    assert "Lower is better" in down
    assert models(up) == models(down) == ["tracker", "sniffer"]


def test_what_can_be_chosen_is_what_was_measured(kennel: Server, browsing: httpx.Client) -> None:
    page = browsing.get(f"/leaderboard?of={kennel.url}/id/dataset/kennel/dogs").text
    options = re.findall(r"<option value=\"([^\"]+)\"( selected)?", page)
    assert [value.partition(" ")[2] for value, _ in options] == [
        "mzm:Top1Accuracy",
        "mzm:Top1Error",
    ]
    assert [bool(selected) for _, selected in options] == [True, False]
    assert '<optgroup label="Dogs, test">' in page


def test_it_says_what_it_is_to_programs(kennel: Server, browsing: httpx.Client) -> None:
    found = browsing.get(f"/leaderboard?{asked(kennel, 'Top1Error')}")
    assert '"@type":"CollectionPage"' in found.text
    assert 'type="text/csv"' in found.headers["link"]


def test_it_comes_as_a_table(kennel: Server, browsing: httpx.Client) -> None:
    found = browsing.get(f"/leaderboard.csv?{asked(kennel, 'Top1Accuracy')}")
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(found.text)))
    assert [(row["place"], float(row["value"]), row["as stated"]) for row in rows] == [
        ("1", 0.93, "0.93"),
        ("2", 0.91, "91.0 %"),
    ]
    assert rows[1]["verification"].endswith("#Verified")


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 404, "a leaderboard is of a dataset"),
        ("board=x", 400, "names no dataset and metric"),
        ("board=%20%20", 400, "names no dataset and metric"),
        ("board=mzd%3ASTL-10+%3Cx", 400, "has no prefix and no scheme"),
        ("of=urn:none", 404, "nothing is known of urn:none"),
        ("of=mzd%3AMNIST", 404, "no value is known"),
        ("of=mzd%3ASTL-10&page=2", 404, "there is no page 2"),
        ("of=mzd%3ASTL-10&page=x", 400, "which is no number of a page"),
    ],
)
def test_what_cannot_be_shown_is_said_on_a_page(
    browsing: httpx.Client, query: str, status: int, words: str
) -> None:
    found = browsing.get(f"/leaderboard?{query}")
    assert found.status_code == status, found.text
    assert found.headers["content-type"].startswith("text/html")
    assert words in found.text


def test_a_metric_that_nobody_measured_ranks_nobody(kennel: Server, browsing: httpx.Client) -> None:
    found = browsing.get(f"/leaderboard?{asked(kennel, 'BLEU')}")
    assert found.status_code == 200
    assert "No source states such a value" in found.text


def test_a_board_is_two_iris() -> None:
    board = read_board(" mzd:STL-10 mzm:F1 ")
    assert board.key == "mzd:STL-10 mzm:F1"
    for odd in ("mzd:STL-10", "", "a b", "mzd:STL-10 <x>"):
        with pytest.raises((ParameterError, IriError)):
            read_board(odd)
    assert issubclass(ParameterError, KgstoreError)
