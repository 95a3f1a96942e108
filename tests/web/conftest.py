"""Servers for the tests of the web package: real stores, real processes, real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.web.server import Server, base_of, copied, listening, make_store, serve

Serving = Callable[..., Server]


@pytest.fixture(scope="session")
def made_store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A store that nobody serves, made once, and its tokens; its base is http://127.0.0.1:9."""
    path = tmp_path_factory.mktemp("made") / "store"
    return path, make_store(path, "http://127.0.0.1:9")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that the tests of a file share: the paper's example, a token per role.

    Its base IRI is its address. Write only to graphs of your own, never delete what others read.
    """
    path, listener = tmp_path_factory.mktemp("shared") / "store", listening()
    tokens = make_store(path, base_of(listener))
    with serve(path, listener, tokens) as running:
        yield running


@pytest.fixture
def serving(made_store: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Serving]:
    """Call `serving(query_timeout=1, ...)` for a server of one's own with such settings.

    It serves a copy of `made_store`, so its IRIs do not begin with its address.
    """
    path, tokens = made_store
    with ExitStack() as running:

        def start(**settings: object) -> Server:
            place = copied(path, tmp_path / f"store-{len(list(tmp_path.iterdir()))}")
            return running.enter_context(serve(place, listening(), tokens, **settings))

        yield start
