"""The command validate: files before they are imported, or the whole store."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import orjson
import pyoxigraph as ox
import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kgstore import opening
from kgstore.cli.app import Session, app, notes
from kgstore.commit.store import Store
from kgstore.errors import StoreMissing
from kgstore.records.finding import Severity
from kgstore.settings import Settings
from kgstore.validate.report import Report
from kgstore.validate.turtle import report_as_turtle


class Format(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    TURTLE = "turtle"


@app.command(
    epilog="[bold]Examples[/]: kgstore validate card.jsonld · kgstore validate --severity Info "
    "--format json > report.json"
)
def validate(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of records; without any, the whole store.")
    ] = None,
    severity: Annotated[
        Severity, typer.Option(case_sensitive=False, help="The least severity to list.")
    ] = Severity.WARNING,
    format_name: Annotated[Format, typer.Option("--format", "-f")] = Format.TEXT,
) -> None:
    """Check records against the shapes; exit 1 where one breaks what queries rest on."""
    session: Session = context.obj
    report = (
        _files(files, session.settings, severity)
        if files
        else _whole_store(session.settings, severity)
    )
    if format_name is Format.JSON:
        typer.echo(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2))
    elif format_name is Format.TURTLE:
        sys.stdout.write(report_as_turtle(report))
    else:
        typer.echo(report.as_text())
    if not report.conforms:
        raise typer.Exit(1)


def _files(paths: list[Path], settings: Settings, severity: Severity) -> Report:
    """Validate files; where there is a store, with what it knows of the things they mention."""
    from kgstore.validate.files import validate_files  # pySHACL loads slowly

    try:
        store = opening.for_reading(settings)
    except StoreMissing:
        return validate_files(paths, detail=severity)
    with store:
        return validate_files(
            paths, types_of=store.view.types, overlay=store.overlay, detail=severity
        )


def _whole_store(settings: Settings, severity: Severity) -> Report:
    from kgstore.validate.graphs import validate_graphs

    with opening.for_reading(settings) as store, _bar() as bar:
        return validate_graphs(
            _records(store),
            store.view.types,
            overlay=store.overlay,
            detail=severity,
            processes=settings.workers,
            progress=lambda done: bar.update(bar.task_ids[0], done=done),
        )


def _records(store: Store) -> Iterator[tuple[str, Collection[ox.Triple]]]:
    for graph in sorted(store.view.graphs()):
        if graph.startswith((f"{store.base}/graph/record/", f"{store.base}/graph/user/")):
            yield graph, list(store.view.triples(graph))


@contextmanager
def _bar() -> Iterator[Progress]:
    columns = (
        SpinnerColumn(),
        TextColumn("validated {task.fields[done]:,} records"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal) as bar:
        bar.add_task("", total=None, done=0)
        yield bar
