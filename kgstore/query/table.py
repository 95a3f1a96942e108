"""Rows as a table for people: short names, the count of rows left out, what the answer rests on.

On a terminal the table fits its width; into a pipe or a file it goes unwrapped and uncoloured.
"""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

import pyoxigraph as ox
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kgstore.namespaces import PREFIXES, VOCABULARY, XSD, compact
from kgstore.sparql.header import Query

_NUMBERS = frozenset(XSD + name for name in ("double", "decimal", "float", "integer"))
_SCHEMES = {
    iri.removeprefix(VOCABULARY).rstrip("/"): prefix
    for prefix, iri in PREFIXES.items()
    if iri.startswith(VOCABULARY)
}
_EXACT = 1e15
"""Below this a double that is a whole number is written as one."""
_WIDE = 10_000
_LONGEST = 300
_TEXT_WIDTH = 100

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


@dataclass(frozen=True, slots=True)
class Presentation:
    """How a table is shown.

    `base` is the store's base IRI, by which its IRIs are shortened; `limit` the most rows shown
    (None: all); `query` the named query whose header explains the answer; `width` the columns of
    the terminal (None: a pipe or a file).
    """

    base: str = ""
    limit: int | None = 50
    query: Query | None = None
    width: int | None = None


def write_table(rows: ox.QuerySolutions, output: IO[bytes], how: Presentation) -> None:
    """Write `rows` as a table, with the tally of the third value and what the answer rests on.

    >>> out = io.BytesIO()
    >>> rows = ox.Store().query("SELECT * { VALUES ?n { 1 2 3 } }")
    >>> write_table(rows, out, Presentation(limit=2))
    >>> out.getvalue().decode().split()
    ['n', '─', '1', '2', '1', 'more', 'row,', '3', 'in', 'all.']
    """
    names = [variable.value for variable in rows.variables]
    status = how.query.status if how.query else ""
    tally: Counter[str] = Counter()
    shown: list[list[Term]] = []
    count = 0
    for row in rows:
        count += 1
        if how.limit is None or count <= how.limit:
            shown.append([row[name] for name in names])
        if status in names:
            tally[cell(row[status]) or "no value"] += 1
    if shown:
        output.write(_drawn(names, shown, how).encode())
    for line in _summary(count, len(shown), tally, how):
        output.write(f"{line}\n".encode())


def cell(term: Term, base: str = "") -> str:
    """Return a term as a table shows it.

    >>> cell(ox.NamedNode("https://e.org/id/model/x/a%20b"), "https://e.org")
    'model/x/a b'
    >>> cell(ox.NamedNode("https://w3id.org/modelzoo/vocabulary/labels/coco80/person"))
    'mzlab:coco80/person'
    >>> cell(ox.Literal(0.43)), cell(ox.Literal(9e7)), cell(None)
    ('0.43', '90000000', '')
    """
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for root in (f"{base}/id/", f"{base}/"):
            if base and term.value.startswith(root):
                return unquote(term.value[len(root) :])
        return _named(term.value)
    if isinstance(term, ox.Literal):
        return _number(term) if term.datatype.value in _NUMBERS else term.value
    return str(term)


def _named(iri: str) -> str:
    """Return a prefixed name; unlike SPARQL, parameters take one with a slash in it too."""
    if not iri.startswith(VOCABULARY):
        return compact(iri)
    scheme, _, local = iri.removeprefix(VOCABULARY).partition("/")
    prefix = _SCHEMES.get(scheme)
    return f"{prefix}:{local}" if prefix and local else compact(iri)


def _number(term: ox.Literal) -> str:
    """Doubles with at most six significant digits; the other formats give the value itself."""
    try:
        value = float(term.value)
    except ValueError:
        return term.value
    if value.is_integer() and abs(value) < _EXACT:
        return f"{value:.0f}"
    return f"{value:.6g}" if term.datatype.value == XSD + "double" else term.value


def _drawn(names: Sequence[str], rows: list[list[Term]], how: Presentation) -> str:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for index, name in enumerate(names):
        numeric = all(_is_number(row[index]) for row in rows if row[index] is not None)
        table.add_column(
            name,
            justify="right" if numeric else "left",
            overflow="fold",
            no_wrap=how.width is None,
        )
    for row in rows:
        # Text, not markup: a value may hold square brackets.
        table.add_row(*(Text(_on_one_line(cell(term, how.base))) for term in row))
    text = io.StringIO()
    console = Console(file=text, width=how.width or _WIDE, color_system=None, legacy_windows=False)
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())


def _is_number(term: Term) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS


def _on_one_line(text: str) -> str:
    """Control characters would move a terminal's cursor."""
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _summary(count: int, shown: int, tally: Counter[str], how: Presentation) -> Iterator[str]:
    query = how.query
    if count == 0:
        yield (query.empty if query else "") or "No row."
    elif count > shown:
        more = count - shown
        yield f"\n{more} more row{'s' if more > 1 else ''}, {count} in all."
    else:
        yield f"\n{count} row{'s' if count > 1 else ''}."
    if tally and query:
        yield f"{query.status}: " + ", ".join(f"{n} {word}" for word, n in tally.most_common())
    if query and query.rests_on:
        yield textwrap.fill(
            f"Rests on: {query.rests_on}", min(how.width or _TEXT_WIDTH, _TEXT_WIDTH)
        )
