"""How one finds things in a store, whether it is a folder here or a server elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from kgstore.client.finding import Explained, FoundPage

if TYPE_CHECKING:
    from kgstore.search.found import Row as Entry


class Searching(Protocol):
    """The part of `Knowledge` that takes filters (docs/finding.md)."""

    def find(
        self,
        filter: str = "",
        *,
        sort: str = "",
        on_dataset: str = "",
        ascending: bool | None = None,
        facets: Sequence[str] = (),
        histograms: Sequence[str] = (),
        limit: int = 20,
        cursor: str | None = None,
    ) -> FoundPage:
        """Return a page of the models and datasets that a filter finds.

        `sort` is a field, a metric (as measured on `on_dataset`), "name" or "relevance", the best
        first unless `ascending` says otherwise; `facets` and `histograms` are fields to count.

        Raises:
            FilterError: the filter cannot be read, or a word of it is unknown.
            ParameterError: an unknown order, facet or histogram, or a cursor of another search.
        """

    def find_all(
        self,
        filter: str = "",
        *,
        sort: str = "",
        on_dataset: str = "",
        ascending: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[Entry]:
        """Yield all that a filter finds, or the first `limit`, of one commit; raises as `find`."""

    def explain(
        self,
        filter: str,
        *,
        sort: str = "",
        on_dataset: str = "",
        ascending: bool | None = None,
    ) -> Explained:
        """Return how a filter is understood, and the SPARQL that finds the same.

        The query sorts where an order is asked for that is not `name` or `relevance`.

        Raises:
            FilterError: the filter cannot be read, or a word of it is unknown.
        """
