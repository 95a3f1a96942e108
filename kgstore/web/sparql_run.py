"""A query answered by a reader, or 304 where the client has the answer already."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

from fastapi import Request, Response

from kgstore.commit.contribution import Graphs
from kgstore.commit.state import shown
from kgstore.commit.store import Store
from kgstore.web.conditions import unchanged
from kgstore.web.negotiation import GRAPHS, RESULTS, Format
from kgstore.web.services import services
from kgstore.web.sparql_answer import Streamed, unless_gone
from kgstore.web.sparql_request import Operation

_CACHING = {"Cache-Control": "no-cache", "Vary": "Accept"}
"""May be kept, but must be asked for again before use (RFC 9111 section 5.2.2.4)."""


class Version(NamedTuple):
    """What an answer rests on: the commit at which that was so, and a name for it in tags.

    `strong` tells whether the same version is the same bytes in each format.
    """

    commit: int
    name: str
    strong: bool = False


_KNOWN: WeakKeyDictionary[Store, Version] = WeakKeyDictionary()
"""The version of each store as last read: every query asks for it, and it changes rarely."""


def state(store: Store) -> Version:
    """Return the version of the whole store."""
    known = _KNOWN.get(store)
    if known is not None and known.commit == store.head:
        return known
    number, digest = shown(store.view, Graphs(store.base))
    _KNOWN[store] = Version(number, f"{number}.{digest[:16]}")
    return _KNOWN[store]


async def answered(
    request: Request, operation: Operation, wanted: Format, version: Version | None
) -> Response:
    """Return the answer to a query in a format; `version` is what it rests on, None for none.

    Raises:
        KgstoreError: the query failed before its first bytes.
    """
    headers = dict(_CACHING)
    if version is not None:
        name = f"{version.name}-{wanted.name}"
        headers["ETag"] = f'"{name}"' if version.strong else f'W/"{name}"'
        if unchanged(request.headers, name):
            return Response(status_code=304, headers=headers)
    work = services(request).readers.run(
        operation.text,
        results=wanted.name if wanted.name in RESULTS.values() else "json",
        graph=wanted.name if wanted.name in GRAPHS.values() else "turtle",
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
    )
    answer = await unless_gone(request, work)
    if version is not None and answer.head < version.commit:
        del headers["ETag"]  # read from an older state than the tag stands for
    return Streamed(answer, headers | {"Content-Type": wanted.content_type})
