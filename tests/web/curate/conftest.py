"""People at the server that the tests of a file share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.curate.desk import Desk
from tests.web.server import Server


@pytest.fixture
def ann(server: Server) -> Iterator[Desk]:
    """An editor."""
    with Desk.of(server, "ann") as desk:
        yield desk


@pytest.fixture
def bob(server: Server) -> Iterator[Desk]:
    """Another editor."""
    with Desk.of(server, "bob") as desk:
        yield desk


@pytest.fixture
def cleo(server: Server) -> Iterator[Desk]:
    """A curator."""
    with Desk.of(server, "cleo") as desk:
        yield desk
