"""Cases of protocols as data: what is sent, and what has to come back."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.server import Server

FOLDER = Path(__file__).parent / "protocol"
Case = dict[str, Any]


def cases(name: str) -> list[Any]:
    """Return the cases of a table as parameters of a test."""
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    return [pytest.param(case, id=case["name"]) for case in table["case"]]


def send(server: Server, path: str, case: Case, agent: str = "", **names: str) -> httpx.Response:
    """Return the answer to a case; `names` stand in braces in its texts."""
    names = {"base": server.url, **names}

    def filled(text: str) -> str:
        for name, value in names.items():
            text = text.replace("{" + name + "}", value)
        return text

    def pairs(found: list[list[str]]) -> list[tuple[str, str | int | float | bool | None]]:
        return [(name, filled(value)) for name, value in found]

    headers = {"Accept": case["accept"]} if "accept" in case else {"Accept": "*/*"}
    headers |= case.get("send", {})
    headers |= server.auth(agent) if agent else {}
    content: bytes | None = None
    if "form" in case:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        content = str(httpx.QueryParams(pairs(case["form"]))).encode()
    elif "body" in case or "bytes" in case:
        content = filled(case.get("body", "")).encode() + bytes.fromhex(case.get("bytes", ""))
    if "type" in case:
        headers["Content-Type"] = case["type"]
    query = case.get("raw") or str(httpx.QueryParams(pairs(case.get("query", []))))
    target = filled(case.get("path", path))
    url = (target if "://" in target else server.url + target) + (f"?{query}" if query else "")
    with httpx.Client(timeout=30) as client:
        return client.request(case.get("method", "GET"), url, headers=headers, content=content)


def check(case: Case, answer: httpx.Response) -> None:
    """Hold an answer against a case."""
    assert answer.status_code == case["status"], answer.text
    if "answer" in case:
        assert answer.headers["content-type"].partition(";")[0] == case["answer"]
    if "holds" in case:
        assert case["holds"] in answer.text.replace("\r\n", "\n")
    if case.get("empty"):
        assert answer.content == b""
    for name, value in case.get("headers", {}).items():
        assert answer.headers.get(name) == value
    if answer.status_code >= 400 and case.get("method") != "HEAD":
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
        assert "Traceback" not in answer.text
