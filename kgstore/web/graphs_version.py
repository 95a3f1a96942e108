"""Versions of graphs, and writes that depend on them (RFC 9110 section 13).

The entity tag of a graph is `"version-format"`. A write asks for a version, so the tag of any
format will do, also one that compression has made weak.
"""

from __future__ import annotations

import re

from fastapi import HTTPException
from starlette.datastructures import Headers

from kgstore.commit.provenance import DOCUMENT_DIGEST
from kgstore.commit.store import Store
from kgstore.web.graphs_commit import exists
from kgstore.web.sparql_run import Version, state

_TAG = re.compile(r'(?:W/)?"([^"-]*)(?:-[^"]*)?"')


def version_of(store: Store, graph: str) -> Version | None:
    """Return the version of a graph, "" being the default graph; None where there is none."""
    whole = state(store)
    if not graph:
        return whole
    if not exists(store, graph):
        return None
    digests = store.view.values(graph, DOCUMENT_DIGEST, store.meta_graph)
    return whole._replace(name=digests[0][:32], strong=True) if digests else whole


def demand(headers: Headers, version: Version | None) -> None:
    """Return if a write may go on over what has this version.

    Raises:
        HTTPException: 412, it is not as the request's conditions say.
    """
    wanted, unwanted = headers.get("if-match"), headers.get("if-none-match")
    if wanted is not None and not _fits(wanted, version):
        raise HTTPException(412, "The graph is not as If-Match says")
    if unwanted is not None and _fits(unwanted, version):
        raise HTTPException(412, "The graph is as If-None-Match says")


def _fits(header: str, version: Version | None) -> bool:
    if version is None:
        return False
    return header.strip() == "*" or version.name in _TAG.findall(header)
