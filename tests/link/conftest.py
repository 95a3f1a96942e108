"""A store for the tests of links: made once, copied for each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgstore.commit.store import Store
from kgstore.opening import create, for_writing
from kgstore.settings import Settings

BASE = "https://models.example.org"


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("link") / "store"
    create(Settings(store=folder, base=BASE, agent="tester")).close()
    return folder


@pytest.fixture
def settings(made_once: Path, tmp_path: Path) -> Settings:
    """The settings of a store of one's own, which holds the packaged knowledge."""
    shutil.copytree(made_once, tmp_path / "store")
    return Settings(store=tmp_path / "store", base=BASE, agent="tester")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with for_writing(settings) as opened:
        yield opened
