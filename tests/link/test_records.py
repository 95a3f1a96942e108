"""Records by name: IRIs are looked up, ids are looked for, and a set is read once."""

from __future__ import annotations

import pytest

from kgstore.commit.store import Store
from kgstore.errors import NotFound, ParameterError
from kgstore.link import records
from kgstore.link.accept import stored_sets
from kgstore.link.mapping import Mapping
from kgstore.link.rdf import read_records
from kgstore.link.records import find_all


@pytest.fixture
def mappings(store: Store) -> list[Mapping]:
    return read_records(store.view, stored_sets(store.view, store.base)["coco80"])


def test_iris_and_ids_name_the_same(store: Store, mappings: list[Mapping]) -> None:
    some = mappings[:3]
    assert find_all(store.view, [one.iri for one in some]) == some
    ids = [one.iri.rpartition("#")[2] for one in some]
    assert [one.statement for one in find_all(store.view, ids)] == [m.statement for m in some]


def test_a_set_is_read_once(
    store: Store, mappings: list[Mapping], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []

    def counted(view: object, graph: str) -> list[Mapping]:
        read.append(graph)
        return read_records(store.view, graph)

    monkeypatch.setattr(records, "read_records", counted)
    assert len(find_all(store.view, [one.iri for one in mappings[:20]])) == 20
    assert len(read) == 1


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", NotFound),
        ("zz", NotFound),
        ("0", ParameterError),
        ("urn:a#b", NotFound),
        ("no iri#x", NotFound),
        ("http://a b#", NotFound),
    ],
)
def test_what_names_none_is_refused(store: Store, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        find_all(store.view, [name])
