"""Whole stores: in parts, in processes, with what the store knows of the things mentioned."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyoxigraph as ox

from kgstore.namespaces import MZ, RDF_TYPE
from kgstore.validate.graphs import validate_graphs

N = ox.NamedNode
BASE = "https://e.org/id/model/x/"


def graphs(number: int) -> Iterator[tuple[str, list[ox.Triple]]]:
    for n in range(number):
        model = N(f"{BASE}{n}")
        yield (
            f"https://e.org/graph/record/x/model/{n}",
            [
                ox.Triple(model, N(RDF_TYPE), N(MZ + "MLModel")),
                ox.Triple(model, N(MZ + "task"), N("urn:task" if n % 2 else "urn:metric")),
            ],
        )


def types_of(iris: Collection[str]) -> dict[str, list[str]]:
    known = {"urn:task": [MZ + "TaskType"], "urn:metric": [MZ + "Metric"]}
    return {iri: known[iri] for iri in iris if iri in known}


def test_every_graph_is_counted_and_progress_told() -> None:
    seen: list[int] = []
    report = validate_graphs(graphs(25), types_of, size=10, progress=seen.append)
    assert seen == [10, 20, 25]
    assert len(report.counts) == 25
    assert report.total.violations == 13


def test_processes_find_the_same() -> None:
    alone = validate_graphs(graphs(12), types_of, size=5)
    shared = validate_graphs(graphs(12), types_of, size=5, processes=2)
    assert shared == alone


def test_no_graphs_are_a_sound_store() -> None:
    assert validate_graphs([], types_of).conforms
