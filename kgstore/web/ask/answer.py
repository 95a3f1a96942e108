"""The answer to a query as a page shows it: its first rows, how many there are, how long it took.

The query runs in a reader process, so that its deadline, its memory and its size are bounded, and
so that a browser that leaves frees the reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final

import pyoxigraph as ox

from kgstore.query.readers.pool import ReaderPool
from kgstore.query.table import Term, cell

SHOWN: Final = 200
"""The most rows that a page shows."""
MOST: Final = 10 << 20
"""Bytes that are read of an answer to count its rows; what is larger is for downloads."""
_TRIPLE: Final = ("subject", "property", "value")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; `form` is select, ask, construct or describe, `head` the commit it was read from.

    `count` is of all rows or triples, and only a lower bound where the answer was `cut`. `tally`
    counts the values of the column with the third value, over all rows that were read.
    """

    form: str
    head: int
    seconds: float = 0.0
    cut: bool = False
    columns: tuple[str, ...] = ()
    rows: Sequence[Sequence[Term]] = ()
    count: int = 0
    truth: bool | None = None
    tally: tuple[tuple[str, int], ...] = ()


async def asked(readers: ReaderPool, text: str, status: str = "") -> Answered:
    """Return the answer to a query; `status` names the column to tally.

    Raises:
        QuerySyntaxError: the text is not SPARQL.
        QueryError: it fails, or needs more time, memory or space than there is.
        Busy: too many ask at once.
        ReaderDied: the reader ended.
    """
    begun = perf_counter()
    answer = await readers.run(text, results="tsv", graph="ntriples")
    gathered = bytearray()
    async for chunk in answer.chunks():
        gathered += chunk
        if len(gathered) > MOST:
            break
    await answer.cancel()  # does nothing where the answer is whole
    cut = len(gathered) > MOST
    bare = Answered(answer.form, answer.head, perf_counter() - begun, cut)
    if answer.form == "ask":
        return replace(bare, truth=gathered.strip() == b"true")
    lines = bytes(gathered).split(b"\n")
    del lines[-1]  # nothing, or a part of a row
    return _of_rows(bare, lines, status) if answer.form == "select" else _of_triples(bare, lines)


def _of_rows(bare: Answered, lines: list[bytes], status: str) -> Answered:
    head = lines[0] if lines else b""
    columns = tuple(name.decode().lstrip("?") for name in head.split(b"\t") if name)
    tally = _tallied(lines[1:], columns.index(status)) if status in columns else ()
    rows = _read(lines[: SHOWN + 1])
    return replace(bare, columns=columns, rows=rows, count=max(len(lines) - 1, 0), tally=tally)


def _of_triples(bare: Answered, lines: list[bytes]) -> Answered:
    read = ox.parse(b"\n".join(lines[:SHOWN]), ox.RdfFormat.N_TRIPLES)
    rows = [[quad.subject, quad.predicate, quad.object] for quad in read]
    return replace(bare, columns=_TRIPLE, rows=rows, count=len(lines))


def _read(lines: list[bytes]) -> list[list[Term]]:
    """Return the rows of a table in TSV, of which the first line names the columns."""
    if len(lines) < 2:
        return []
    read = ox.parse_query_results(b"\n".join([*lines, b""]), ox.QueryResultsFormat.TSV)
    return [list(row) for row in read] if isinstance(read, ox.QuerySolutions) else []


def _tallied(lines: list[bytes], place: int) -> tuple[tuple[str, int], ...]:
    """Return how often each value of a column comes; whole cells are compared as written."""
    written = Counter(line.split(b"\t")[place] for line in lines).most_common()
    values = _read([b"?a", *(value for value, _ in written)])
    return tuple(
        (cell(row[0]) or "no value", number)
        for row, (_, number) in zip(values, written, strict=True)
    )
