"""Facets: the values of a field among what is found, each with the search that a click leads to.

Values of one facet are alternatives; a click adds one or takes it away. Each can be excluded too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kgstore.search.facets import Bucket
from kgstore.search.fields import FieldKind, fields
from kgstore.search.filter import edit
from kgstore.search.filter.ast import Filter, Has, Lacks, Not, Term
from kgstore.search.filter.text import write
from kgstore.search.found import Found
from kgstore.search.wording import Wording
from kgstore.web.find.layout import layout

SHOWN: Final = 6
"""Values of a facet before it is unfolded."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value: its label, how many have it, and the filters that a click leads to.

    `chosen`: it is asked for, and `filter` takes it away; `excluded`: likewise. `exclude` is ""
    where it is one or the other already. `sort` is the order that a click on a metric leads to.
    """

    label: str
    count: int | None
    filter: str
    exclude: str = ""
    chosen: bool = False
    excluded: bool = False
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: `more` values are not shown, `lacking` things have none stated.

    `lacks` and `has` are the filters that ask for what has none, or any; `stated` is "has" or
    "lacks" where the filter asks for that already, and "" else.
    """

    name: str
    title: str
    help: str
    values: tuple[Value, ...]
    more: int = 0
    lacking: int = 0
    lacks: str = ""
    has: str = ""
    stated: str = ""

    @property
    def used(self) -> bool:
        """Whether the filter says something of it."""
        return bool(self.stated) or any(one.chosen or one.excluded for one in self.values)


@dataclass(slots=True)
class Facets:
    """Makes the facets of one search."""

    tree: Filter
    found: Found
    wording: Wording
    open: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)

    def facet(self, name: str) -> Facet:
        """Return a facet that was counted."""
        buckets = self.found.facets[name]
        most = len(buckets) if name in self.open else SHOWN
        shown = [bucket for at, bucket in enumerate(buckets) if at < most or bucket.selected]
        values = [self.value(name, bucket) for bucket in shown]
        stated = next(filter(None, (_stated(part, name) for part in edit.parts(self.tree))), "")
        return Facet(
            name,
            layout().titles[name],
            fields()[name].help,
            (*self.excluded(name), *values),
            len(buckets) - len(shown),
            self.found.lacking.get(name, 0),
            write(edit.with_stated(self.tree, name, None if stated == "lacks" else Lacks(name))),
            write(edit.with_stated(self.tree, name, None if stated == "has" else Has(name))),
            stated,
        )

    def value(self, name: str, bucket: Bucket) -> Value:
        """Return a value that is asked for, or could be."""
        label = self.labels.get(bucket.value) or self.found.labels.get(bucket.value)
        label = label or bucket.value
        same = self._same(name, bucket.value)
        if bucket.selected or any(map(same, self._asked(name))):
            bare = edit.without_values(self.tree, name, same)
            return Value(label, bucket.count, write(bare), chosen=True)
        term = Term(name, self.wording.written(name, bucket.value))
        more = write(edit.with_value(self.tree, term))
        excluded = write(edit.whole((*edit.parts(self.tree), Not(term))))
        sort = term.value if fields()[name].kind is FieldKind.METRIC else ""
        return Value(label, bucket.count, more, excluded, sort=sort)

    def excluded(self, name: str) -> list[Value]:
        """Return the values that the filter excludes."""
        found = [edit.refused(part, name) for part in edit.parts(self.tree)]
        return [self._refused(name, term) for term in found if term is not None]

    def _refused(self, name: str, term: Term) -> Value:
        meant = self.wording.meant(name, term.value)
        label = self.wording.label(meant[0]) if len(meant) == 1 and fields()[name].scheme else ""
        back = edit.without_values(self.tree, name, lambda one: one.value == term.value)
        return Value(label or term.value, None, write(back), excluded=True)

    def _same(self, name: str, value: str) -> edit.Same:
        """Return whether a term stands for a value; one that is cut short stands for many."""
        return lambda term: term.prefix or value in self.wording.meant(name, term.value)

    def _asked(self, name: str) -> list[Term]:
        return [term for part in edit.parts(self.tree) for term in edit.terms(part, name)]


def _stated(part: Filter, name: str) -> str:
    if isinstance(part, Has | Lacks) and edit.field_named(part.field) == name:
        return "has" if isinstance(part, Has) else "lacks"
    return ""
