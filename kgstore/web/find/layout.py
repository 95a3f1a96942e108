"""What the search page shows and what it calls it: `layout.toml`, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from kgstore.namespaces import expand

MODEL: Final = "model"
DATASET: Final = "dataset"


@dataclass(frozen=True, slots=True)
class Kind:
    """The facets, folded facets, ranges and orders of one kind of thing, and what is unfolded."""

    facets: tuple[str, ...]
    open: tuple[str, ...]
    folded: tuple[str, ...]
    ranges: tuple[str, ...]
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """Something to try, in words and as a filter in an order."""

    words: str
    filter: str
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Leader:
    """A task, and the metric and dataset by which its models are ranked."""

    task: str
    filter: str
    sort: str
    on_dataset: str


@dataclass(frozen=True, slots=True)
class Layout:
    """All that `layout.toml` says; concepts are IRIs."""

    kinds: Mapping[str, Kind]
    titles: Mapping[str, str]
    concepts: tuple[str, ...]
    examples: tuple[Example, ...]
    leaders: tuple[Leader, ...]


@cache
def layout() -> Layout:
    """Return what is shown where.

    >>> layout().kinds["dataset"].ranges, layout().titles["framework"]
    (('objects', 'size', 'created'), 'Library')
    """
    told = tomllib.loads(Path(__file__).with_name("layout.toml").read_text("utf-8"))
    return Layout(
        {name: Kind(**{part: tuple(told[name][part]) for part in told[name]}) for name in _KINDS},
        told["titles"],
        tuple(map(expand, told["concepts"]["entries"])),
        tuple(Example(**one) for one in told["examples"]),
        tuple(Leader(**one) for one in told["leaders"]),
    )


_KINDS: Final = (MODEL, DATASET)
