"""A user's own query on the command line, in a process aside.

The engine ends its whole process on some sound queries (an ORDER BY over values of mixed kinds, a
very deep expression). Aside, that is one clear line for the user, not the end of the program.
"""

from __future__ import annotations

import asyncio
from typing import IO, Final

import pyoxigraph as ox

from kgstore.commit.store import Store
from kgstore.query.readers.pool import ReaderPool
from kgstore.query.results import FORMATS, GRAPH_FORMATS, ROW_FORMATS, Presentation, unfit, write
from kgstore.settings import Settings

_PATIENCE: Final = 7 * 86400.0
"""Seconds: a user who waits at a terminal ends a query by Ctrl+C."""


def answer_aside(
    store: Store,
    settings: Settings,
    text: str,
    output: IO[bytes],
    format_name: str,
    presentation: Presentation,
) -> None:
    """Write the results of `text` to `output`, as `kgstore.query.results.write` does.

    Raises:
        QueryError: it is not SPARQL, calls another host, fails, or needs too much memory.
        UnknownFormat: the format is unknown, or does not hold this kind of results.
        ReaderDied: the engine ended its process.
    """
    if format_name not in FORMATS:
        raise unfit(format_name, FORMATS, "there is no format")
    asyncio.run(_answer(store, settings, text, output, format_name, presentation))


async def _answer(
    store: Store,
    settings: Settings,
    text: str,
    output: IO[bytes],
    format_name: str,
    presentation: Presentation,
) -> None:
    pool = ReaderPool(store, settings.with_(readers=1))
    await pool.start()
    try:
        answer = await pool.run(
            text,
            results=format_name if format_name in ROW_FORMATS else "json",
            graph=format_name if format_name in GRAPH_FORMATS else "turtle",
            timeout=_PATIENCE,
        )
        rows = answer.form in {"select", "ask"}
        if rows and format_name == "table":
            content = b"".join([chunk async for chunk in answer.chunks()])
            found = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
            write(found, output, "table", presentation)
            return
        fitting = ROW_FORMATS if rows else GRAPH_FORMATS
        if format_name != "table" and format_name not in fitting:
            await answer.cancel()
            raise unfit(format_name, fitting, "such results cannot be written as")
        async for chunk in answer.chunks():
            output.write(chunk)
    finally:
        await pool.close()
