"""What the Hub says now of its models and datasets, as the items that its files would give.

Pages of the list come newest change first; with each repository its card, and its evaluation files,
so that an item is what a folder with `infos.json` and `README.md` is.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import Item
from kgstore.importers.huggingface.fetching import Fetcher, Patience
from kgstore.importers.huggingface.statement import EVALUATIONS
from kgstore.importers.huggingface.terms import HUB

Kind = Literal["models", "datasets"]
PAGE: Final = 100
_AT_ONCE: Final = 8
_MOST_EVALUATIONS: Final = 20
_BOTH: Final = (
    "author",
    "cardData",
    "createdAt",
    "disabled",
    "downloads",
    "downloadsAllTime",
    "gated",
    "lastModified",
    "likes",
    "private",
    "sha",
    "siblings",
    "tags",
    "usedStorage",
)
FIELDS: Final[dict[Kind, tuple[str, ...]]] = {
    "models": (
        *_BOTH,
        "baseModels",
        "config",
        "evalResults",
        "gguf",
        "library_name",
        "mask_token",
        "model-index",
        "pipeline_tag",
        "safetensors",
        "transformersInfo",
    ),
    "datasets": (*_BOTH, "citation", "description", "mainSize", "paperswithcode_id"),
}
"""What the list is asked to tell of each repository, so that none need be asked for by itself."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which repositories are wanted: named ones, or those of an author or a search, or all."""

    kind: Kind = "models"
    named: tuple[str, ...] = ()
    author: str = ""
    search: str = ""
    limit: int = 0

    def query(self) -> str:
        """Return the query of the first page of the list.

        >>> Wanted(author="acme").query()[:45]
        'sort=lastModified&direction=-1&limit=100&auth'
        """
        size = min(PAGE, self.limit) if self.limit else PAGE
        said = [("sort", "lastModified"), ("direction", "-1"), ("limit", str(size))]
        said += [(k, v) for k, v in (("author", self.author), ("search", self.search)) if v]
        return urlencode([*said, *(("expand", field) for field in FIELDS[self.kind])])


@dataclass(frozen=True, slots=True)
class Page:
    """The answers of one page of the list, and the query of the page that follows ("" for none)."""

    answers: list[dict[str, Any]]
    following: str


@dataclass(slots=True)
class Hub:
    """The Hub at an address."""

    endpoint: str
    fetcher: Fetcher

    def page(self, wanted: Wanted, query: str) -> Page | None:
        """Return a page of the list, or None if the Hub knows no such page.

        Raises:
            ImportFailed: the Hub gives no answer.
        """
        address = f"{self.endpoint}/api/{wanted.kind}?{query}"
        answer = self.fetcher.get(address, _list)
        if answer is None:
            return None
        return Page(_list(answer.content), _following(query, answer.following))

    def named(self, wanted: Wanted) -> Iterator[tuple[str, dict[str, Any] | None]]:
        """Yield each named repository with what the Hub says of it, None if it knows none."""
        query = urlencode([("expand", field) for field in FIELDS[wanted.kind]])
        for name in wanted.named:
            address = f"{self.endpoint}/api/{wanted.kind}/{quote(name)}?{query}"
            answer = self.fetcher.get(address, orjson.loads)
            said = orjson.loads(answer.content) if answer else None
            yield name, said if isinstance(said, dict) else None

    def items(self, wanted: Wanted, answers: Sequence[dict[str, Any]]) -> list[Item]:
        """Return what is known of the repositories, a few of which are asked for at a time."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda answer: self._item(wanted.kind, answer), answers))

    def _item(self, kind: Kind, answer: dict[str, Any]) -> Item:
        name = str(answer["id"])
        folder = "" if kind == "models" else "datasets/"
        content = {f"{name}/infos.json": orjson.dumps(answer)}
        revision = quote(str(answer.get("sha") or "main"), safe="")
        for file in _files(answer):
            place = f"{self.endpoint}/{folder}{quote(name)}/resolve/{revision}/{quote(file)}"
            if found := self.fetcher.get(place):
                content[f"{name}/{file}"] = found.content
        return Item(f"{HUB}{folder}{name}", dict(sorted(content.items())))


def connected(
    stop: threading.Event, note: Callable[[str], None], patience: Patience | None = None
) -> Hub:
    """Return the Hub, at the address that HF_ENDPOINT gives, or its own.

    Raises:
        ImportFailed: the package huggingface_hub is not installed.
    """
    try:
        from huggingface_hub import constants

        # It is public, but not in the package's __all__.
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]
    except ImportError as error:
        raise ImportFailed(
            "reading the Hub over the network needs the package huggingface_hub",
            subject="--online",
            advice="Install it with: pip install 'kgstore[online]'",
        ) from error
    from kgstore import __version__

    endpoint = os.environ.get("HF_ENDPOINT") or constants.ENDPOINT
    headers = build_hf_headers(library_name="kgstore", library_version=__version__)
    return Hub(endpoint.rstrip("/"), Fetcher(headers, stop, note, patience or Patience()))


def _following(query: str, address: str) -> str:
    """Return the query of the next page.

    Of its address only the query is taken, and put beside our own: the server may name itself
    otherwise than it was asked.

    >>> _following("limit=9&expand=sha", "https://hub.example/api/models?limit=9&cursor=x")
    'limit=9&cursor=x&expand=sha'
    >>> _following("limit=9", "")
    ''
    """
    given = parse_qsl(urlsplit(address).query)
    names = {name for name, _ in given}
    own = [(name, value) for name, value in parse_qsl(query) if name not in names]
    return urlencode([*given, *own]) if given else ""


def _files(answer: dict[str, Any]) -> list[str]:
    """Return the files of a repository that are read; without a list of files the card only."""
    siblings = answer.get("siblings")
    if not isinstance(siblings, list):
        return ["README.md"]
    names = [s.get("rfilename") for s in siblings if isinstance(s, dict)]
    evaluations = [
        n
        for n in names
        if isinstance(n, str) and n.startswith(EVALUATIONS[1:]) and n.endswith((".yaml", ".yml"))
    ]
    card = ["README.md"] if "README.md" in names else []
    return card + sorted(evaluations)[:_MOST_EVALUATIONS]


def _list(content: bytes) -> list[dict[str, Any]]:
    """Return the repositories of a page.

    Raises:
        ValueError: it is no whole list.
    """
    found = orjson.loads(content)
    if not isinstance(found, list):
        raise ValueError("a list is due")
    return [one for one in found if isinstance(one, dict) and one.get("id")]
