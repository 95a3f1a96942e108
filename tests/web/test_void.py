"""The description of the data set and the catalogue, as clients fetch them."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

from kgstore.publish.conneg import FORMS
from tests.web.server import Server

FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("place", ["/void", "/catalog"])
def test_each_comes_in_each_form(server: Server, place: str, form: str) -> None:
    one = httpx.get(f"{server.url}{place}.{form}", timeout=60)
    other = httpx.get(server.url + place, headers={"Accept": FORMS[form]}, timeout=60)
    assert one.status_code == other.status_code == 200
    assert one.headers["content-type"].partition(";")[0] == FORMS[form]
    assert len(list(ox.parse(one.content, format=FORMATS[form]))) > 20


def test_it_is_found_at_the_well_known_place(server: Server) -> None:
    found = httpx.get(f"{server.url}/.well-known/void")
    assert (found.status_code, found.headers["location"]) == (303, "/void")


def test_the_catalogue_lists_models_and_data(server: Server) -> None:
    store = ox.Store()
    store.load(httpx.get(f"{server.url}/catalog.nt").content, format=FORMATS["nt"])
    dcat = "http://www.w3.org/ns/dcat#"
    listed = {q.object.value for q in store if q.predicate.value == dcat + "resource"}
    data = {q.object.value for q in store if q.predicate.value == dcat + "dataset"}
    assert f"{server.url}/id/model/paper/yolov3" in listed
    assert f"{server.url}/void#store" in data
    assert any("/id/dataset/" in one for one in data)


@pytest.mark.parametrize("page", [0, -1, 2, 10**12])
def test_the_catalogue_has_no_other_page(server: Server, page: int) -> None:
    assert httpx.get(f"{server.url}/catalog?page={page}").status_code == 404


def test_what_a_form_is_not_is_not_found(server: Server) -> None:
    for place in ("/void.exe", "/catalog.exe", "/vocabulary.exe"):
        assert httpx.get(server.url + place).status_code == 404
