"""A small zoo, with models and datasets well and ill described, to export from."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.commit.view import View
from kgstore.publish.profiles import Source
from kgstore.sparql.library import Library
from tests.queries import fixture

ZOO = Path(__file__).parent / "zoo"


@pytest.fixture(scope="session")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The zoo's facts, the packaged knowledge and what is derived, as a store's view shows them."""
    view = View(tmp_path_factory.mktemp("zoo") / "view", write=True)
    view.load(fixture.store_of(ZOO).dump(format=ox.RdfFormat.N_QUADS) or b"")
    return Source(view, fixture.BASE, Library.packaged())
