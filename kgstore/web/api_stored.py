"""Records as the store has them, for the API: found, listed, given out."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode

import orjson
from fastapi import HTTPException, Request, Response

from kgstore.accept import digest_of
from kgstore.commit.store import Store
from kgstore.errors import IriError, NotFound
from kgstore.intake import CONTEXT_PATH
from kgstore.namespaces import MZ, PREFIXES
from kgstore.publish.conneg import choose
from kgstore.records.context import packaged_context
from kgstore.records.document import document_of
from kgstore.records.iri import Minter
from kgstore.records.record import Document
from kgstore.web.conditions import etag
from kgstore.web.linked_paths import root

PATH = "/api/v1/records"
_JSON, _LINKED = "application/json", "application/ld+json"
_LABEL = PREFIXES["rdfs"] + "label"
_OF_CONTEXT = 'rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'


@dataclass(frozen=True, slots=True)
class Stored:
    """A record of the store; `digest` is that of its graph, and its entity tag."""

    iri: str
    digest: str
    document: Document

    def answer(
        self, request: Request, base: str, status: int = 200, headers: dict[str, str] | None = None
    ) -> Response:
        """Return the record document, as JSON or as JSON-LD.

        Plain JSON names its context in a `Link` header (JSON-LD 1.1 section 6.1).

        Raises:
            HTTPException: 406, the client takes neither.
        """
        chosen = choose(request.headers.get("accept"), [_JSON, _LINKED])
        if chosen is None and request.method == "GET":
            raise HTTPException(406, f"A record is given as {_JSON} or {_LINKED}")
        context, tag, document = base + CONTEXT_PATH, self.digest, self.document
        given = {"Vary": "Accept", **(headers or {})}
        if chosen == _LINKED:
            document, tag = {"@context": context, **document}, f"{tag}-ld"
        else:
            given["Link"] = f"<{context}>; {_OF_CONTEXT}"
        return Response(
            orjson.dumps(document), status, given | {"ETag": etag(tag)}, chosen or _JSON
        )


def find(store: Store, iri: str) -> Stored:
    """Return a record.

    Raises:
        NotFound: there is none.
        HTTPException: 410, it was deleted.
    """
    found = look(store, iri)
    if found is None:
        raise NotFound(f"there is no record {iri}", subject=iri)
    return found


def look(store: Store, iri: str) -> Stored | None:
    """Return a record, or None if there never was one.

    Raises:
        HTTPException: 410, it was deleted.
    """
    graph = store.minter.graph_of(iri)
    if digest := digest_of(store, graph):
        document = document_of(iri, store.view.triples(graph), packaged_context())
        return Stored(iri, digest, document)
    if (grave := store.tombstone(iri)) is not None:
        raise HTTPException(410, f"It was deleted ({grave.reason}), and its IRI is not used again")
    return None


def iri_in(request: Request, minter: Minter, below: str = PATH) -> str:
    """Return the record's IRI that a request's path names after `below`, decoded once.

    Raises:
        IriError: the path is no record's.
    """
    raw = request.scope["raw_path"].partition(f"{below}/".encode())[2]
    try:
        text = unquote_to_bytes(raw).decode()
    except UnicodeDecodeError as error:
        raise IriError("the path is not UTF-8", subject="path") from error
    if "\0" in text:
        raise IriError("the path holds the character NUL", subject="path")
    return minter.record(*minter.parse(f"{minter.base}/id/{raw.decode('ascii')}"))


def href(store: Store, iri: str) -> str:
    """Return the path of a record in the API."""
    return root(store.base) + PATH + iri.removeprefix(f"{store.base}/id")


def listed(store: Store, kind: str, source: str, limit: int, after: str) -> dict[str, Any]:
    """Return a page of the records below `id/{kind}/{source}/`, in the order of their IRIs."""
    parts = [part for part in (kind, source if kind else "") if part]
    below = "/".join([store.base, "id", *parts, ""])
    pairs = store.view.pairs(MZ + "recordOf", store.meta_graph)
    wanted = (iri for _, iri in pairs if iri > after and iri.startswith(below))
    found = heapq.nsmallest(limit + 1, wanted)
    page = found[:limit]
    following = {"kind": kind, "source": source, "limit": limit, "after": page[-1] if page else ""}
    query = urlencode({name: value for name, value in following.items() if value})
    return {
        "records": [_entry(store, iri) for iri in page],
        "next": f"{root(store.base)}{PATH}?{query}" if len(found) > limit else None,
    }


def _entry(store: Store, iri: str) -> dict[str, Any]:
    names = store.view.values(iri, _LABEL, store.minter.graph_of(iri))
    return {"id": iri, "name": min(names, default=None), "href": href(store, iri)}


def patched(target: Any, patch: Any) -> Any:
    """Return `target` with a JSON merge patch applied (RFC 7396 section 2).

    >>> patched({"a": 1, "b": {"c": 2, "d": 3}}, {"a": None, "b": {"c": 4}})
    {'b': {'c': 4, 'd': 3}}
    """
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = patched(result.get(key), value)
    return result
