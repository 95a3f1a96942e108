"""A store that the tests of a module share, and one for a test that writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kgstore.commit.store import Store
from tests.query.readers.world import created


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with created(tmp_path_factory.mktemp("readers") / "s") as made:
        yield made


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    with created(tmp_path / "s") as made:
        yield made
