"""A purge erases a record from the ledger's history, and the chain still holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgstore.commit.change import GraphChange, GraphInfo
from kgstore.commit.ledger import Ledger
from kgstore.commit.upkeep import verify
from kgstore.errors import NotFound
from kgstore.namespaces import PREFIXES
from tests.commit.toy import assert_sound, assert_verified, change, create, graph, iri

LABEL = PREFIXES["rdfs"] + "label"


def secret(name: str, version: int, raw: str) -> GraphChange:
    text = f'<{iri(name)}> <{LABEL}> "secret {version}" .\n'
    info = GraphInfo(iri(name), raw_digest=raw, document_digest=f"{name}{version}")
    return GraphChange(graph(name), text, info)


def history(path: Path) -> str:
    return "\n".join(line for entry in Ledger(path / "ledger").entries() for line in entry.lines())


def test_a_purge_erases_every_revision_and_keeps_the_chain(tmp_path: Path) -> None:
    path, dropped = tmp_path / "store", list[str]()
    with create(path) as store:
        store.commit([secret("a", 1, "raw1"), change("b", 1)], agent="a", message="m")
        with store.bulk(agent="a", message="m") as bulk:
            bulk.put(secret("a", 2, "shared"))
            bulk.put(secret("c", 1, "shared"))
        store.delete(iri("a"), reason="licence", agent="a")
        digests = [commit.digest for commit in store.log()]
        assert "secret 1" in history(path)
        purged = store.purge(iri("a"), agent="a", drop_raw=dropped.append)
        assert dropped == ["raw1"]
        assert purged.entries == 4
        assert [commit.digest for commit in store.log()][:3] == digests
        assert "secret 2" not in history(path)
        assert f"<{graph('a')}> ." not in history(path).replace(f"<{store.meta_graph}> .", "")
        assert "secret 1" in history(path), "another record's"
        assert store.view.lines(graph("c"))
        found = store.tombstone(iri("a"))
        assert found is not None
        assert found.labels == ()
        assert_sound(store)
        again = store.purge(iri("a"), agent="a", drop_raw=dropped.append)
        assert again.entries == 0
        store.commit([change("d", 1)], agent="a", message="goes on")
    assert_verified(path)
    assert verify(path).commits == 5


def test_only_what_was_deleted_is_purged(tmp_path: Path) -> None:
    with create(tmp_path / "store") as store:
        store.commit([change("a", 1)], agent="a", message="m")
        with pytest.raises(NotFound):
            store.purge(iri("a"), agent="a", drop_raw=print)
