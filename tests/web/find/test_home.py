"""The home page: what there is, where to begin, and what it says of an empty store."""

from __future__ import annotations

import re
import time
from pathlib import Path

from kgstore.opening import create
from kgstore.settings import Settings
from tests.web.find.conftest import MODELS
from tests.web.find.page import Shown, look
from tests.web.server import Server, base_of, listening, serve


def counts(page: Shown) -> dict[str, int]:
    found = re.findall(r"<b>([\d,]+)</b>([a-z ]+)</a>", page.text)
    return {words: int(number.replace(",", "")) for number, words in found}


def test_it_counts_and_each_count_leads_to_what_it_counts(zoo: Server) -> None:
    page = look(zoo, "/")
    shown = counts(page)
    assert shown["models"] == len(MODELS) == look(zoo).total
    assert shown["data sets"] == look(zoo, filter="kind:dataset").total
    assert shown["measured values"] == 3
    assert "Best stated values" in page.text
    leader = re.search(r"Object detection</th><td><a[^>]*>heavy</a>.*?>0\.52<", page.text)
    assert leader is not None


def test_each_way_in_is_there(zoo: Server) -> None:
    page = look(zoo, "/")
    for place in ("/find", "/compare", "/concepts", "/ask", "/curate", "/about"):
        assert look(zoo, place).status == 200, place
        assert f'<li><a href="{place}"><b>' in page.text
    for number in range(1, 8):
        assert f'href="/ask/cq0{number}"' in page.text


def test_an_empty_store_says_how_to_fill_it(tmp_path: Path) -> None:
    listener = listening()
    with create(Settings(store=tmp_path / "s", base=base_of(listener), agent="tester")):
        pass
    with serve(tmp_path / "s", listener, {}) as server:
        until = time.monotonic() + 60
        while "index is being made" in (page := look(server, "/")).text:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert page.status == 200
        assert counts(page)["models"] == 0
        assert "Best stated values" not in page.text
        assert look(server).total == 0
        assert look(server, filter="task:object-detection", sort="accuracy").total == 0
