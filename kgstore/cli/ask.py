"""Commands that ask: query, queries, unresolved, stats."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer

from kgstore import opening
from kgstore.cli.app import Session, app, notes
from kgstore.commit.store import Store
from kgstore.errors import ParameterError
from kgstore.query.results import FORMATS, Presentation, write
from kgstore.query.run import run, run_text
from kgstore.sparql.header import Query
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import bind

Format = Annotated[str, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS)}.")]
Rows = Annotated[int | None, typer.Option("--limit", help="Rows a table shows; 0 shows all.")]


_INNER = frozenset({"derive", "export", "page"})
"""The tags of queries that parts of kgstore ask, not people."""


def library(overlay: Path) -> Library:
    """Return the packaged queries and those of the store's overlay."""
    return Library.packaged(overlay / "queries")


@app.command(
    epilog="[bold]Examples[/]: kgstore query cq04 · "
    "kgstore query cq04 --param concept=wn30:02084071-n --format csv · "
    "echo 'SELECT * { ?m a mz:MLModel } LIMIT 3' | kgstore query -"
)
def query(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="A named query, a .rq file, or - for standard input.")
    ],
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", help="A parameter, as name=value.")
    ] = None,
    format_name: Format = "table",
    limit: Rows = None,
) -> None:
    """Ask a named question, or any SPARQL query."""
    session: Session = context.obj
    with opening.for_reading(session.settings) as store:
        asked, text = _text(store, name, parameters(param or []))
        shown = presentation(session, store, asked, limit)
        if asked is not None and _is_packaged(asked):
            write(run_text(store.view, text), sys.stdout.buffer, format_name, shown)
        else:
            _aside(store, session, text, format_name, shown)


def _text(store: Store, name: str, given: dict[str, str]) -> tuple[Query | None, str]:
    """Return the query of that name, if it has one, and its text with its parameters."""
    if name == "-":
        if given:
            raise ParameterError("a query from standard input has no parameters", subject="-")
        return None, sys.stdin.read()
    asked = library(store.overlay).find(name)
    return asked, bind(asked, given)


def _is_packaged(asked: Query) -> bool:
    """Whether it is one of our own questions, which are known to do the engine no harm."""
    packaged = Library.packaged()
    return asked.name in packaged and packaged.query(asked.name) == asked


def _aside(
    store: Store, session: Session, text: str, format_name: str, shown: Presentation
) -> None:
    from kgstore.query.aside import answer_aside  # asyncio loads slowly; named queries do without

    answer_aside(store, session.settings, text, sys.stdout.buffer, format_name, shown)


def presentation(
    session: Session, store: Store, asked: Query | None, limit: int | None = None
) -> Presentation:
    """Return how tables are shown: to the terminal's width, or unwrapped into a pipe."""
    rows = session.settings.rows if limit is None else limit
    width = notes.width if sys.stdout.isatty() else None
    return Presentation(base=store.base, limit=rows or None, query=asked, width=width)


def parameters(given: list[str]) -> dict[str, str]:
    """Return name=value pairs as a dictionary.

    >>> parameters(["concept=wn30:02084071-n"])
    {'concept': 'wn30:02084071-n'}

    Raises:
        ParameterError: one has no equals sign.
    """
    pairs = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(
                f"{pair!r} is not a parameter", subject=pair, advice="Write --param name=value."
            )
        pairs[name.strip()] = value
    return pairs


@app.command(epilog="[bold]Examples[/]: kgstore queries · kgstore queries --tag table2 --json")
def queries(
    context: typer.Context,
    tag: Annotated[
        str | None, typer.Option(help="Only those with this tag, as cq, table2, quality, derive.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with the parameters.")] = False,
) -> None:
    """List the named queries; those of rules, exports and pages only with their --tag."""
    session: Session = context.obj
    every = library(session.settings.store / "overlay")
    found = [q for q in every if (tag in q.tags if tag else not _INNER.intersection(q.tags))]
    if as_json:
        typer.echo(orjson.dumps([_as_json(q) for q in found], option=orjson.OPT_INDENT_2))
        return
    for asked in found:
        names = ", ".join(p.name for p in asked.parameters)
        typer.echo(f"{asked.name:<22} {asked.summary}{f'  [{names}]' if names else ''}")


def _as_json(asked: Query) -> dict[str, object]:
    return {
        "name": asked.name,
        "summary": asked.summary,
        "question": asked.question,
        "tags": list(asked.tags),
        "parameters": [
            {
                "name": p.name,
                "kind": str(p.kind),
                "default": p.default,
                "description": p.description,
            }
            for p in asked.parameters
        ],
    }


@app.command(
    epilog="[bold]Examples[/]: kgstore unresolved · kgstore unresolved --summary --format csv"
)
def unresolved(
    context: typer.Context,
    summary: Annotated[bool, typer.Option(help="How much resolves, by kind of term.")] = False,
    format_name: Format = "table",
    limit: Rows = None,
) -> None:
    """List the words of the sources that no vocabulary knows yet, the most used first."""
    _named(context.obj, "unresolved-summary" if summary else "unresolved", format_name, limit)


@app.command(epilog="[bold]Example[/]: kgstore stats --format json")
def stats(context: typer.Context, format_name: Format = "table") -> None:
    """Count what the store holds, by kind and source."""
    _named(context.obj, "stats", format_name, None)


def _named(session: Session, name: str, format_name: str, limit: int | None) -> None:
    with opening.for_reading(session.settings) as store:
        asked = library(store.overlay).query(name)
        shown = presentation(session, store, asked, limit)
        write(run(store.view, asked), sys.stdout.buffer, format_name, shown)
