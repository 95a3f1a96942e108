"""Rows for the profiles that write documents: a named query's answer, as texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from kgstore.errors import QueryError
from kgstore.publish.profiles.base import Source
from kgstore.query.run import run
from kgstore.sparql.header import Value

Row = dict[str, str]
"""The bound variables of one solution: IRIs and lexical forms."""


def rows(source: Source, query: str, given: Mapping[str, Value] | None = None) -> Iterator[Row]:
    """Yield the rows of a named SELECT query; what is unbound has no key.

    Raises:
        QueryError: the query (an overlay may replace it) is no SELECT, or fails.
    """
    found = run(source.view, source.library.query(query), given)
    if not isinstance(found, ox.QuerySolutions):
        raise QueryError(f"the query {query} is to be a SELECT", subject=query)
    names = [variable.value for variable in found.variables]
    for solution in found:
        yield {
            name: term.value
            for name, term in zip(names, solution, strict=True)
            if isinstance(term, ox.NamedNode | ox.Literal)
        }
