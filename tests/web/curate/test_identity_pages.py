"""Pairs that may be one thing: proposed, accepted, rejected, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgstore.identity.run import find_identities
from kgstore.opening import for_writing
from kgstore.records.record import Document, Raw, Record
from kgstore.settings import Settings
from kgstore.submit import submit
from tests.web.curate.desk import Desk, text_of
from tests.web.server import Server, base_of, listening, make_store, serve


def described(base: str, source: str, name: str, **more: object) -> Record:
    native = name.replace(" ", "-")
    document: Document = {
        "id": f"{base}/id/dataset/{source}/{native}",
        "type": "Dataset",
        "name": name,
        "source": f"{base}/id/source/{source}",
        "nativeId": native,
    }
    return Record("dataset", source, native, document | more, Raw(b"{}"), "")


@pytest.fixture(scope="module")
def paired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a store in which identity was looked for."""
    path, listener = tmp_path_factory.mktemp("paired") / "store", listening()
    tokens = prepared(path, base_of(listener))
    with serve(path, listener, tokens) as running:
        yield running


def prepared(path: Path, base: str) -> dict[str, str]:
    tokens = make_store(path, base)
    settings = Settings(store=path, base=base, agent="tester", workers=1)
    names = ("Little birds", "Small fishes", "Odd beetles")
    records = [described(base, source, name) for name in names for source in ("one", "two")]
    with for_writing(settings) as store:
        submit(store, records, settings, message="pairs")
        find_identities(store, settings, ["dataset"])
    return tokens


@pytest.fixture
def judge(paired: Server) -> Iterator[Desk]:
    """A curator there."""
    with Desk.of(paired, "cleo") as desk:
        yield desk


def pair(page: str, name: str) -> str:
    found = re.search(rf'name="pair" value="(\w+)" aria-label="Pick {name}', page)
    assert found is not None, page
    return found[1]


def test_pairs_are_accepted_rejected_and_taken_back(judge: Desk) -> None:
    page = judge.get("/curate/identity", kind="dataset")
    assert "3 pairs" in text_of(page)
    assert "both are named" in text_of(page)
    birds, fishes = pair(page.text, "Little birds"), pair(page.text, "Small fishes")
    form = {"kind": "dataset", "pair": [birds], "reason": "One paper.", "verdict": "accept"}
    page = judge.post("/curate/identity", **form)
    assert "2 pairs" in text_of(page)
    assert "accepted" in text_of(page)
    assert "One paper." in text_of(page)
    form |= {"pair": [fishes], "verdict": "reject", "reason": "Other seas."}
    page = judge.post("/curate/identity", **form)
    assert "1 pairs" in text_of(page)
    assert "rejected" in text_of(page)
    page = judge.post("/curate/identity", kind="dataset", pair=[birds], verdict="withdraw")
    assert "2 pairs" in text_of(page)
    assert "One paper." not in text_of(page)
    assert "cleo" in text_of(judge.get("/curate"))


def test_what_cannot_be_decided_is_refused_in_words(paired: Server, judge: Desk) -> None:
    page = judge.get("/curate/identity", kind="dataset")
    beetles = pair(page.text, "Odd beetles")
    for form, status, words in (
        ({"verdict": "accept", "reason": "a"}, 400, "no pair was picked"),
        ({"verdict": "accept", "pair": beetles}, 400, "a decision needs a reason"),
        ({"verdict": "burn", "pair": beetles, "reason": "a"}, 400, "no such verdict"),
        ({"verdict": "accept", "pair": "ffff", "reason": "a"}, 404, "no mapping record"),
        ({"verdict": "withdraw", "pair": beetles}, 404, "nobody decided"),
    ):
        page = judge.post("/curate/identity", **form)
        assert (page.status_code, words in text_of(page)) == (status, True), form
    assert judge.get("/curate/identity", kind="cars").status_code == 400
    with Desk.of(paired, "ann") as ann:
        page = ann.get("/curate/identity", kind="dataset")
        assert "A curator decides; ann is editor." in text_of(page)
        assert 'name="verdict"' not in page.text
