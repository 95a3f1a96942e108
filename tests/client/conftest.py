"""One store twice: in a folder of this machine, and behind a server; each test runs on both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kgstore.client import Knowledge, LocalKnowledge, RemoteKnowledge, connect
from kgstore.settings import Settings
from tests.web.server import Server, copied, listening, make_store, serve

BASE = "http://127.0.0.1:9"
"""The base IRI of both: what they answer is the same to the letter."""


class Made(NamedTuple):
    """A store that nobody has open, and the tokens of its agents."""

    path: Path
    tokens: dict[str, str]


class Both(NamedTuple):
    """The same store, twice."""

    local: Knowledge
    remote: Knowledge


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The paper's example, made once."""
    path = tmp_path_factory.mktemp("made") / "store"
    return Made(path, make_store(path, BASE))


@pytest.fixture(scope="module")
def server(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a copy, for the tests of one file."""
    path = copied(made.path, tmp_path_factory.mktemp("served") / "store")
    with serve(path, listening(), made.tokens, workers=1) as running:
        yield running


@pytest.fixture(scope="module")
def both(made: Made, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """A local copy and a served one, both of the agent ada, who is an admin."""
    path = copied(made.path, tmp_path_factory.mktemp("local") / "store")
    local = LocalKnowledge(Settings(store=path, agent="ada", workers=1))
    remote = connect(server.url, token=server.tokens["ada"])
    assert isinstance(remote, RemoteKnowledge)
    with local, remote:
        yield Both(local, remote)


@pytest.fixture(params=["local", "remote"])
def knowledge(request: pytest.FixtureRequest, both: Both) -> Knowledge:
    """Each of the two; write only records of your own, never delete what others read."""
    found: Knowledge = getattr(both, request.param)
    return found


Same = Callable[[Callable[[Knowledge], object]], object]


@pytest.fixture
def same(both: Both) -> Same:
    """Call `same(lambda k: ...)`: both give the same, and so do errors; it is returned."""

    def call(work: Callable[[Knowledge], object]) -> object:
        found = [_outcome(work, knowledge) for knowledge in both]
        assert found[0] == found[1]
        return found[0]

    return call


def _outcome(work: Callable[[Knowledge], object], knowledge: Knowledge) -> object:
    try:
        return work(knowledge)
    except Exception as error:
        return type(error), str(error)
