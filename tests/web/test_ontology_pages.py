"""The ontology, the shapes and the vocabularies, at the addresses that w3id.org redirects to."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

from kgstore.namespaces import MZ, PREFIXES, VOCABULARY
from kgstore.publish.conneg import FORMS
from kgstore.web import ontology_model
from kgstore.web.ontology_model import facts
from tests.web.server import Server

FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}


def subjects(content: bytes, form: str) -> set[str]:
    """Return the IRIs that a document says something of."""
    quads = ox.parse(content, format=FORMATS[form])
    return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("place", "iri"),
    [
        ("/ontology", MZ + "MLModel"),
        ("/ontology/0.1.0", MZ + "MLModel"),
        ("/shapes", PREFIXES["mzsh"] + "MLModel-architecture"),
        ("/vocabulary", VOCABULARY + "task"),
        ("/vocabulary/task", VOCABULARY + "task/object-detection"),
        ("/vocabulary/task/object-detection", VOCABULARY + "task/object-detection"),
        ("/vocabulary/licence/Apache-2.0", VOCABULARY + "licence/Apache-2.0"),
        ("/vocabulary/labels/coco80/person", VOCABULARY + "labels/coco80/person"),
    ],
)
def test_each_comes_in_each_form(server: Server, place: str, iri: str, form: str) -> None:
    by_suffix = httpx.get(f"{server.url}{place}.{form}")
    by_header = httpx.get(server.url + place, headers={"Accept": FORMS[form]})
    assert by_suffix.status_code == by_header.status_code == 200
    assert by_suffix.headers["content-type"] == by_header.headers["content-type"]
    if form == "html":
        assert iri.rpartition("/")[2].rpartition("#")[2] in by_suffix.text
    else:
        assert iri in subjects(by_suffix.content, form)


@pytest.mark.parametrize(
    "place", ["/ontology/9.9.9", "/ontologyx", "/shapes/x", "/vocabulary/no", "/vocabulary/{x}"]
)
def test_other_places_are_not_found(server: Server, place: str) -> None:
    assert httpx.get(server.url + place).status_code == 404, place


def test_the_context_is_the_packaged_one(server: Server) -> None:
    found = httpx.get(f"{server.url}/ontology/context.jsonld")
    assert found.headers["content-type"] == "application/ld+json"
    assert "@context" in found.json()


def test_every_term_is_documented(server: Server) -> None:
    page = httpx.get(f"{server.url}/ontology.html").text
    data = httpx.get(f"{server.url}/ontology.nt").content
    known = facts(quad.triple for quad in ox.parse(data, format=FORMATS["nt"]))
    terms = [iri for iri in known if iri.startswith(MZ)]
    assert len(terms) > 200
    for iri in terms:
        assert f'id="{iri.removeprefix(MZ)}"' in page, iri


def test_the_page_shows_the_steps_of_the_hierarchy() -> None:
    owl, rdfs = PREFIXES["owl"], PREFIXES["rdfs"]
    above = ox.NamedNode(rdfs + "subClassOf")
    a, b, c = (ox.NamedNode(MZ + name) for name in "ABC")
    triples = [ox.Triple(a, above, b), ox.Triple(b, above, c), ox.Triple(a, above, c)]
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")
    triples += [ox.Triple(one, kind, ox.NamedNode(owl + "Class")) for one in (a, b, c)]
    found = ontology_model.ontology(facts(triples), [])
    assert found.tree == {"": (c.value,), c.value: (b.value,), b.value: (a.value,)}


def test_shapes_stand_with_the_terms_that_they_are_about(server: Server) -> None:
    page = httpx.get(f"{server.url}/ontology.html").text
    term = page.partition('id="parameterCount"')[2].partition("</section>")[0]
    assert "The parameter count must be a whole number from 0 up." in term
    whole = page.partition('id="MLModel"')[2].partition("</section>")[0]
    assert '<span class="severity">Info</span>' in whole
