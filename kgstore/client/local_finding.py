"""A store in a folder of this machine: searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from kgstore.client.finding import Explained, FoundPage, page_of
from kgstore.client.local_asking import LocalAsking
from kgstore.settings import Settings

if TYPE_CHECKING:
    from kgstore.search.find import Finder
    from kgstore.search.found import Row as Entry


class LocalFinding(LocalAsking):
    """The searches of a store; `tell` is told where the index must be made first."""

    def __init__(self, settings: Settings, tell: Callable[[str], None] = lambda note: None) -> None:
        super().__init__(settings)
        self._tell = tell
        self._finder_here: Finder | None = None

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
        """Return a page of the models and datasets that a filter finds."""
        found = self._finder().find(
            filter,
            sort=sort,
            on_dataset=on_dataset,
            up=ascending,
            facets=facets,
            histograms=histograms,
            limit=limit,
            cursor=cursor,
        )
        more = {"notes": [note.as_json() for note in found.notes], "sparql": found.sparql}
        return page_of(found.as_json() | more)

    def find_all(
        self,
        filter: str = "",
        *,
        sort: str = "",
        on_dataset: str = "",
        ascending: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[Entry]:
        """Yield all that a filter finds, or the first `limit`."""
        finder = self._finder()
        found = finder.find(filter, sort=sort, on_dataset=on_dataset, up=ascending, limit=0)
        yield from finder.rows(found.meaning, found.sort, limit)

    def explain(
        self,
        filter: str,
        *,
        sort: str = "",
        on_dataset: str = "",
        ascending: bool | None = None,
    ) -> Explained:
        """Return how a filter is understood, and the SPARQL that finds the same."""
        from kgstore.search.filter.to_sparql import to_sparql

        finder = self._finder()
        resolved = finder.understand(filter)
        meaning = resolved.meaning
        order = finder.order(meaning, sort, on_dataset, ascending) if sort else None
        return Explained(resolved.notes, to_sparql(meaning, order))

    def _finder(self) -> Finder:
        from kgstore.search.find import Finder  # tantivy loads slowly

        store = self._reading()
        if self._finder_here is None:
            self._finder_here = Finder(store, self._tell)
        return self._finder_here

    def _let_go(self) -> None:
        self._finder_here = None
        super()._let_go()
