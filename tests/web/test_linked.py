"""Things and their documents: redirects, forms, hostile names, profiles, what is gone."""

from __future__ import annotations

from urllib.parse import urljoin

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kgstore.publish.conneg import FORMS
from kgstore.records.iri import Minter
from kgstore.web.linked_paths import canonical, document, page, split_form
from tests.web.linked_store import HOSTILE, linked
from tests.web.server import Server

__all__ = ["linked"]
BASE = "https://example.org/zoo"
MINTER = Minter(BASE)
READ = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}
names = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(HOSTILE)
endings = st.sampled_from(["", ".ttl", ".ttl~", ".nt.html", ".rdf~~"])


@given(names, endings, st.sampled_from(["", *FORMS]))
@example("a.ttl", "", "ttl")
@example("a", ".ttl~", "")
def test_a_document_is_read_back_from_its_path(name: str, ending: str, form: str) -> None:
    iri = MINTER.record("model", "x", name + ending)
    path = document(iri, BASE, form)
    assert split_form(path.removeprefix("/zoo/doc/")) == (iri.removeprefix(BASE + "/id/"), form)


@given(names, names, endings)
def test_two_things_never_share_a_document(one: str, other: str, ending: str) -> None:
    paths = {document(MINTER.record("model", "x", name), BASE) for name in (one, other + ending)}
    assert len(paths) == (1 if one == other + ending else 2)


@given(names)
def test_a_path_is_decoded_once(name: str) -> None:
    path = MINTER.record("model", "x", name).removeprefix(BASE)
    assert canonical(path.encode()) == path


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", "x"])
def test_only_web_addresses_are_links(iri: str) -> None:
    assert page(iri, BASE) == ""


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != ":"], ids=repr)
def test_every_name_is_addressable(linked: Server, name: str) -> None:
    iri = Minter(linked.url).record("model", "x", name)
    with linked.client() as client:
        found = client.get(iri)
        assert found.status_code == 303
        place = urljoin(iri, found.headers["location"])
        negotiated = client.get(place, headers={"Accept": "application/n-triples"})
        assert f'<{iri}> <http://www.w3.org/2000/01/rdf-schema#label> "named' in negotiated.text
        by_suffix = client.get(place + ".ttl")
        assert by_suffix.headers["content-type"].startswith("text/turtle")
        subjects = {quad.subject for quad in ox.parse(by_suffix.content, format=READ["ttl"])}
        assert ox.NamedNode(iri) in subjects


def test_the_form_of_one_is_not_the_other(linked: Server) -> None:
    minter = Minter(linked.url)
    with linked.client() as client:
        one = client.get("/doc/model/x/model.ttl")
        other = client.get("/doc/model/x/model.ttl~", headers={"Accept": "text/turtle"})
    assert f"<{minter.record('model', 'x', 'model')}> " in one.text
    assert f"<{minter.record('model', 'x', 'model.ttl')}> " in other.text


def test_id_written_as_doc_leads_on(linked: Server) -> None:
    with linked.client() as client:
        found = client.get("/doc/model/x/a.html/b.nt")
    assert (found.status_code, found.headers["location"]) == (303, "/doc/model/x/a.html/b.nt~")


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "html"),
        ("*/*", "html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("text/html;q=0.5, application/rdf+xml;q=0.6", "rdf"),
        ("text/turtle;q=0, */*;q=0.1", "html"),
        ("application/*;q=0.3, text/turtle;q=0.2", "jsonld"),
        ("TEXT/TURTLE", "ttl"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', "jsonld"),
    ],
)
def test_what_is_accepted_decides(linked: Server, accept: str | None, form: str) -> None:
    with linked.client() as client:
        del client.headers["accept"]
        headers = {} if accept is None else {"Accept": accept}
        found = client.get("/doc/model/x/rich", headers=headers)
    assert found.status_code == 200
    assert found.headers["content-type"].partition(";")[0] == FORMS[form]
    assert {"Accept", "Accept-Profile"} <= {v.strip() for v in found.headers["vary"].split(",")}
    assert "GET" not in found.text[:3]


@pytest.mark.parametrize("form", READ)
def test_all_forms_hold_the_same_statements(linked: Server, form: str) -> None:
    with linked.client() as client:
        one = client.get(f"/doc/model/x/rich.{form}")
        other = client.get("/doc/model/x/rich.nt")
    assert one.headers["content-type"].partition(";")[0] == FORMS[form]
    triples = {quad.triple for quad in ox.parse(one.content, format=READ[form])}
    assert triples == {quad.triple for quad in ox.parse(other.content, format=READ["nt"])}
    parts = {"#evaluation", "#file-0"}
    assert {f"{linked.url}/id/model/x/rich{part}" for part in parts} <= {
        triple.subject.value for triple in triples if isinstance(triple.subject, ox.NamedNode)
    }


@pytest.mark.parametrize("path", ["/none", "/id", "/doc", "/model/x"])
def test_errors_are_pages_for_people(linked: Server, path: str) -> None:
    with linked.client() as client:
        page_ = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
        data = client.get(path)
    assert page_.status_code == data.status_code == 404
    assert page_.headers["content-type"].startswith("text/html")
    assert data.headers["content-type"] == "application/problem+json"


def test_what_is_not_there_is_406_and_404(linked: Server) -> None:
    with linked.client() as client:
        image = client.get("/doc/model/x/rich", headers={"Accept": "image/png"})
        assert image.status_code == 406
        assert image.headers["content-type"] == "application/problem+json"
        for path in ("/id/model/x/none", "/doc/model/x/none", "/doc/model/x/none.ttl", "/id/%ff"):
            found = client.get(path)
            assert (found.status_code, found.json()["status"]) == (404, 404), path
        shown = client.get("/doc/model/x/<none>", headers={"Accept": "text/html"})
    assert shown.headers["content-type"].startswith("text/html")
    assert "<none>" not in shown.text


@pytest.mark.parametrize("path", ["/doc/model/x/rich", "/doc/model/x/rich.ttl", "/ontology", "/"])
def test_a_cache_is_told_that_nothing_changed(linked: Server, path: str) -> None:
    with linked.client() as client:
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
        other = client.get(path, headers={"If-None-Match": '"x"'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert other.status_code == 200


def test_forms_and_profiles_have_tags_of_their_own(linked: Server) -> None:
    paths = ("rich", "rich.ttl", "rich.nt", "rich?profile=alt", "rich.ttl?profile=alt")
    with linked.client() as client:
        tags = {client.get("/doc/model/x/" + path).headers["etag"] for path in paths}
    assert len(tags) == len(paths)


def test_head_is_get_without_a_body(linked: Server) -> None:
    with linked.client() as client:
        got, headed = client.get("/doc/model/x/rich"), client.head("/doc/model/x/rich")
        assert client.head("/id/model/x/rich").status_code == 303
    assert headed.content == b""
    assert headed.headers["link"] == got.headers["link"]


@pytest.mark.parametrize("path", ["/id/model/x/%3A", "/doc/model/x/%3A"])
def test_what_was_deleted_is_gone(linked: Server, path: str) -> None:
    with linked.client() as client:
        page_, data = client.get(path), client.get(path, headers={"Accept": "text/turtle"})
    assert (page_.status_code, data.status_code) == (410, 410)
    assert "duplicate" in page_.text
    told = {quad.predicate.value for quad in ox.parse(data.content, format=READ["ttl"])}
    assert "http://www.w3.org/ns/prov#invalidatedAtTime" in told


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("agent/x/ann", "Ann"),
        ("dataset/x/unseen", "unseen data"),
        ("source/huggingface", "Hugging Face"),
        ("agent/user/tester", "tester"),
    ],
)
def test_what_has_no_record_is_described_too(linked: Server, path: str, told: str) -> None:
    with linked.client(follow_redirects=True) as client:
        shown = client.get(f"/id/{path}", headers={"Accept": "text/html"})
        data = client.get(f"/id/{path}", headers={"Accept": "text/turtle"})
    assert (shown.status_code, data.status_code) == (200, 200)
    assert told in shown.text
    assert told in data.text


def test_a_document_says_who_says_so(linked: Server) -> None:
    with linked.client() as client:
        data = client.get("/doc/dataset/x/unseen.jsonld")
    graphs = {quad.graph_name for quad in ox.parse(data.content, format=READ["jsonld"])}
    record = Minter(linked.url).graph("model", "x", "rich")
    assert {ox.NamedNode(record), ox.NamedNode(f"{linked.url}/graph/meta")} <= graphs


def test_profiles_are_listed_and_given(linked: Server) -> None:
    place = "/doc/model/x/rich"
    with linked.client() as client:
        shown = client.get(place, params={"profile": "alt"})
        assert "native" in shown.text
        data = client.get(place, params={"profile": "alt"}, headers={"Accept": "text/turtle"})
        assert "altr#" in data.text
        native = client.get(place, params={"profile": "native"}, headers={"Accept": "text/turtle"})
        iri = native.headers["content-profile"]
        assert f'{iri}; rel="profile"' in native.headers["link"]
        unknown = client.get(place, params={"profile": "nonesuch"})
        ignored = client.get(place, headers={"Accept-Profile": "<urn:nonesuch>"})
    assert unknown.status_code == 406
    assert (ignored.status_code, ignored.headers["content-profile"]) == (200, iri)


def _in_profile(client: httpx.Client, name: str, **headers: str) -> httpx.Response:
    return client.get(
        "/doc/model/x/rich", params={"profile": name} if name else {}, headers=headers
    )


def test_a_profile_is_asked_for_by_header_and_by_parameter(linked: Server) -> None:
    with linked.client() as client:
        one = _in_profile(client, "schema_org")
        assert one.status_code == 200
        profile = one.headers["content-profile"]
        other = _in_profile(client, "", **{"Accept-Profile": profile})
        by_iri = _in_profile(client, profile.strip("<>"))
        lacking = client.get("/doc/model/x/rich?profile=mldcat_ap&conformance").json()
        told = _in_profile(client, "mldcat_ap").headers["link"]
    assert one.headers["etag"] == other.headers["etag"] == by_iri.headers["etag"]
    assert lacking["resource"] == f"{linked.url}/id/model/x/rich"
    assert not lacking["complete"]
    assert {"resource", "field", "why"} == set(lacking["missing"][0])
    assert '?profile=mldcat_ap&conformance>; rel="http://www.w3.org/ns/dqv#' in told


def test_a_profile_that_does_not_fit_is_refused(linked: Server) -> None:
    with linked.client() as client:
        found = client.get("/doc/model/x/rich?profile=croissant")
    assert found.status_code == 406
