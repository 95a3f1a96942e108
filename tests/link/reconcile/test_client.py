"""The client against a service on good and on bad days."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kgstore.errors import ServerError, StoreError, Unreachable
from kgstore.link.reconcile.cache import Cache
from kgstore.link.reconcile.client import USER_AGENT, Client, Manners
from kgstore.link.reconcile.model import Candidate, Property, Question
from kgstore.link.reconcile.wire import MOST_CANDIDATES
from tests.link.reconcile.service import Service

CAT, DOG, CRANE = Question("cat"), Question("dog"), Question("crane")


class Patience:
    """Remembers what was slept, instead of sleeping."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def manners(patience: Patience | None = None, **more: float) -> Manners:
    quick: dict[str, float] = {"timeout": 10.0, "delay": 0.0}
    return Manners(sleep=patience or Patience(), **(quick | more))  # type: ignore[arg-type] # ints are floats


def test_candidates_come_in_order_and_the_manifest_is_read(service: Service, cache: Cache) -> None:
    with Client(service.url, cache, manners()) as client:
        found = client.answers([CAT, Question("unheard of"), CAT])
        assert client.service.iri_of("Q146") == "http://www.wikidata.org/entity/Q146"
        assert (client.service.name, client.service.version) == ("Test Zoo (en)", "0.2")
    assert found[CAT].candidates == (
        Candidate("Q146", "house cat", 100.0, True, "a pet"),
        Candidate("Q25265", "Felidae", 60.0),
    )
    assert found[Question("unheard of")].candidates == ()
    assert [len(post.queries()) for post in service.posts] == [2]
    assert service.got[0].headers["user-agent"] == USER_AGENT


@pytest.mark.parametrize("versions", [["0.2"], ["0.1"], None, ["1.0-draft"], ["9", "1.0-draft"]])
def test_every_version_is_asked_in_its_own_form(
    service: Service, cache: Cache, versions: list[str] | None
) -> None:
    service.manifest["versions"] = versions or []
    asked = Question("cat", "Q729", 1, (Property("P31", "Q16521"),))
    with Client(service.url, cache, manners()) as client:
        found = client.answers([asked, DOG])
    assert [one.id for one in found[asked].candidates] == ["Q146"]
    assert found[DOG].candidates[0].id == "Q144"
    assert service.faults == []
    (post,) = service.posts
    draft = versions is not None and "1.0-draft" in versions
    assert post.path == ("/match" if draft else "/")
    first = post.queries()[0]
    assert (first["type"], first["limit"]) == ("Q729", 1)
    properties = first["conditions"][1:] if draft else first["properties"]
    assert "P31" in properties[0].values()


def test_nobody_is_asked_twice_until_the_answer_expires(service: Service, tmp_path: Path) -> None:
    now = [1000.0]
    path = tmp_path / "cache.sqlite"
    for _ in range(2):
        with (
            Cache(path, 60.0, lambda: now[0]) as cache,
            Client(service.url, cache, manners()) as client,
        ):
            assert client.answers([CAT])[CAT].candidates[0].id == "Q146"
    assert len(service.posts) == 1
    with Cache(path, 60.0, lambda: now[0]) as cache, Client(service.url, cache, manners()) as one:
        one.answers([CAT], again=True)
        assert len(service.posts) == 2
        one.answers([Question("cat", limit=3)])  # another question
        assert len(service.posts) == 3
        now[0] += 61
        one.answers([CAT])
        assert len(service.posts) == 4


def test_requests_come_one_after_another_with_a_pause(service: Service, cache: Cache) -> None:
    questions = [Question(f"thing {number}") for number in range(25)]
    patience = Patience()
    with Client(service.url, cache, manners(patience, delay=0.5)) as client:
        client.answers(questions)
    assert [len(post.queries()) for post in service.posts] == [10, 10, 5]
    assert len(patience.slept) == 3
    assert all(0 < seconds <= 0.5 for seconds in patience.slept)


def test_a_service_says_how_many_queries_it_takes(service: Service, cache: Cache) -> None:
    service.manifest["batchSize"] = 1
    with Client(service.url, cache, manners()) as client:
        client.answers([CAT, DOG])
    assert [len(post.queries()) for post in service.posts] == [1, 1]


def test_a_service_that_moved_is_asked_where_it_is(service: Service, cache: Cache) -> None:
    service.mode = "moved"
    with Client(service.url, cache, manners()) as client:
        assert client.answers([CAT])[CAT].candidates
    assert service.posts[0].path == "/api"


@pytest.mark.parametrize("mode", ["500", "502", "429", "truncated"])
def test_what_fails_is_tried_again_later_and_later(
    service: Service, cache: Cache, mode: str
) -> None:
    service.mode, service.bad = mode, 3
    patience = Patience()
    with Client(service.url, cache, manners(patience)) as client:
        assert client.answers([CAT])[CAT].candidates
    assert len(service.posts) == 4
    assert [0.75 * 2**n <= slept <= 1.25 * 2**n for n, slept in enumerate(patience.slept)] == [
        True
    ] * 3


def test_retry_after_is_obeyed_unless_it_is_too_long(service: Service, cache: Cache) -> None:
    service.mode, service.bad = "wait 7", 1
    patience = Patience()
    with Client(service.url, cache, manners(patience)) as client:
        client.answers([CAT])
        assert patience.slept == [7.0]
        service.mode, service.bad = "wait Fri, 01 Jan 2100 00:00:00 GMT", 100
        with pytest.raises(Unreachable, match="left alone"):
            client.answers([DOG])
        assert len(patience.slept) == 1


def test_a_slow_service_is_given_up(service: Service, cache: Cache) -> None:
    service.mode, service.delay = "slow", 1.0
    with Client(service.url, cache, manners(timeout=0.1, attempts=2)) as client:
        started = time.monotonic()
        with pytest.raises(Unreachable, match="does not answer in time") as raised:
            client.answers([CAT])
    assert time.monotonic() - started < 5
    assert "goes on from there" in raised.value.advice
    assert len(service.posts) == 2


@pytest.mark.parametrize(
    ("mode", "error", "reason"),
    [
        ("500", Unreachable, "answered 500 5 times"),
        ("404", ServerError, "answers 404"),
        ("html", ServerError, "a page \\(HTML\\)"),
        ("html as json", ServerError, "a page \\(HTML\\)"),
        ("truncated", Unreachable, "cannot be reached"),
        ("huge", ServerError, "more than 32 MB"),
        ("{'q0': 1}", ServerError, "no JSON"),
        ("", ServerError, "no JSON"),
        ("[]", ServerError, "no JSON object"),
        ('{"q0": {}}', ServerError, "2 of 2 queries are not answered"),
        ('{"status": "error", "message": "too many"}', ServerError, "too many"),
        ("unanswered", ServerError, "1 of 2 queries"),
    ],
)
def test_nonsense_is_an_error_and_what_came_before_is_kept(
    service: Service, cache: Cache, mode: str, error: type[ServerError], reason: str
) -> None:
    with Client(service.url, cache, manners()) as client:
        client.answers([CAT])
        service.mode = mode
        with pytest.raises(error, match=reason) as raised:
            client.answers([CAT, DOG, CRANE])
        assert raised.value.subject == service.url
        assert raised.value.advice
        assert set(client.kept([CAT, DOG, CRANE])) == {CAT}
        posts, service.mode = len(service.posts), "sound"
        assert len(client.answers([CAT, DOG, CRANE])) == 3
        assert len(service.posts[posts].queries()) == 2


@pytest.mark.parametrize(
    ("mode", "manifest", "reason"),
    [
        ("manifest html", None, "a page"),
        ("manifest 404", None, "answers 404"),
        ("manifest {", None, "no JSON"),
        ("sound", ["nothing"], "does not describe itself"),
        ("sound", {"versions": ["0.2"]}, "does not describe itself"),
        ("sound", {"name": "n", "versions": ["7.0"]}, "speaks versions 7.0"),
    ],
)
def test_what_is_no_service_is_said_so(
    service: Service, cache: Cache, mode: str, manifest: object, reason: str
) -> None:
    service.mode = mode
    service.manifest = manifest if manifest is not None else service.manifest
    with pytest.raises(ServerError, match=reason):
        Client(service.url, cache, manners())


@pytest.mark.parametrize("url", ["", "nowhere", "file:///etc/passwd", "http://", "ftp://e.org"])
def test_a_url_that_is_none_is_refused(cache: Cache, url: str) -> None:
    with pytest.raises(ServerError, match="is not the URL"):
        Client(url, cache, manners())


def test_a_service_that_is_not_there_is_unreachable(cache: Cache) -> None:
    with pytest.raises(Unreachable, match="cannot be reached"):
        Client("http://127.0.0.1:9/", cache, manners())


def test_ten_thousand_candidates_are_cut(service: Service, cache: Cache) -> None:
    service.mode = "many"
    with Client(service.url, cache, manners()) as client:
        answer = client.answers([CAT])[CAT]
    assert len(answer.candidates) == MOST_CANDIDATES
    assert answer.left_out == 10_000 - MOST_CANDIDATES
    assert answer.candidates[0].id == "Q9999"


def test_candidates_that_are_none_are_left_out(service: Service, cache: Cache) -> None:
    service.mode = "odd candidates"
    with Client(service.url, cache, manners()) as client:
        answer = client.answers([CAT])[CAT]
    assert [(one.id, one.score, one.match) for one in answer.candidates] == [
        ("Q4", 55.5, False),
        ("Q2", 0.0, False),
    ]


@pytest.mark.parametrize(
    ("space", "view", "iri"),
    [
        ("https://www.wikidata.org/entity/", "", "http://www.wikidata.org/entity/a%20b"),
        ("http://d-nb.info/gnd#Class", "https://d-nb.info/{{id}}", "https://d-nb.info/a%20b"),
        ("not a URI", "https://e.org/{id}", "https://e.org/a%20b"),
    ],
)
def test_identifiers_become_iris(
    service: Service, cache: Cache, space: str, view: str, iri: str
) -> None:
    service.manifest |= {"identifierSpace": space, "view": {"url": view}}
    with Client(service.url, cache, manners()) as client:
        assert client.service.iri_of("a b") == iri
        assert client.service.iri_of("https://e.org/x") == "https://e.org/x"


def test_identifiers_without_a_rule_are_an_error(service: Service, cache: Cache) -> None:
    service.manifest |= {"identifierSpace": "thing", "view": None}
    with (
        Client(service.url, cache, manners()) as client,
        pytest.raises(ServerError, match="how its identifiers become IRIs"),
    ):
        client.service.iri_of("Q1")


def test_a_damaged_cache_is_named(tmp_path: Path) -> None:
    path = tmp_path / "reconcile.sqlite"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match=r"reconcile\.sqlite") as raised:
        Cache(path)
    assert "may be deleted" in raised.value.advice
