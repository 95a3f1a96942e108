"""The OpenAPI document, and the server against it: schemathesis sends what it allows, and not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Serving
from tests.web.server import Server


@pytest.fixture(scope="module")
def openapi(server: Server) -> dict[str, Any]:
    with server.client() as client:
        found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
        return found


def operations(openapi: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_operation_of_the_api_is_described(openapi: dict[str, Any]) -> None:
    names = set()
    for path, method, operation in operations(openapi):
        if not path.startswith("/api/"):
            continue
        where = f"{method} {path}"
        assert operation["summary"], where
        assert operation["description"], where
        assert operation["tags"], where
        assert operation["operationId"] not in names, where
        names.add(operation["operationId"])
        assert "application/problem+json" in operation["responses"]["default"]["content"], where
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), f"{where} {parameter['name']}"


def test_writes_ask_for_a_token_and_say_what_they_refuse(openapi: dict[str, Any]) -> None:
    for path, method, operation in operations(openapi):
        if not path.startswith("/api/") or path.endswith("/validate"):
            continue
        if method in {"post", "put", "patch", "delete"}:
            assert operation["security"] == [{"token": []}], path
            assert "401" in operation["responses"], path
    assert openapi["security"] == [{}, {"token": []}]
    created = openapi["paths"]["/api/v1/records"]["post"]
    assert set(created["requestBody"]["content"]) == {"application/json", "application/ld+json"}
    assert "text/turtle" in created["responses"]["422"]["content"]


def test_every_reference_leads_somewhere(openapi: dict[str, Any]) -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [r for item in value.values() for r in references(item)]
        return [r for item in value for r in references(item)] if isinstance(value, list) else []

    for reference in set(references(openapi)):
        place = openapi
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    assert "HTTPValidationError" not in json.dumps(openapi)


def test_the_schema_of_records_knows_every_key(openapi: dict[str, Any]) -> None:
    keys = openapi["components"]["schemas"]["RecordDocument"]["properties"]
    assert keys["parameterCount"]["anyOf"][0]["type"] == "integer"
    assert {"configurations", "name", "task", "id", "type"} <= set(keys)


def test_every_method_of_a_resource_is_allowed_for_and_head_goes_with_get(server: Server) -> None:
    with server.client() as client:
        options = client.request("OPTIONS", "/api/v1/records")
        assert (options.status_code, options.headers["Allow"]) == (405, "GET, HEAD, POST")
        one = client.request("POST", "/api/v1/records/model/paper/yolov3")
        assert one.headers["Allow"] == "DELETE, GET, HEAD, PATCH, PUT"
        for path in ("/api/v1/records/model/paper/yolov3", "/api/v1/queries/cq22", "/health"):
            plain = {"Accept-Encoding": "identity"}
            got, head = client.get(path, headers=plain), client.head(path, headers=plain)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["Content-Type"] == got.headers["Content-Type"]
            assert head.headers.get("ETag") == got.headers.get("ETag")


CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
)


@pytest.mark.slow
def test_schemathesis_finds_nothing(serving: Serving, tmp_path: Path) -> None:
    server = serving(workers=1)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run"),
        f"{server.url}/api/v1/openapi.json",
        *("--checks", ",".join(CHECKS)),
        *("--header", f"Authorization: Bearer {server.tokens['cleo']}"),
        *("--include-path-regex", "^/(api/v1/(?!queries/|link$)|health|ready)"),
        *("--phases", "examples,fuzzing"),
        *("--max-examples", "8", "--seed", "1", "--request-timeout", "30"),
        "--suppress-health-check=all",
    ]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert re.search(r"([1-9]\d\d) generated, \1 passed", run.stdout), run.stdout[-2000:]
