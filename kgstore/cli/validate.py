"""The command validate: files before they are imported, or the whole store."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kgstore.cli.app import Session, app, notes
from kgstore.records.finding import Severity
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
    with session.knowledge() as knowledge, _bar() as bar:
        if files:
            report = knowledge.validate_files(files, severity=severity)
        else:
            report = knowledge.validate_all(
                severity=severity,
                progress=lambda done: bar.update(bar.task_ids[0], done=done, visible=True),
            )
    if format_name is Format.JSON:
        typer.echo(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2))
    elif format_name is Format.TURTLE:
        sys.stdout.write(report_as_turtle(report))
    else:
        typer.echo(report.as_text())
    if not report.conforms:
        raise typer.Exit(1)


@contextmanager
def _bar() -> Iterator[Progress]:
    columns = (
        SpinnerColumn(),
        TextColumn("validated {task.fields[done]:,} records"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal) as bar:
        bar.add_task("", total=None, done=0, visible=False)
        yield bar
