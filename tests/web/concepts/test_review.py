"""The review queue over HTTP: everybody reads, curators decide, stale rows are said to be so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html import unescape
from typing import Any

import httpx
import pytest

from tests.web.server import Server

QUEUE = "/concepts/review"
BIRD = "http://wordnet-rdf.princeton.edu/wn30/02012849-n"
MACHINE = "http://wordnet-rdf.princeton.edu/wn30/03126707-n"
A_MACHINE = "crane as crane, a kind of lifting device"
A_BIRD = "crane as crane, a kind of wading bird"
Signing = Callable[[str], httpx.Client]


def text(answer: httpx.Response, status: int = 200) -> str:
    assert answer.status_code == status, answer.text[:500]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.fixture
def signing(harbour: Server) -> Iterator[Signing]:
    """Call `signing("cleo")` for a client that has signed in; `signing("")` for anybody's."""
    with ExitStack() as opened:

        def sign_in(agent: str) -> httpx.Client:
            client = httpx.Client(base_url=harbour.url, timeout=60, headers={"Accept": "text/html"})
            opened.enter_context(client)
            if agent:
                client.post("/login", data={"token": harbour.tokens[agent]})
            return client

        yield sign_in


def sign(client: httpx.Client) -> str:
    found = re.search(r'name="sign" value="(\w+)"', client.get("/login").text)
    assert found
    return found[1]


def rows(client: httpx.Client, **asked: str) -> dict[str, str]:
    """Return the values of the boxes of a page of the queue, by what they are about."""
    shown = client.get(QUEUE, params=asked).text
    found = re.findall(r'name="record" value="([^"]+)" aria-label="([^"]*)"', shown)
    return {unescape(label): value for value, label in found}


def decide(client: httpx.Client, *records: str, **more: Any) -> httpx.Response:
    form = {"record": list(records), "sign": sign(client), "back": "set=words&status=all", **more}
    return client.post(f"{QUEUE}/decide", data=form)


def is_linked(client: httpx.Client, relation: str, concept: str) -> bool:
    query = f'ASK {{ ?class skos:prefLabel "crane" . ?class skos:{relation} <{concept}> }}'
    found = client.get("/sparql", params={"query": query}, headers={"Accept": "application/json"})
    return bool(found.json()["boolean"])


def test_everybody_reads_the_least_sure_first(signing: Signing) -> None:
    shown = signing("").get(QUEUE, params={"set": "words"})
    words = text(shown)
    order = [words.index(number) for number in (" 0.51 ", " 0.55 ", " 0.60 ")]
    assert order == sorted(order)
    assert "0.90" not in words, "what is linked waits for nobody"
    assert "Sign in as a curator" in words
    assert '<form method="post"' not in shown.text
    assert "&lt;script&gt;alert(1)" in shown.text
    assert "<script>alert" not in shown.text


def test_the_states_are_those_of_the_named_query(harbour: Server, signing: Signing) -> None:
    with harbour.client() as client:
        for status in ("proposed", "linked", "rejected"):
            found = client.get("/api/v1/links", params={"status": status}).json()
            number = len(found["results"]["bindings"])
            shown = text(signing("").get(QUEUE, params={"status": status}))
            said = f"{number:,} links" if number > 1 else "1 link" if number else "no such link"
            assert said in shown, status


def test_a_curator_accepts_and_comes_back_to_the_same_place(signing: Signing) -> None:
    cleo = signing("cleo")
    machine = rows(cleo, set="words")[A_MACHINE]
    done = decide(cleo, machine, verdict="accept", reason="lifts loads")
    assert done.status_code == 303
    place = done.headers["location"]
    assert "set=words" in place
    assert "status=all" in place
    shown = text(cleo.get(place))
    assert re.search(r"Done, as commit \d+ by cleo: accept \S+0-crane as \S+03126707-n", shown)
    assert is_linked(cleo, "exactMatch", MACHINE)
    concept = text(cleo.get("/concepts/wn30:03126707-n"))
    assert re.search(r"crane Harbour <b>labels</b> exactMatch 0\.60 cleo", concept)
    why = text(cleo.get(f"{QUEUE}/why", params={"class": class_of(cleo)}))
    assert "accepted by cleo" in why
    assert "lifts loads" in why
    again = decide(cleo, machine, verdict="reject", reason="x")
    left = text(cleo.get(again.headers["location"]))
    assert "left as it is" in left
    assert "crane as crane: accepted by cleo" in left
    assert is_linked(cleo, "exactMatch", MACHINE), "a stale row changes nothing"
    withdrawn = decide(cleo, machine.replace("proposed", "accepted"), verdict="withdraw")
    assert "Done" in text(cleo.get(withdrawn.headers["location"]))
    assert not is_linked(cleo, "exactMatch", MACHINE)


def class_of(client: httpx.Client) -> str:
    shown = client.get("/concepts/wn30:03126707-n").text
    found = re.search(r'title="([^"]+/id/labels/street/harbour#0-crane)"', shown)
    assert found
    return found[1]


def test_several_are_rejected_at_once_and_one_put_in_their_place(signing: Signing) -> None:
    cleo = signing("cleo")
    form = {"verdict": "reject", "reason": "neither", "instead": "wn30:03126707-n"}
    bird = rows(cleo, set="words", high="0.55")[A_BIRD]
    done = decide(cleo, bird, "ffff.proposed", **form)
    shown = text(cleo.get(done.headers["location"]))
    assert "Done" in shown
    assert is_linked(cleo, "closeMatch", MACHINE)
    assert not is_linked(cleo, "closeMatch", BIRD)
    decided = rows(cleo, set="review", status="accepted")
    taken = [*decided.values(), bird.replace("proposed", "rejected")]
    assert decide(cleo, *taken, verdict="withdraw").status_code == 303
    assert not is_linked(cleo, "closeMatch", MACHINE)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"verdict": "accept"}, "a decision needs a reason"),
        ({"verdict": "accept", "reason": " "}, "a decision needs a reason"),
        ({"verdict": "perhaps", "reason": "x"}, "choose whether"),
        ({"reason": "x"}, "choose whether"),
        ({"verdict": "reject", "reason": "x", "instead": "crane"}, "IRI of a concept"),
        ({"verdict": "reject", "reason": "x", "instead": "wn30:99-n"}, "has no concept"),
        ({"verdict": "reject", "reason": "x", "instead": "<http://a b>"}, "IRI of a concept"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    signing: Signing, form: dict[str, str], said: str
) -> None:
    cleo = signing("cleo")
    box = rows(cleo, set="words")[A_MACHINE]
    before = cleo.get("/api/v1/commits?limit=1", headers={"Accept": "*/*"}).json()
    found = decide(cleo, box, back="set=words", **form)
    assert said in text(found, 400)
    ticked = re.search(rf'value="{re.escape(box)}"[^>]*checked', found.text)
    assert ticked, "what was chosen is chosen still"
    assert f'value="{form.get("reason", "").strip()}"' in found.text
    assert cleo.get("/api/v1/commits?limit=1", headers={"Accept": "*/*"}).json() == before


def test_no_row_at_all_is_said(signing: Signing) -> None:
    found = decide(signing("cleo"), verdict="accept", reason="x")
    assert "no link was chosen" in text(found, 400)


def test_an_editor_is_refused_in_words(signing: Signing) -> None:
    ann = signing("ann")
    assert "signed in as ann, in the role editor" in text(ann.get(QUEUE))
    assert not rows(ann)
    refused = decide(ann, "0.proposed", verdict="accept", reason="x")
    assert "this needs the role curator; ann is editor" in text(refused, 403)


def test_who_has_not_signed_in_is_told_so(signing: Signing) -> None:
    sent = signing("").post(f"{QUEUE}/decide", data={"record": "0.proposed", "verdict": "accept"})
    assert "you are not signed in" in text(sent, 401)


def test_forms_of_others_are_refused(signing: Signing) -> None:
    cleo = signing("cleo")
    form = {"record": "0.proposed", "verdict": "accept", "reason": "x"}
    assert cleo.post(f"{QUEUE}/decide", data=form).status_code == 403


def test_a_page_of_a_curator_is_for_nobody_else(signing: Signing) -> None:
    cleo, anybody = signing("cleo"), signing("")
    own = cleo.get(QUEUE)
    assert "Cookie" in own.headers["vary"]
    assert "private" in own.headers["cache-control"]
    tag = {"If-None-Match": own.headers["etag"]}
    assert anybody.get(QUEUE, headers=tag).status_code == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"status": "all"}, 200),
        ({"status": "perhaps"}, 400),
        ({"low": "x"}, 400),
        ({"high": "nan"}, 400),
        ({"high": "1e999"}, 400),
        ({"page": "0"}, 200),
        ({"page": "-1"}, 200),
        ({"page": "99999999"}, 200),
        ({"page": "two"}, 400),
        ({"set": "<b>none</b>"}, 200),
        ({"schema": "urn:none"}, 200),
        ({"schema": "no iri"}, 400),
        ({"schema": "<http://a b>"}, 400),
        ({"done": "1", "left": "x,y"}, 200),
        ({"done": "99999999999999999999"}, 200),
        ({"done": "\u00b2"}, 200),
    ],
)
def test_any_parameter_gives_a_page(signing: Signing, asked: dict[str, str], status: int) -> None:
    found = signing("").get(QUEUE, params=asked)
    assert found.status_code == status
    assert found.headers["content-type"].startswith("text/html")
    assert "Done" not in found.text, "no link makes the page say that something was done"
    assert "<b>none" not in found.text


@pytest.mark.parametrize(
    ("class_", "status"),
    [
        ("mzlab:coco80/person", 200),
        ("", 400),
        ("x y", 400),
        ("urn:none", 404),
        ("<http://a b>", 400),
    ],
)
def test_a_class_is_explained_or_there_is_none(signing: Signing, class_: str, status: int) -> None:
    found = text(signing("").get(f"{QUEUE}/why", params={"class": class_}), status)
    if status == 200:
        assert re.search(r"person linked a kind of .*entity", found)
