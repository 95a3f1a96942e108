"""A kgstore server, searched over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import orjson

from kgstore.client.finding import Explained, FoundPage, entry_of, page_of
from kgstore.client.remote_asking import RemoteAsking
from kgstore.client.transport import readable

if TYPE_CHECKING:
    from kgstore.search.found import Row as Entry

_FIND: Final = "/api/v1/find"
_LINES: Final = "application/jsonl"


class RemoteFinding(RemoteAsking):
    """The searches of a server."""

    def find(
        self,
        filter: str = "",
        *,
        sort: str = "",
        on_dataset: str = "",
        ascending: bool | None = None,
        facets: Sequence[str] = (),
        histograms: Sequence[str] = (),
        limit: int = 20,
        cursor: str | None = None,
    ) -> FoundPage:
        """Return a page of the models and datasets that a filter finds."""
        asked = _asked(filter, sort, on_dataset, ascending)
        asked |= {"facet": list(facets), "histogram": list(histograms), "limit": limit}
        if cursor:
            asked["cursor"] = cursor
        return page_of(self._transport.json("GET", _FIND, params=asked))

    def find_all(
        self,
        filter: str = "",
        *,
        sort: str = "",
        on_dataset: str = "",
        ascending: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[Entry]:
        """Yield all that a filter finds, or the first `limit`, as they come."""
        asked = _asked(filter, sort, on_dataset, ascending)
        with self._transport.opened("GET", _FIND, accept=_LINES, params=asked) as answer:
            for line in islice(readable(answer), limit):
                yield entry_of(orjson.loads(line))

    def explain(
        self,
        filter: str,
        *,
        sort: str = "",
        on_dataset: str = "",
        ascending: bool | None = None,
    ) -> Explained:
        """Return how a filter is understood, and the SPARQL that finds the same."""
        from kgstore.search.filter.notes import Note

        asked = _asked(filter, sort, on_dataset, ascending)
        found = self._transport.json("GET", f"{_FIND}/explain", params=asked)
        notes = (Note(one["text"], one["column"], one["understood"]) for one in found["notes"])
        return Explained(tuple(notes), found["sparql"])


def _asked(filter: str, sort: str, on_dataset: str, ascending: bool | None) -> dict[str, Any]:
    given = {"filter": filter, "sort": sort, "on_dataset": on_dataset}
    asked: dict[str, Any] = {name: text for name, text in given.items() if text}
    if ascending is not None:
        asked["ascending"] = ascending
    return asked
