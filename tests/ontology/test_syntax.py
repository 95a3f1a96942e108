"""Q01, Q02: rdflib and Oxigraph read every file, and every prefix is the canonical one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import NamespaceManager
from rdflib.plugins.sparql import prepareQuery, prepareUpdate

from kgstore.namespaces import PREFIXES
from kgstore.sparql import bind, header

CHECKOUT = Path(__file__).parents[2]
FOLDERS = ("ontology", "shapes", "queries", "examples", "tests", "docs", "benchmarks")
FORMATS = {".ttl": "turtle", ".trig": "trig", ".nt": "nt", ".nq": "nquads"}
PREFIX = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
FREE = ("https://example.org/", "http://example.org/", "urn:")
"""Prefixes of examples, which may be called anything."""

MALFORMED = ("tests/importers/", "tests/cli/", "tests/link/wordnet/", "tests/records/")
"""Folders whose files imitate sources, faults and prefixes included."""


def files(*suffixes: str) -> list[str]:
    found = (path for folder in FOLDERS for path in (CHECKOUT / folder).rglob("*"))
    names = (path.relative_to(CHECKOUT).as_posix() for path in found if path.suffix in suffixes)
    return sorted(name for name in names if not name.startswith(MALFORMED))


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # rdflib's own use
@pytest.mark.parametrize("name", files(*FORMATS))
def test_rdf_is_read_by_both_parsers(name: str) -> None:
    path = CHECKOUT / name
    graph = rdflib.Dataset(default_union=True)
    graph.parse(path, format=FORMATS[path.suffix])
    statements = ox.parse(path=path, format=ox.RdfFormat.from_extension(path.suffix[1:]))
    assert len(graph) == len({quad.triple for quad in statements})


@pytest.mark.parametrize("name", files(".rq"))
def test_a_query_is_read_by_both_parsers(name: str) -> None:
    query = header.read(CHECKOUT / name)
    text = bind(query)
    ox.Store().query(text)
    prepareQuery(text)


@pytest.mark.parametrize("name", files(".ru") or [pytest.param("", marks=pytest.mark.skip("none"))])
def test_an_update_is_read_by_both_parsers(name: str) -> None:
    text = (CHECKOUT / name).read_text("utf-8")
    ox.Store().update(text)
    prepareUpdate(text)


def declared_prefixes() -> Iterator[tuple[str, str, str]]:
    for name in files(*FORMATS, ".rq", ".ru"):
        for prefix, iri in PREFIX.findall((CHECKOUT / name).read_text("utf-8")):
            yield name, prefix, iri


def test_every_prefix_is_the_canonical_one() -> None:
    wrong = [
        f"{name}: {prefix}: <{iri}> should be <{PREFIXES.get(prefix, 'in kgstore.namespaces')}>"
        for name, prefix, iri in declared_prefixes()
        if PREFIXES.get(prefix) != iri and not iri.startswith(FREE)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_prefix_table_agrees_with_rdflib() -> None:
    known = dict(NamespaceManager(rdflib.Graph(), bind_namespaces="rdflib").namespaces())
    # rdflib writes schema.org with https; the official context expands to http (ONTOLOGY 2.2).
    shared = (set(known) & set(PREFIXES)) - {"schema"}
    assert len(shared) > 10
    assert {p: PREFIXES[p] for p in shared} == {p: str(known[p]) for p in shared}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use
@pytest.mark.parametrize("name", files(".jsonld"))
def test_json_ld_is_read_by_both_parsers(name: str) -> None:
    document = json.loads((CHECKOUT / name).read_text("utf-8"))
    if "@context" not in document:
        context = (CHECKOUT / "ontology" / "context.jsonld").read_text("utf-8")
        document = json.loads(context) | document
    text = json.dumps(document)
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    assert len(graph) == len(set(ox.parse(text, format=ox.RdfFormat.JSON_LD)))
