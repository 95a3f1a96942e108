"""Completion: the names that a query may hold, by how they begin."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from kgstore.namespaces import PREFIXES
from tests.web.server import Server


def found(server: Server, text: str) -> dict[str, Any]:
    answer = httpx.get(server.url + "/ask/terms", params={"prefix": text})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    told: dict[str, Any] = answer.json()
    return told


def names(server: Server, text: str) -> list[str]:
    return [term["name"] for term in found(server, text)["terms"]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mz:MLM", "mz:MLModel"),
        ("mz:hasMetricV", "mz:hasMetricValue"),
        ("mzm:AP_5", "mzm:AP_50"),
        ("AP_50_9", "mzm:AP_50_95"),
        ("object detec", "mzt:object-detection"),
        ("precision", "mzm:Precision"),
        ("skos:broa", "skos:broader"),
        ("iso:", "iso:broaderGeneric"),
        ("dcterms:lic", "dcterms:license"),
        ("person", "wn30:00007846-n"),
        ("mzt", "mzt:"),
    ],
)
def test_names_are_found(server: Server, text: str, name: str) -> None:
    assert name in names(server, text)


def test_what_is_called_so_comes_first(server: Server) -> None:
    assert names(server, "mz:task")[0] == "mz:task"
    assert names(server, "person")[0].startswith("wn30:")


def test_what_sparql_cannot_read_as_a_name_is_an_iri(server: Server) -> None:
    labels = [name for name in names(server, "person") if "coco80" in name]
    assert labels == ["<https://w3id.org/modelzoo/vocabulary/labels/coco80/person>"]


def test_the_namespaces_of_the_prefixes_come_with_them(server: Server) -> None:
    answer = found(server, "mzm:AP")
    assert answer["prefixes"] == {"mzm": PREFIXES["mzm"]}


@pytest.mark.parametrize("text", ["", ":", "no:such", "(", "<", "a" * 5000, "\x00", "é"])
def test_any_text_is_answered_and_bounded(server: Server, text: str) -> None:
    assert len(found(server, text)["terms"]) <= 50
    assert len(found(server, "m")["terms"]) == 50


def test_it_is_kept_until_the_store_changes(server: Server) -> None:
    place = server.url + "/ask/terms?prefix=mz:"
    tag = httpx.get(place).headers["etag"]
    assert httpx.get(place, headers={"If-None-Match": tag}).status_code == 304
