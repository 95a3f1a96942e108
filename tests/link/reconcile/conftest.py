"""A reconciliation service of one's own, and clients that do not really wait."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kgstore.link.reconcile.cache import Cache
from tests.link.reconcile.service import Service, serving


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as running:
        yield running


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with Cache(tmp_path / "reconcile.sqlite") as opened:
        yield opened
