"""The pages of named questions: their forms, their answers, what is wrong beside its field."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import httpx
import pytest

from kgstore.sparql.library import Library
from kgstore.web.ask.questions import questions
from tests.web.ask.test_asking_pages import BROWSER, words
from tests.web.server import Server, base_of, listening, make_store, serve

_OWN = """#+ summary: What <i>we</i> ask
#+ parameters:
#+   few: {kind: integer, default: 3, description: How many}
#+   loud: {kind: boolean, default: false, description: Whether}
#+ status: state
#+ rests-on: What we wrote.
#+ empty: There is really nothing.
SELECT ?state ?s ?n ($loud AS ?said) {
  VALUES (?state ?n) { ("not stated" 1) ("yes" 2) ("not stated" 3) (UNDEF 4) }
  OPTIONAL { ?s a mz:MLModel . ?s rdfs:label "YOLOv3" }
  FILTER($few > 2)
}
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose user has a question of their own."""
    path, listener = tmp_path_factory.mktemp("own") / "store", listening()
    tokens = make_store(path, base_of(listener))
    folder = path / "overlay" / "queries"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ours.rq").write_text(_OWN, "utf-8")
    with serve(path, listener, tokens) as running:
        yield running


def page_of(server: Server, name: str, **given: str) -> httpx.Response:
    return httpx.get(f"{server.url}/ask/{name}", params=given, headers=BROWSER, timeout=60)


@pytest.mark.parametrize("name", [query.name for query in questions(Library.packaged())])
def test_every_question_has_a_page_with_an_answer(server: Server, name: str) -> None:
    page = page_of(server, name)
    assert page.status_code == 200
    query = Library.packaged().query(name)
    assert query.summary in words(page)
    assert "What the answer rests on" in words(page)
    for parameter in query.parameters:
        assert f'<label for="field-{parameter.name}">' in page.text
    assert re.search(r"\d+ rows? in", words(page)) or query.empty in words(page)


def test_an_answer_tells_what_it_rests_on_and_the_tally(own: Server) -> None:
    page = page_of(own, "ours")
    assert "not stated: 2, yes: 1, no value: 1." in words(page)
    assert "What the answer rests on What we wrote." in words(page)


def test_a_vocabulary_is_offered_and_names_are_told(server: Server) -> None:
    page = page_of(server, "cq01")
    assert '<option value="mzt:text-classification">text classification</option>' in page.text
    assert ">text classification</a>" in page.text
    concept = page_of(server, "cq04")
    assert ">person</a>" in concept.text
    assert '<a href="/concepts">' in concept.text


def test_the_query_opens_in_the_editor(server: Server) -> None:
    page = page_of(server, "cq04", dataset="mzd:COCO")
    link = re.search(r'href="(/ask\?query=[^"]+)"', page.text)
    assert link is not None
    opened = httpx.get(server.url + html.unescape(link[1]), headers=BROWSER)
    assert "basis" in words(opened)
    assert "#+" not in opened.text
    assert 'action="/ask"><input type="hidden" name="query"' in page_of(server, "cover").text


def test_what_is_wrong_stands_beside_its_field(server: Server) -> None:
    page = page_of(server, "cq01", minimum="many<", task="nothing")
    assert page.status_code == 400
    minimum = page.text.index('id="note-minimum"')
    assert "It takes a whole number" in html.unescape(page.text[minimum : minimum + 200])
    assert "many&lt;" in page.text
    task = page.text.index('id="note-task"')
    assert "has no prefix and no scheme" in page.text[task : task + 300]
    assert 'id="answer" hidden' in page.text
    unknown = page_of(server, "cq01", nosuch="1")
    assert unknown.status_code == 400
    assert "no value nosuch" in words(unknown)


def test_an_empty_field_has_its_default(server: Server) -> None:
    assert page_of(server, "cq01", minimum="", task="").status_code == 200


@pytest.mark.parametrize("name", ["nope", "labels", "can_predict", "cq044", "%00", "a%2Fb"])
def test_what_is_no_question_is_a_404_in_words(server: Server, name: str) -> None:
    page = httpx.get(f"{server.url}/ask/{name}", headers=BROWSER)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")


def test_a_chart_keeps_the_values_of_the_form(own: Server) -> None:
    page = page_of(own, "ours", few="5", **{"view-chart": "bars"})
    assert '<input type="hidden" name="few" value="5">' in page.text
    assert "<figure" in page.text


def test_a_users_own_question_is_listed_and_asked(own: Server) -> None:
    listed = httpx.get(own.url + "/ask", headers=BROWSER)
    assert "/ask/ours" in listed.text
    assert "<i>we</i>" not in listed.text
    assert re.search(r"\d+ rows? in", words(page_of(own, "ours", loud="true")))
    assert "There is really nothing." in words(page_of(own, "ours", few="1"))


def test_an_answer_is_kept_until_the_store_changes(own: Server) -> None:
    assert ">YOLOv3</a>" in page_of(own, "ours").text

    def told() -> str:
        found = re.search(r"\d+ rows? in [\d.]+ m?s", words(page_of(own, "ours")))
        assert found is not None
        return found[0]

    before = told()
    assert told() == before  # the same run, to the millisecond
    with own.client("ada") as client:
        place = "/api/v1/records/model/paper/yolov3"
        tag = {"If-Match": client.get(place).headers["etag"]}
        gone = client.request("DELETE", place, params={"reason": "upstream-gone"}, headers=tag)
        assert gone.status_code < 300, gone.text
    assert ">YOLOv3</a>" not in page_of(own, "ours").text


def test_the_queries_of_pages_are_no_questions() -> None:
    folders = {query.folder for query in questions(Library.packaged())}
    assert folders == {"cq", "quality"}
