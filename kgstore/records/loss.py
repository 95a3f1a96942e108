"""The loss report: what became of every path of the raw records, with counts.

An importer's `.toml` file has a table `[fates]` that says for each path of its raw records what the
importer does with it: `"mapped"`, `"raw"` (kept in the raw record only) or `"dropped: reason"`. A
path names keys joined by `.`, with `[]` for "each element"; `*` at its end covers everything
deeper. What no pattern covers is `"unmapped"`: it is still in the raw record, and the report lists
it, so that a new field of a source shows up by itself.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kgstore.errors import ResourceError

UNMAPPED = "unmapped"
FateCounts = dict[tuple[str, str], int]
"""How many times each (path, fate) occurred."""


@dataclass(slots=True)
class Fates:
    """The declared fates of the paths of one source."""

    exact: Mapping[str, str]
    below: Mapping[str, str]
    _known: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Fates:
        """Return the fates declared in the importer's TOML file.

        Raises:
            ResourceError: the file declares a fate that is none of the three.
        """
        return cls.of(tomllib.loads(path.read_text("utf-8")).get("fates", {}), str(path.name))

    @classmethod
    def of(cls, table: Mapping[str, str], subject: str = "") -> Fates:
        """Return the fates in `table`.

        >>> fates = Fates.of({"tags[]": "mapped", "widget*": "dropped: example inputs"})
        >>> sorted(fates.count({"tags": ["a", "b"], "widget": [{"text": "x"}], "new": 1}).items())
        [(('new', 'unmapped'), 1), (('tags[]', 'mapped'), 2),
         (('widget[].text', 'dropped: example inputs'), 1)]
        """
        for path, fate in table.items():
            if fate not in {"mapped", "raw"} and not fate.startswith("dropped: "):
                raise ResourceError(f"{path} has no fate but {fate!r}", subject=subject)
        below = {path[:-1]: fate for path, fate in table.items() if path.endswith("*")}
        return cls({p: f for p, f in table.items() if not p.endswith("*")}, below)

    def fate(self, path: str) -> str:
        """Return the fate of one path; the longest pattern that covers it decides.

        >>> Fates.of({"a*": "raw", "a.b": "mapped"}).fate("a.b")
        'mapped'
        """
        known = self._known.get(path)
        if known is None:
            known = self.exact.get(path) or self._covering(path)
            if len(self._known) < 100_000:
                self._known[path] = known
        return known

    def _covering(self, path: str) -> str:
        fitting = [prefix for prefix in self.below if path.startswith(prefix)]
        return self.below[max(fitting, key=len)] if fitting else UNMAPPED

    def count(self, raw: object, prefix: str = "") -> FateCounts:
        """Return how many non-null leaves of `raw` have each path and fate."""
        paths: Counter[str] = Counter()
        _count_leaves(raw, prefix, paths)
        return {(path, self.fate(path)): number for path, number in paths.items()}


def _count_leaves(value: Any, path: str, paths: Counter[str]) -> None:
    if isinstance(value, dict):
        start = path + "." if path else ""
        for key, item in value.items():
            _count_leaves(item, f"{start}{key}", paths)
    elif isinstance(value, list):
        inner = path + "[]"
        for item in value:
            if isinstance(item, (dict, list)):
                _count_leaves(item, inner, paths)
            elif item is not None:
                paths[inner] += 1
    elif value is not None:
        paths[path] += 1


@dataclass(slots=True)
class LossReport:
    """The fates of all raw records of one import, added up."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, fates: Mapping[tuple[str, str], int]) -> None:
        """Add the fates of one record."""
        for key, number in fates.items():
            self.counts[key] += number

    def summary(self) -> dict[str, int]:
        """Return the number of field occurrences per kind of fate.

        >>> report = LossReport()
        >>> report.add({("a", "mapped"): 3, ("b", "dropped: no metadata"): 1})
        >>> report.summary()
        {'mapped': 3, 'raw': 0, 'dropped': 1, 'unmapped': 0}
        """
        totals = dict.fromkeys(("mapped", "raw", "dropped", UNMAPPED), 0)
        for (_, fate), number in self.counts.items():
            totals[fate.partition(":")[0]] += number
        return totals

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a path, the unmapped first, then by count."""
        ranked = sorted(
            self.counts.items(), key=lambda row: (row[0][1] != UNMAPPED, -row[1], row[0])
        )
        return [_row(path, fate, number) for (path, fate), number in ranked]


def _row(path: str, fate: str, number: int) -> dict[str, Any]:
    kind, _, reason = fate.partition(": ")
    return {"path": path, "fate": kind, "count": number} | ({"reason": reason} if reason else {})


def total(reports: Iterable[Mapping[tuple[str, str], int]]) -> LossReport:
    """Return the loss report of several records' fates.

    >>> total([{("a", "mapped"): 1}, {("a", "mapped"): 2}]).counts[("a", "mapped")]
    3
    """
    report = LossReport()
    for fates in reports:
        report.add(fates)
    return report
