"""The search page: facets, ranges, conditions, order, pages, errors; all of it is addresses."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgstore.search.filter.parse import parse
from tests.web.find.conftest import EVIL, LONG, MODELS, RIGHT_TO_LEFT
from tests.web.find.page import look
from tests.web.server import Server

DETECTORS = "task:object-detection"


def filter_of(address: str) -> str:
    return parse_qs(urlsplit(address).query).get("filter", [""])[0]


def test_facets_count_and_lead_to_what_they_count(zoo: Server) -> None:
    page = look(zoo)
    assert page.total == len(MODELS)
    assert page.facet("Licence") == {"MIT License": 3, "Apache License 2.0": 2}
    for title in ("Task", "Licence"):
        for label, count in page.facet(title).items():
            chosen = look(zoo, page.link(title, label))
            assert chosen.total == count, (title, label)
            assert look(zoo, chosen.link(title, label)).total == page.total
            excluded = look(zoo, page.exclude(title, label))
            assert excluded.total == page.total - count
            assert excluded.chips == [f"not {title}: {label}"]


def test_values_are_alternatives_and_facets_are_conditions(zoo: Server) -> None:
    detectors = look(zoo, look(zoo).link("Task", "object detection"))
    assert detectors.facet("Licence") == {"MIT License": 2, "Apache License 2.0": 2}
    under_mit = look(zoo, detectors.link("Licence", "MIT License"))
    assert sorted(under_mit.names) == sorted(["heavy", EVIL])
    assert under_mit.facet("Licence")["Apache License 2.0"] == 2
    either = look(zoo, under_mit.link("Licence", "Apache License 2.0"))
    assert either.total == 4
    assert either.chips == ["Task: object detection", "Licence: MIT License or Apache License 2.0"]
    rest = look(zoo, either.link("Licence", "MIT License"))
    assert sorted(rest.names) == ["steady", "swift"]


def test_what_is_not_stated_can_be_asked_for(zoo: Server) -> None:
    page = look(zoo, filter="task:image-classification")
    bare = look(zoo, page.link("Licence", "not stated"))
    assert bare.total == 2
    assert "Licence is not stated" in bare.chips
    assert look(zoo, field="licence", **{"is": "has"}).total == 5
    assert look(zoo, filter="has:license", field="licence", **{"is": "lacks"}).total == (
        len(MODELS) - 5
    )


def test_concepts_are_a_tree_to_go_down_and_up(zoo: Server) -> None:
    page = look(zoo)
    assert page.facet("Detects")["vehicle"] == 3
    vehicles = look(zoo, page.link("Detects", "vehicle"))
    assert vehicles.total == 3
    assert vehicles.chips == ["Detects: vehicle"]
    narrower = look(zoo, vehicles.link("Detects", "wheeled vehicle"))
    assert narrower.chips == ["Detects: wheeled vehicle"]
    assert look(zoo, narrower.link("Detects", "vehicle")).chips == ["Detects: vehicle"]


def test_ranges_are_set_and_taken_back(zoo: Server) -> None:
    small = look(zoo, filter=DETECTORS, field="parameters", **{"from": "", "to": "10M"})
    assert sorted(small.names) == sorted(["swift", EVIL])
    assert 'role="img" aria-label="4 values from' in small.text
    between = look(zoo, filter=DETECTORS, field="parameters", **{"from": "5M", "to": "50M"})
    assert sorted(between.names) == ["steady", "swift"]
    assert between.chips[-1] == "Parameters: 5M…50M"
    back = look(zoo, filter=f"{DETECTORS} parameters<10M", field="parameters", to="")
    assert back.total == 4


def test_a_condition_is_put_together(zoo: Server) -> None:
    found = look(zoo, field="task", value="object detection", **{"is": "is"})
    assert found.total == 4
    least = {"field": "AP_50_95", "is": "least", "value": "40%"}
    assert sorted(look(zoo, **least).names) == ["heavy", "steady"]
    more = look(zoo, filter="parameters<=100M", field="parameters", value="5M", **{"is": "least"})
    assert more.chips == ["Parameters: 5M…100M"]
    wrong = look(zoo, field="licence", value="mitt", **{"is": "is"})
    assert wrong.status == 400
    assert "no licence is called &#39;mitt&#39;" in wrong.text
    assert wrong.total == len(MODELS)
    for asked in ({"field": ""}, {"field": "size", "is": "nonsense", "value": "1"}):
        assert look(zoo, **asked).status == 400


def test_a_range_that_is_none_is_said_beside_it(zoo: Server) -> None:
    wrong = look(zoo, field="parameters", **{"from": "few", "to": "10M"})
    assert wrong.status == 400
    assert "&#39;few&#39; is neither a number nor a date" in wrong.text
    assert 'value="few"' in wrong.text
    assert wrong.total == len(MODELS)


def test_it_sorts_by_metrics_and_says_what_they_are_of(zoo: Server) -> None:
    page = look(zoo, filter=DETECTORS, sort="AP_50_95", on_dataset="COCO")
    assert page.names[:3] == ["heavy", "steady", "swift"]
    assert re.search(
        r"52\.00 %<br><small dir=\"auto\">COCO average precision .* on COCO 2017", page.text
    )
    assert look(zoo, sort="AP_50_95", ascending="true").names[0] == "swift"
    assert look(zoo, sort="parameters").names[0] == EVIL
    for bad in ({"sort": "beauty"}, {"sort": "AP_50_95", "on_dataset": "cocoa"}):
        wrong = look(zoo, **bad)
        assert wrong.status == 400
        assert 'role="alert"' in wrong.text
        assert wrong.total == len(MODELS)


def test_pages_follow_one_another_and_keep_the_order(zoo: Server) -> None:
    first = look(zoo, sort="name")
    second = look(zoo, first.address("Next 20"))
    assert len(first.names) == 20
    assert len(first.names) + len(second.names) == len(MODELS)
    assert not set(first.names) & set(second.names)
    assert look(zoo, second.address("First page")).names == first.names
    lost = look(zoo, sort="name", cursor="bm8")
    assert lost.status == 400
    assert lost.names == first.names


def test_plain_words_are_never_an_error(zoo: Server) -> None:
    for words in ("swift (fast", "swift:", 'swift "', "swift -(", "swift:fast", "NOT swift AND"):
        page = look(zoo, q=words)
        assert page.status == 200, words
        assert "Searched for plain words" in page.text
    assert look(zoo, q="swift (").names == ["swift"]
    repaired = look(zoo, q="task:objekt-detection")
    assert look(zoo, repaired.address("object detection")).total == 4


def test_the_filter_language_works_in_the_search_box(zoo: Server) -> None:
    page = look(zoo, q=f"swift OR steady license:apache-2.0 {DETECTORS}")
    assert "Searched for plain words" not in page.text
    assert page.total >= 1
    page = look(zoo, q=f"swift {DETECTORS}")
    assert page.chips == ["Task: object detection"]
    rest = look(zoo, page.link("Task", "object detection"))
    assert (rest.names, rest.chips) == (["swift"], [])


def test_a_filter_that_is_none_is_refused_with_a_cure(zoo: Server) -> None:
    for text, column in (("task:objekt-detection", 6), ("size<1parsec", 6), ("(task:x", 1)):
        page = look(zoo, filter=text)
        assert page.status == 400
        assert f"(column {column})" in page.text
        assert 'aria-invalid="true"' in page.text
        assert 'name="q"' in page.text
    cured = look(zoo, look(zoo, filter="tiny task:objekt-detection").address("object detection"))
    assert (cured.status, cured.chips) == (200, ["tiny", "Task: object detection"])


def test_nothing_found_says_which_condition_keeps_most_away(zoo: Server) -> None:
    page = look(zoo, q="swift", filter="license:mit parameters<1")
    assert page.total == 0
    assert "Nothing fits all of that" in page.text
    page = look(zoo, filter=f"{DETECTORS} license:mit parameters>200M")
    assert re.search(r"without <a [^>]*>Parameters &gt; 200M</a> there are 2", page.text)
    assert look(zoo, page.address("Parameters &gt; 200M")).total == 2
    slip = look(zoo, q="stedy")
    assert "searched for <b>steady</b> instead" in slip.text
    assert slip.names == ["steady"]


def test_the_state_is_address_filter_sparql_and_data_at_once(zoo: Server) -> None:
    page = look(zoo, q="swift", filter=DETECTORS, sort="parameters")
    written = re.search(r"<textarea[^>]*>(.*?)</textarea>", page.text)
    assert written is not None
    assert parse(html.unescape(written[1])) == parse(f"swift {DETECTORS}")
    query = parse_qs(urlsplit(page.address("Open it in the editor")).query)["query"][0]
    asked = {"query": query}
    found = httpx.get(zoo.url + "/sparql", params=asked, headers={"Accept": "application/json"})
    assert [row["focus"]["value"] for row in found.json()["results"]["bindings"]] == [
        f"{zoo.url}/id/model/shop/swift"
    ]
    with zoo.client() as client:
        assert client.get(page.address("CSV")).text.count("\r\n") == 2
        assert client.get(page.address("JSON Lines")).text.count("\n") == 1
        assert client.get(page.address("JSON</a>")).json()["total"] == 1
        assert client.get(page.address("Parquet")).content[:4] == b"PAR1"


def test_data_sets_have_facets_of_their_own(zoo: Server) -> None:
    page = look(zoo, look(zoo, q="shop").address("Data sets"))
    assert "Pictures of a shop" in page.names
    assert "<h1>Find data sets</h1>" in page.text
    assert 'name="m"' not in page.text
    assert "<summary>Architecture</summary>" not in page.text
    assert look(zoo, page.address("Models")).total == 0


def test_texts_of_sources_are_shown_safely(zoo: Server) -> None:
    for page in (look(zoo, q="script"), look(zoo, filter=DETECTORS)):
        assert EVIL in page.names
        assert "<img src=x" not in page.text
        assert "<script>alert" not in page.text
    cut = look(zoo, filter="task:image-classification").names
    assert RIGHT_TO_LEFT in cut
    assert max(map(len, cut)) < 200 < len(LONG)


def test_rows_go_to_the_comparison(zoo: Server) -> None:
    page = look(zoo, filter=DETECTORS)
    assert re.search(r'<form action="/compare">', page.text)
    models = re.findall(r'name="m" value="([^"]*)"', page.text)
    assert f"{zoo.url}/id/model/shop/swift" in models
    assert len(models) == page.total


def test_more_facets_are_counted_when_they_are_unfolded(zoo: Server) -> None:
    page = look(zoo)
    assert "<summary>Author</summary>" not in page.text
    assert "<summary>Author</summary>" in look(zoo, page.address("Author")).text
    assert look(zoo, open=["nonsense", "author"]).status == 200


def test_a_browser_need_not_load_what_it_has(zoo: Server) -> None:
    with zoo.client() as client:
        first = client.get("/find?q=swift")
        again = client.get("/find?q=swift", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
        assert client.get("/find?q=steady").headers["etag"] != first.headers["etag"]
        assert 'rel="alternate"' in first.headers["link"]


SIGNS = (
    '( ) " : < > = * - task license mAP COCO mit 20MB OR NOT <urn:a> has lacks .. 2021-06'
    " urn: http:// mzt: \\ \x00 é"
)
ANY = st.text(max_size=60) | st.lists(st.sampled_from([" ", *SIGNS.split(" ")]), max_size=12).map(
    "".join
)


@settings(max_examples=150, deadline=None)
@given(q=ANY, text=ANY, more=ANY)
def test_no_address_breaks_it(zoo: Server, q: str, text: str, more: str) -> None:
    plain = httpx.get(zoo.url + "/find", params={"q": q})
    assert plain.status_code == 200, plain.text
    asked = {"q": q, "filter": text, "sort": more, "cursor": more, "open": more}
    assert httpx.get(zoo.url + "/find", params=asked).status_code in (200, 400)
    form = {"filter": text, "field": more, "is": "is", "value": q, "from": q, "to": text}
    assert httpx.get(zoo.url + "/find", params=form).status_code in (303, 400)


@pytest.mark.parametrize("length", [8_001, 30_000])
def test_what_is_too_long_is_refused(zoo: Server, length: int) -> None:
    assert look(zoo, filter="a" * length).status == 400
    assert look(zoo, q="word " * (length // 5)).status == 200
