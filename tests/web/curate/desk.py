"""Somebody at the pages of curation, as in a browser without scripts: cookie, forms, links."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.web.server import Server

PATIENCE = 90.0


class _Inputs(HTMLParser):
    """The fields of the forms of a page, with what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._text: str | None = None
        self._name = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and name:
            self.fields.append((name, value))
        elif tag == "option" and "selected" in given:
            self.fields.append((self._name, value))
        elif tag in {"textarea", "select"}:
            self._name = name
            self._text = "" if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.fields.append((self._name, (self._text or "").removeprefix("\n")))
            self._text = None


@dataclass
class Desk:
    """An agent of tests.web.server.AGENTS who has signed in."""

    client: httpx.Client
    sign: str

    @classmethod
    def of(cls, server: Server, agent: str) -> Desk:
        """Return the desk of an agent."""
        client = httpx.Client(base_url=server.url, timeout=60, headers={"Accept": "text/html"})
        client.post("/login", data={"token": server.tokens[agent]})
        found = re.search(r'name="sign" value="(\w+)"', client.get("/login").text)
        assert found is not None
        return cls(client, found[1])

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_error: object) -> None:
        self.client.close()

    def get(self, place: str, **query: str) -> httpx.Response:
        """Return a page."""
        return self.client.get(place, params=query or None)

    def post(self, place: str, **more: Any) -> httpx.Response:
        """Send a form with these fields, and follow where it leads."""
        return self.client.post(place, data={"sign": self.sign} | more, follow_redirects=True)

    def send(self, page: httpx.Response, do: str = "save", **changed: Any) -> httpx.Response:
        """Send the record form of a page again, with some fields changed."""
        form: dict[str, Any] = {}
        for name, value in inputs(page, "sign"):
            form.setdefault(name, []).append(value)
        form |= {name.replace("__", "."): value for name, value in changed.items()}
        place = str(page.url.path)
        return self.client.post(place, data=form | {"do": do}, follow_redirects=True)


def inputs(page: httpx.Response, among: str) -> list[tuple[str, str]]:
    """Return the fields of the last form of a page with a field of that name."""
    forms = re.findall(r"<form.*?</form>", page.text, re.DOTALL)
    reader = _Inputs()
    reader.feed([form for form in forms if f'name="{among}"' in form][-1])
    return reader.fields


def text_of(page: httpx.Response) -> str:
    """Return what a page says, without its markup."""
    bare = re.sub(r"<(script|datalist).*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", bare)).split())


def ended(desk: Desk, place: str) -> httpx.Response:
    """Return a page once what it follows has ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        page = desk.get(place)
        if "http-equiv" not in page.text:
            return page
        time.sleep(0.2)
    raise AssertionError(f"{place} did not come to an end")
