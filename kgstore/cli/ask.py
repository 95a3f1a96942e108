"""Commands that ask: query, queries, unresolved, stats."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Protocol

import orjson
import typer

from kgstore.cli.app import Session, app, notes
from kgstore.client.asking import Parameters
from kgstore.client.knowledge import Knowledge
from kgstore.errors import ParameterError
from kgstore.query.results import FORMATS, Presentation
from kgstore.sparql.header import Query, parse
from kgstore.sparql.library import Library

Format = Annotated[str, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS)}.")]
Rows = Annotated[int | None, typer.Option("--limit", help="Rows a table shows; 0 shows all.")]


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
    given, question = parameters(param or []), _read() if name == "-" else name
    with session.knowledge() as knowledge:
        _answer(session, knowledge, question, given, format_name, limit)


def _read() -> str:
    """Return the SPARQL on standard input.

    Raises:
        QuerySyntaxError: it is none.
    """
    text = sys.stdin.read()
    parse(text)
    return text


def _answer(
    session: Session,
    knowledge: Knowledge,
    question: str,
    given: Parameters,
    format_name: str,
    limit: int | None = None,
) -> None:
    shown = None
    if format_name == "table":
        shown = presentation(session, knowledge, knowledge.question(question), limit)
    knowledge.answer(question, given, sys.stdout.buffer, format_name, shown)


class Based(Protocol):
    """A store, or what stands for one."""

    @property
    def base(self) -> str:
        """What its IRIs begin with."""


def presentation(
    session: Session, store: Based, asked: Query | None, limit: int | None = None
) -> Presentation:
    """Return how tables are shown: to the terminal's width, or unwrapped into a pipe."""
    rows = session.options.rows if limit is None else limit
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
    with session.knowledge() as knowledge:
        found = [q for q in knowledge.queries(inner=tag is not None) if tag in {None, *q.tags}]
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
    with session.knowledge() as knowledge:
        _answer(session, knowledge, name, {}, format_name, limit)
