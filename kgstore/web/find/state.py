"""What the address of a search says, and the addresses of searches near it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

LONGEST: Final = 20_000
"""Characters of a parameter that are read; a filter may have fewer."""
_FLAGS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class State:
    """A search: words of the search box, the filter, the order, and the facets that are unfolded.

    `cursor` is where the page before ended; the address of a changed search has none.
    """

    q: str = ""
    filter: str = ""
    sort: str = ""
    on_dataset: str = ""
    ascending: str = ""
    open: tuple[str, ...] = ()
    cursor: str = ""

    @classmethod
    def read(cls, given: QueryParams) -> State:
        """Return the search that an address asks for."""
        single = {name: given.get(name, "")[:LONGEST].strip() for name in _SINGLE}
        return cls(**single, open=tuple(dict.fromkeys(given.getlist("open")))[:40])

    @property
    def up(self) -> bool | None:
        """Whether the least comes first; None is the best first."""
        return _FLAGS.get(self.ascending)

    def with_(self, **changes: Any) -> State:
        """Return the search with changes, from its beginning."""
        return dataclasses.replace(self, **{"cursor": "", **changes})

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters that say something, as forms and addresses have them.

        >>> State(q="yolo", open=("task",)).pairs()
        [('q', 'yolo'), ('open', 'task')]
        """
        single = [(name, str(getattr(self, name))) for name in _SINGLE if getattr(self, name)]
        return [*single, *(("open", name) for name in self.open)]

    def address(self, root: str, **changes: Any) -> str:
        """Return the address of this search, or with changes of that from its beginning.

        >>> State(q="a b", cursor="x").address("", sort="name")
        '/find?q=a+b&sort=name'
        """
        state = self.with_(**changes) if changes else self
        return f"{root}/find" + f"?{urlencode(state.pairs())}" * bool(state.pairs())


def data_address(root: str, asked: Mapping[str, str]) -> str:
    """Return the address of a search in the API; what is empty is left out.

    >>> data_address("", {"filter": "size<1MB", "sort": ""})
    '/api/v1/find?filter=size%3C1MB'
    """
    given = {name: value for name, value in asked.items() if value}
    return f"{root}/api/v1/find" + f"?{urlencode(given)}" * bool(given)


_SINGLE: Final = ("q", "filter", "sort", "on_dataset", "ascending", "cursor")
