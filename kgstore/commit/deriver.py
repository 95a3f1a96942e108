"""What the store asks of whoever derives triples; `kgstore.derive` answers.

The store knows nothing of the rules. It asks which foci a change touches, before and after, and
what holds of each focus now; it writes the difference to `{base}/graph/derived/{rule}` and to the
default graph. Derived triples are not in the ledger: they are made again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

import pyoxigraph as ox

from kgstore.commit.view import View

Foci = Mapping[str, Collection[str]]
"""For each rule, by its name, the IRIs about which it has to derive anew."""

Derived = tuple[str, str, Collection[ox.Triple]]
"""A rule, a focus, and all triples that the rule now derives; the focus is their subject."""


class Deriver(Protocol):
    """Derives triples from the default graph, focus by focus."""

    @property
    def version(self) -> str:
        """A digest of the rules; when it changes the store derives everything anew."""

    def affected(self, view: View, changed: Collection[str]) -> Foci:
        """Return the foci that a change of the triples of these subjects touches.

        Asked after a change with every changed subject, and before it with the subjects that lose
        a triple: adding triples may only ever add foci (no negation).
        """

    def derive(self, view: View, foci: Foci) -> Iterable[Derived]:
        """Yield what holds of the foci now; a focus that is not yielded has no derived triples.

        A rule does not read what another rule derived.
        """

    def derive_all(self, view: View) -> Iterable[Derived]:
        """Yield what holds of every focus there is; a focus that is not yielded has nothing."""


class NoDeriver:
    """Derives nothing: for tests, and for stores without rules."""

    version = ""

    def affected(self, view: View, changed: Collection[str]) -> Foci:
        """Return no foci."""
        return {}

    def derive(self, view: View, foci: Foci) -> Iterable[Derived]:
        """Yield nothing."""
        return ()

    def derive_all(self, view: View) -> Iterable[Derived]:
        """Yield nothing."""
        return ()
