"""Answers of the engine as rows: of texts, of cells as they stand in TSV, or of terms.

An answer is taken whole and read as text, which is faster than term by term, and leaves the other
threads alone while the engine works.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from operator import itemgetter

import pyoxigraph as ox

from kgstore.commit.view import View

csv.field_size_limit(1 << 30)  # a description may be longer than the 128 KB that are usual


def texts(view: View, query: str, *names: str) -> Iterator[tuple[str, ...]]:
    """Yield, of a SELECT whose variables are all bound, two or more of them as text."""
    found = view.query(query)
    if isinstance(found, ox.QuerySolutions):
        written = found.serialize(format=ox.QueryResultsFormat.CSV) or b""
        rows = csv.reader(io.TextIOWrapper(io.BytesIO(written), "utf-8", newline=""))
        yield from map(_chosen(next(rows), names), rows)


def cells(view: View, query: str, *names: str) -> Iterator[tuple[str, ...]]:
    """Yield, of a SELECT, two or more variables as cells of TSV: terms as Turtle has them.

    See https://www.w3.org/TR/sparql11-results-csv-tsv/#tsv; no cell holds a tab or line end.
    """
    found = view.query(query)
    if isinstance(found, ox.QuerySolutions):
        written = found.serialize(format=ox.QueryResultsFormat.TSV) or b""
        rows = (line.decode()[:-1].split("\t") for line in io.BytesIO(written))
        yield from map(_chosen([name[1:] for name in next(rows)], names), rows)


def terms(view: View, query: str, *names: str) -> Iterator[tuple[ox.NamedNode | ox.Literal, ...]]:
    """Yield, of a SELECT, variables as terms; rows where one is not bound are left out."""
    found = view.query(query)
    if not isinstance(found, ox.QuerySolutions):
        return
    at = [[variable.value for variable in found.variables].index(name) for name in names]
    for solution in found:
        row = tuple(solution[place] for place in at)
        if all(isinstance(term, (ox.NamedNode, ox.Literal)) for term in row):
            yield row


def _chosen(head: list[str], names: tuple[str, ...]) -> Callable[[list[str]], tuple[str, ...]]:
    return itemgetter(*map(head.index, names))
