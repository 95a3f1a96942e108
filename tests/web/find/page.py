"""What a page of the search says, read from its HTML."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import httpx

from tests.web.server import Server


@dataclass(frozen=True)
class Shown:
    """A page as it came."""

    status: int
    text: str

    @property
    def total(self) -> int:
        """How many it says that there are."""
        found = re.search(r'<p class="total"[^>]*><b>([\d,]+)</b>', self.text)
        assert found is not None, self.text
        return int(found[1].replace(",", ""))

    @property
    def names(self) -> list[str]:
        """The names of the rows, in order."""
        found = re.findall(r'<th scope="row"><a[^>]*>(.*?)</a>', self.text, re.DOTALL)
        return [html.unescape(one) for one in found]

    @property
    def chips(self) -> list[str]:
        """The conditions, in words."""
        listed = re.search(r'aria-label="Conditions">(.*?)</ul>', self.text, re.DOTALL)
        found = re.findall(r'<span dir="auto">(.*?)</span>', listed[1]) if listed else []
        return [html.unescape(one) for one in found]

    def facet(self, title: str) -> dict[str, int]:
        """The values of a facet with their counts."""
        inside = self._facet(title)
        found = re.findall(r'dir="auto">([^<]*)</a> <span class="count">([\d,]+)<', inside)
        return {html.unescape(label): int(count.replace(",", "")) for label, count in found}

    def link(self, title: str, label: str) -> str:
        """The address that a value of a facet leads to."""
        pattern = rf'<a href="([^"]*)"[^>]*>{re.escape(html.escape(label))}</a>'
        return _first(pattern, self._facet(title))

    def exclude(self, title: str, label: str) -> str:
        """The address that excludes a value of a facet."""
        pattern = rf'href="([^"]*)" rel="nofollow" aria-label="exclude {re.escape(label)}"'
        return _first(pattern, self._facet(title))

    def address(self, words: str) -> str:
        """The address of the first link with these words in it."""
        return _first(rf'<a href="([^"]*)"[^>]*>{re.escape(words)}', self.text)

    def _facet(self, title: str) -> str:
        found = re.search(
            rf"<summary>{re.escape(title)}</summary>(.*?)</details>", self.text, re.DOTALL
        )
        assert found is not None, f"there is no facet {title}"
        return found[1]


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, f"nothing fits {pattern}"
    return html.unescape(found[1])


def look(server: Server, place: str = "/find", **given: str | list[str]) -> Shown:
    """Return the page at a place."""
    page = {"Accept": "text/html"}
    with server.client(follow_redirects=True) as client:
        found: httpx.Response = client.get(place, params=given or None, headers=page)
    return Shown(found.status_code, found.text)
