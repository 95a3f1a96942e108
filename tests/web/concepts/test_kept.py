"""What is made of a graph is kept while the graph stays, and made anew when it has changed."""

from __future__ import annotations

from pathlib import Path

from kgstore.commit.change import GraphChange
from kgstore.opening import create
from kgstore.settings import Settings
from kgstore.web.concepts.kept import of_graph


def test_it_is_made_once_for_each_state_of_the_graph(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "s", base="https://example.org", agent="a", workers=1)
    made = []

    def make() -> int:
        made.append(1)
        return len(made)

    with create(settings) as store:
        own, other = f"{store.base}/graph/user/a", f"{store.base}/graph/user/b"

        def commit(graph: str, local: str) -> None:
            line = f"<urn:{local}> <urn:p> <urn:o> .\n"
            store.commit([GraphChange(graph, line)], agent="a", message="m")

        commit(own, "x")
        assert of_graph(store, "n", own, make) == 1
        commit(other, "y")
        assert of_graph(store, "n", own, make) == 1, "another graph has changed"
        assert of_graph(store, "m", own, make) == 2, "another thing of the same graph"
        commit(own, "z")
        assert of_graph(store, "n", own, make) == 3
