"""Comunica, a federating SPARQL client in JavaScript, over two of our endpoints at once."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Serving
from tests.web.server import Server

HERE = Path(__file__).parent / "comunica"
INSTALLED = Path(__file__).parents[2] / ".cache" / "comunica"
PATIENCE = 300
QUERY = """PREFIX mz: <https://w3id.org/modelzoo#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?model ?name ?task {
  ?model a mz:MLModel ; rdfs:label ?name ; mz:task ?kind . ?kind skos:prefLabel ?task }"""


@pytest.fixture(scope="module")
def comunica() -> list[str]:
    """The command line of Comunica; skipped, with the reason, where it cannot be installed."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("no Comunica: node and npm are not on the path")
    program = INSTALLED / "node_modules" / "@comunica" / "query-sparql" / "bin" / "query.js"
    if not program.is_file():
        INSTALLED.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", INSTALLED)
        quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
        command = [npm, "install", "--silent", *quiet]
        done = subprocess.run(command, cwd=INSTALLED, timeout=PATIENCE, check=False)
        if done.returncode != 0 or not program.is_file():
            pytest.skip("no Comunica: npm cannot install it here")
    return [node, str(program)]


def asked(comunica: list[str], query: str, *servers: Server) -> list[dict[str, Any]]:
    """Return the rows of a query over several endpoints."""
    sources = [f"sparql@{server.url}/sparql" for server in servers]
    media_type = "application/sparql-results+json"
    command = [*comunica, *sources, "-q", query, "-t", media_type]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr.decode()
    rows: list[dict[str, Any]] = json.loads(done.stdout)["results"]["bindings"]
    return rows


def test_two_endpoints_are_asked_as_one(
    comunica: list[str], server: Server, serving: Serving
) -> None:
    other = serving()
    one = {row["model"]["value"] for row in asked(comunica, QUERY, server)}
    both = asked(comunica, QUERY, server, other)
    assert {row["name"]["value"] for row in both} == {"YOLOv3"}
    found = {row["model"]["value"] for row in both}
    assert len(one) == 1
    assert found > one
    assert all(row["task"]["value"] == "object detection" for row in both)
