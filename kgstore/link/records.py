"""The mapping records that a name means: a record's IRI, its id, or the beginning of its id."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kgstore.commit.view import View
from kgstore.errors import NotFound, ParameterError
from kgstore.link.accept import graphs_with
from kgstore.link.mapping import Mapping
from kgstore.link.rdf import MAPPINGS, read_records
from kgstore.query.run import run
from kgstore.sparql.library import Library


def find_all(view: View, names: Iterable[str]) -> list[Mapping]:
    """Return the mapping that each name means; of several sets that have it, the surest.

    A set is read once, however many of its records are named. IRIs are looked up; ids are looked
    for among all records.

    Raises:
        NotFound: there is no such record.
        ParameterError: several ids begin so.
    """
    read: dict[str, dict[str, Mapping]] = {}
    found = []
    for name in names:
        wanted = _places(view, name)
        for graph in {graph for graph, _ in wanted} - read.keys():
            read[graph] = {mapping.iri: mapping for mapping in read_records(view, graph)}
        found.append(_the_one(name, [read[g][iri] for g, iri in wanted if iri in read[g]]))
    return found


def _places(view: View, name: str) -> list[tuple[str, str]]:
    """Return the graph and the IRI of each record that a name may mean."""
    if "#" in name:
        try:
            return [(graph, name) for graph, _ in graphs_with(view, MAPPINGS, name)]
        except ValueError:  # it is no IRI
            return []
    found = run(view, Library.packaged().query("link_record"), {"record": name})
    rows = found if name and isinstance(found, ox.QuerySolutions) else ()
    return [(row[0].value, row[1].value) for row in rows]


def _the_one(name: str, mappings: list[Mapping]) -> Mapping:
    if not mappings:
        raise NotFound(
            f"there is no mapping record {name}",
            subject=name,
            advice="`kgstore links list` shows them with their ids.",
        )
    if len({mapping.statement for mapping in mappings}) > 1:
        ids = ", ".join(sorted({mapping.iri.rpartition("#")[2] for mapping in mappings})[:5])
        advice = "Write more of the id, or the record's IRI."
        raise ParameterError(
            f"several records begin with {name}: {ids}", subject=name, advice=advice
        )
    return max(mappings, key=lambda mapping: mapping.confidence)
