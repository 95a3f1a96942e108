"""A server over tests/web/browser/records/compare.jsonl, for tests without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from kgstore.importers.registry import importer_named
from kgstore.opening import create
from kgstore.pipeline import import_source
from kgstore.settings import Settings
from tests.web.server import Server, base_of, listening, serve

RECORDS = Path(__file__).parent.parent / "browser" / "records" / "compare.jsonl"


@pytest.fixture(scope="session")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server; read only."""
    path, listener = tmp_path_factory.mktemp("arena") / "store", listening()
    settings = Settings(store=path, base=base_of(listener), agent="tester", workers=1)
    with create(settings) as store:
        import_source(store, importer_named("records"), [RECORDS], settings)
        assert len(store.quarantine) == 0, [entry.findings for entry in store.quarantine]
    with serve(path, listener, {}, rate_limit=100_000) as running:
        yield running


def place(*models: str, path: str = "/compare", **more: str) -> str:
    """Return the address of a comparison of models of the arena."""
    return f"{path}?{urlencode([*(('m', f'model/arena/{m}') for m in models), *more.items()])}"


def get(server: Server, address: str, status: int = 200) -> httpx.Response:
    """Return what a server answers, checked to have a status."""
    found = httpx.get(server.url + address, headers={"Accept": "text/html"})
    assert found.status_code == status, found.text[:2000]
    return found
