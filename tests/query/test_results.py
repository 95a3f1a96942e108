"""Results in each format: what programs read is standard, and a wrong format is refused."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest

from kgstore.errors import QueryError
from kgstore.query.results import FORMATS, write

ROWS = 'SELECT ?s ?n { VALUES (?s ?n) { (<urn:a> "x, \\"y\\"\\nz"@en) (<urn:b> UNDEF) } }'


def written(query: str, format_name: str) -> str:
    output = io.BytesIO()
    write(ox.Store().query(query), output, format_name)
    return output.getvalue().decode()


def test_json_is_sparql_results() -> None:
    bindings = json.loads(written(ROWS, "json"))["results"]["bindings"]
    assert bindings[0]["n"]["xml:lang"] == "en"
    assert "n" not in bindings[1]


def test_csv_is_read_by_any_reader() -> None:
    rows = list(csv.reader(io.StringIO(written(ROWS, "csv"))))
    assert rows == [["s", "n"], ["urn:a", 'x, "y"\nz'], ["urn:b", ""]]


def test_tsv_keeps_the_kinds_of_terms() -> None:
    assert written(ROWS, "tsv").splitlines()[1].startswith('<urn:a>\t"x, ')


def test_xml_is_sparql_results() -> None:
    read = ox.parse_query_results(written(ROWS, "xml"), format=ox.QueryResultsFormat.XML)
    assert isinstance(read, ox.QuerySolutions)
    assert [row["s"].value for row in read] == ["urn:a", "urn:b"]


@pytest.mark.parametrize("format_name", ["turtle", "ntriples", "jsonld", "xml", "table"])
def test_triples_are_rdf(format_name: str) -> None:
    text = written("CONSTRUCT { <urn:a> a <https://w3id.org/modelzoo#MLModel> } {}", format_name)
    kinds = {
        "turtle": ox.RdfFormat.TURTLE,
        "table": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "xml": ox.RdfFormat.RDF_XML,
    }
    assert len(list(ox.parse(text, format=kinds[format_name]))) == 1


@pytest.mark.parametrize(
    ("format_name", "text"), [("table", "yes\n"), ("csv", "true\n"), ("tsv", "true\n")]
)
def test_a_yes_is_written(format_name: str, text: str) -> None:
    assert written("ASK {}", format_name) == text


def test_a_no_in_json_is_standard() -> None:
    assert json.loads(written("ASK { <urn:a> <urn:b> <urn:c> }", "json"))["boolean"] is False


@pytest.mark.parametrize(
    ("query", "format_name"),
    [
        (ROWS, "turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "csv"),
        ("ASK {}", "jsonld"),
        (ROWS, "pdf"),
    ],
)
def test_a_format_that_does_not_fit_is_refused(query: str, format_name: str) -> None:
    with pytest.raises(QueryError) as caught:
        written(query, format_name)
    advice = caught.value.advice
    del caught  # else its traceback and this frame keep each other, with the results
    assert "Take one of" in advice


def test_all_formats_are_named() -> None:
    assert FORMATS == ("table", "json", "csv", "tsv", "xml", "turtle", "ntriples", "jsonld")
