"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples each time: who changes nothing breaks nothing. `make explore` tries others.
settings.register_profile("same", derandomize=True)
settings.register_profile("explore", print_blob=True)
settings.load_profile("same")

CHECKOUT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The repository's top folder."""
    return CHECKOUT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real metadata; tests that need it are skipped, by name, where it is absent."""
    place = Path(os.environ.get("KGSTORE_CORPUS", CHECKOUT.parent / "shared" / "data"))
    if not (place / "README.md").is_file():
        pytest.skip("no corpus: ../shared/data is absent and KGSTORE_CORPUS names no such folder")
    return place
