"""The source's own record of a model, and the commits that changed what is stated of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from kgstore.commit.change import Commit
from kgstore.commit.history import history
from kgstore.errors import IriError, KgstoreError
from kgstore.namespaces import MZ
from kgstore.publish.native import record_graph
from kgstore.records.raw import RawStore
from kgstore.web import jsonld, linked_paths, pages_about
from kgstore.web.documents import HTML, DocumentRoute, Site, answer, site, tail

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
SHOWN: Final = 4096
_KEPT: Final = 256
_SEARCHING: Final = Lock()
_TEXTS: Final = ("text/", "application/json", "application/ld+json", "application/xml")
_MORE_TEXTS: Final = ("+json", "+xml", "yaml", "jsonl", "ndjson", "toml")


@dataclass(frozen=True, slots=True)
class RawRecord:
    """What the source gave: its media type and size, and its beginning where it is text."""

    media_type: str
    size: int
    beginning: str
    address: str

    @property
    def is_whole(self) -> bool:
        """Whether the beginning is all of it."""
        return self.size <= SHOWN


def raw_record(here: Site, iri: str) -> RawRecord | None:
    """Return the source's own record of a resource, None where there is none (any more)."""
    store = here.services.store
    graph = record_graph(here.base, iri)
    digests = store.view.values(graph, MZ + "rawDigest", store.meta_graph) if graph else []
    if not digests or not store.raw_path.is_file():
        return None
    try:
        with RawStore(store.raw_path) as raws:
            found = raws.get(digests[0])
    except KgstoreError:
        return None
    kind = found.media_type
    is_text = kind.startswith(_TEXTS) or kind.endswith(_MORE_TEXTS)
    text = found.content[:SHOWN].decode("utf-8", "ignore") if is_text else ""
    address = f"{here.root}/api/v1/raw{iri.removeprefix(here.base + '/id')}"
    return RawRecord(kind, len(found.content), text.replace("\0", ""), address)


@lru_cache(maxsize=_KEPT)
def _searched(path: Path, graph: str, head: int) -> tuple[Commit, ...]:
    """Return the commits that changed a graph up to `head`, one search of the ledger at a time."""
    with _SEARCHING:
        return tuple(history(path, graph))


@router.api_route("/history/{_rest:anything}", methods=METHODS)
def commits(request: Request) -> Response:
    """Answer with the commits that changed the record of a resource, the newest first.

    Raises:
        HTTPException: 404, no record has such an IRI.
    """
    here = site(request)
    iri = f"{here.base}/id/{tail(request)}"
    try:
        graph = here.services.store.minter.graph_of(iri)
    except IriError as error:
        raise HTTPException(404, f"there is no record {iri}") from error

    def make() -> tuple[bytes, Mapping[str, str]]:
        store = here.services.store
        found = _searched(store.path, graph, store.head)
        if not found:
            raise HTTPException(404, f"no commit has changed {iri}")
        names = pages_about.names_of(here.view, here.library, here.base, [iri])
        title = f"Commits that changed {names(iri)}"
        address = here.base + request.url.path.removeprefix(here.root)
        return here.render(
            "model/history.html",
            title=title,
            section="/find",
            jsonld=jsonld.page("WebPage", title, address, here.base),
            iri=iri,
            names=names,
            commits=found[::-1],
            landing=linked_paths.document(iri, here.base),
        ), {}

    return answer(request, here.etag("history", iri), HTML, make)
