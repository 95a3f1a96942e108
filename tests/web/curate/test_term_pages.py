"""Words that no vocabulary knows: likened to terms, mapped, known at once, and taken back."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from tests.web.curate.desk import Desk, ended, text_of
from tests.web.server import Server


def use(server: Server, ann: Desk, word: str) -> str:
    """Make a model with a word that nobody knows; return the IRI of what stands for it."""
    ann.post("/curate/model", do="save", name=f"with {word}", task=word)
    page = ann.get("/curate/terms", kind="task", q=word)
    assert word in text_of(page), text_of(page)
    return f"{server.url}/id/task/user/{word.replace(' ', '%20')}"


def test_a_word_is_likened_to_terms(server: Server, ann: Desk) -> None:
    iri = use(server, ann, "object detektion")
    listed = ann.get("/curate/terms")
    assert "object detection" in text_of(listed), "the nearest term"
    page = ann.get("/curate/terms/word", iri=iri)
    assert "object detection" in text_of(page)
    assert "A curator decides; ann is editor." in text_of(page)
    assert 'name="term"' not in page.text


def test_a_mapped_word_is_known_at_once_and_re_importing_applies_it(
    server: Server, ann: Desk, cleo: Desk
) -> None:
    iri = use(server, ann, "finde things")
    term = "https://w3id.org/modelzoo/vocabulary/task/object-detection"
    page = cleo.post("/curate/terms/word", iri=iri, term=term, scope="all")
    line = f'<{term}> skos:inScheme mzv:task ; skos:altLabel "finde things" . # cleo, '
    assert line in text_of(page)
    file = server.store / "overlay" / "vocabulary" / "curated.ttl"
    assert line in file.read_text("utf-8")
    checked = ann.post("/curate/model", do="check", name="b", task="Finde_Things")
    assert "✓ object detection" in text_of(checked), "the server knows it without a restart"
    found = ann.get("/sparql", query=f'ASK {{ <{term}> skos:altLabel "finde things" }}')
    assert "true" in found.text, "and so does the store"
    again = cleo.post("/curate/terms/word", iri=iri, term=term)
    assert "means mzt:object-detection already" in text_of(again)
    page = cleo.post("/curate/terms", line=file.read_text("utf-8").splitlines()[-1])
    assert "finde things" not in file.read_text("utf-8")
    checked = ann.post("/curate/model", do="check", name="b", task="Finde_Things")
    assert "No vocabulary knows it" in text_of(checked)


def test_a_word_may_be_bound_to_its_source_and_hold_any_signs(
    server: Server, ann: Desk, cleo: Desk
) -> None:
    word = 'say "so" \\ <b>'
    ann.post("/curate/model", do="save", name="odd", task=word)
    listed = ann.get("/curate/terms", kind="task", q="say")
    place = re.search(r'href="(/curate/terms/word\?iri=[^"]+)"', listed.text)
    assert place is not None
    iri = iri_in(place[1])
    page = cleo.post("/curate/terms/word", iri=iri, other="image classification", scope="source")
    assert "^^mzs:user" in text_of(page)
    checked = ann.post("/curate/model", do="check", name="odd two", task=word)
    assert "✓ image classification" in text_of(checked)


def iri_in(place: str) -> str:
    return parse_qs(urlsplit(place.replace("&amp;", "&")).query)["iri"][0]


def test_what_cannot_be_mapped_is_refused_in_words(server: Server, ann: Desk, cleo: Desk) -> None:
    iri = use(server, ann, "quite unknown")
    for form, words in (
        ({"term": "urn:x"}, "is no term of the vocabulary task"),
        ({"other": "no such term"}, "is no term of the vocabulary task"),
        ({"other": "mzl:MIT"}, "is no term of the vocabulary task"),
        ({}, "is no term of the vocabulary task"),
    ):
        page = cleo.post("/curate/terms/word", iri=iri, **form)
        assert (page.status_code, words in text_of(page)) == (400, True), form
    assert cleo.post("/curate/terms/word", iri="urn:x").status_code == 404
    assert cleo.post("/curate/terms", line="no line").status_code == 404
    assert cleo.get("/curate/terms?page=99999999999&kind=x").status_code == 200


def test_the_next_import_of_the_source_says_the_term(server: Server, ann: Desk, cleo: Desk) -> None:
    card = b"---\npipeline_tag: doing sums\n---\n# tiny\n"

    def imported() -> str:
        form = {"sign": ann.sign, "source": "huggingface"}
        files = [("files", ("acme/tiny/README.md", card))]
        page = ann.client.post("/curate/import", data=form, files=files, follow_redirects=True)
        ended(ann, page.url.path)
        return ann.get("/doc/model/huggingface/acme/tiny.ttl").text

    assert "doing%20sums" in imported()
    iri = f"{server.url}/id/task/huggingface/doing%20sums"
    term = "https://w3id.org/modelzoo/vocabulary/task/tabular-regression"
    assert cleo.post("/curate/terms/word", iri=iri, term=term).status_code == 200
    assert "doing%20sums" not in imported()
    assert "mzt:tabular-regression" in ann.get("/doc/model/huggingface/acme/tiny.ttl").text
