"""The rows of an answer: to go through, as dictionaries, as a data frame of pandas or polars."""

from __future__ import annotations

import html
import importlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgstore.client.terms import IRI, Value, value_of
from kgstore.errors import ResourceError

if TYPE_CHECKING:
    import pandas
    import polars

_SHOWN = 50
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows with named columns; each is a dictionary when one goes through them.

    >>> rows = Rows(("model", "size"), [(IRI("urn:m"), 3), (IRI("urn:n"), None)])
    >>> len(rows), rows[0], [row["size"] for row in rows]
    (2, {'model': IRI('urn:m'), 'size': 3}, [3, None])
    """

    columns: tuple[str, ...]
    """The names of the columns, in the order of the question."""
    values: Sequence[tuple[Value, ...]]
    """The rows as tuples, in the order of `columns`."""

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Row]:
        """Yield each row as a dictionary."""
        return (dict(zip(self.columns, values, strict=True)) for values in self.values)

    def __getitem__(self, place: int) -> Row:
        """Return one row, counted from 0."""
        return dict(zip(self.columns, self.values[place], strict=True))

    def dicts(self) -> list[Row]:
        """Return the rows as dictionaries.

        >>> Rows(("n",), [(1,), (2,)]).dicts()
        [{'n': 1}, {'n': 2}]
        """
        return list(self)

    def column(self, name: str) -> list[Value]:
        """Return the values of one column.

        >>> Rows(("n",), [(1,), (2,)]).column("n")
        [1, 2]

        Raises:
            ValueError: there is no such column.
        """
        place = self.columns.index(name)
        return [values[place] for values in self.values]

    def pandas(self) -> pandas.DataFrame:
        """Return the rows as a data frame of pandas; IRIs are plain texts in it.

        Raises:
            ResourceError: pandas is not installed.
        """
        made: pandas.DataFrame = _package("pandas").DataFrame(self._plain())
        return made

    def polars(self) -> polars.DataFrame:
        """Return the rows as a data frame of polars; IRIs are plain texts in it.

        Raises:
            ResourceError: polars is not installed.
        """
        made: polars.DataFrame = _package("polars").DataFrame(self._plain(), strict=False)
        return made

    def _plain(self) -> dict[str, list[Value]]:
        return {
            name: [str(v) if isinstance(v, IRI) else v for v in self.column(name)]
            for name in self.columns
        }

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the first rows as a table."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in values)}</tr>"
            for values in self.values[:_SHOWN]
        )
        count = len(self)
        note = f"{count:,} row{'' if count == 1 else 's'}"
        note += f", the first {_SHOWN} shown" if count > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{note}</p>"

    def __repr__(self) -> str:
        return f"<Rows: {len(self):,} of {', '.join(self.columns)}>"


def rows_of(solutions: ox.QuerySolutions) -> Rows:
    """Return solutions as rows.

    >>> rows_of(ox.Store().query("SELECT (1 AS ?n) {}")).dicts()
    [{'n': 1}]
    """
    return Rows(columns_of(solutions), [tuple(map(value_of, row)) for row in solutions])


def columns_of(solutions: ox.QuerySolutions) -> tuple[str, ...]:
    """Return the names of the columns."""
    return tuple(variable.value for variable in solutions.variables)


def each(solutions: ox.QuerySolutions) -> Iterable[Row]:
    """Yield solutions as dictionaries, as they come."""
    columns = columns_of(solutions)
    for row in solutions:
        yield dict(zip(columns, map(value_of, row), strict=True))


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if not isinstance(value, IRI):
        return html.escape(f"{value:.6g}" if isinstance(value, float) else str(value))
    text = html.escape(value.short)
    if not value.lower().startswith(("http://", "https://")):
        return text
    return f'<a href="{html.escape(value)}">{text}</a>'


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ResourceError(
            f"{name} is not installed", subject=name, advice=f"Run `pip install {name}`."
        ) from error
