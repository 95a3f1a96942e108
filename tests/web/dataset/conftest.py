"""A server over datasets of every kind: full of parts, a record of a term, one full of malice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kgstore.importers.registry import importer_named
from kgstore.opening import create
from kgstore.pipeline import import_source
from kgstore.settings import Settings
from tests.web.server import DOCUMENTS, Server, base_of, listening, serve

RECORDS = Path(__file__).parent.parent / "browser" / "records" / "dataset.jsonl"


@pytest.fixture(scope="session")
def kennel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server."""
    path, listener = tmp_path_factory.mktemp("kennel") / "store", listening()
    settings = Settings(store=path, base=base_of(listener), agent="tester", workers=1)
    with create(settings) as store:
        import_source(store, importer_named("records"), [RECORDS, *DOCUMENTS], settings)
        assert len(store.quarantine) == 0
        store.delete(f"{settings.base}/id/model/paper/yolov4", reason="upstream-gone", agent="x")
    with serve(path, listener, {}) as running:
        yield running


@pytest.fixture(scope="session")
def browsing(kennel: Server) -> Iterator[httpx.Client]:
    """A client that asks for pages."""
    headers = {"Accept": "text/html"}
    with httpx.Client(base_url=kennel.url, headers=headers, timeout=60) as client:
        yield client
