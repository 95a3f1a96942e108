"""What a query is run over: the smallest interface that a store, a copy or a server can have."""

from __future__ import annotations

from typing import Protocol

import pyoxigraph as ox

Results = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
"""What a query gives: rows, triples, or yes or no."""


class View(Protocol):
    """Anything that answers SPARQL as pyoxigraph does."""

    def query(self, query: str, /) -> Results:
        """Return the results of a SPARQL query, lazily."""
