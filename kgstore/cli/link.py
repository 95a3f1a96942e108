"""The command `kgstore link`: classes linked to the concepts of a knowledge base."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import orjson
import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kgstore.cli.app import Session, app, notes
from kgstore.client.linking import Linked
from kgstore.client.rows import Row
from kgstore.errors import ParameterError, UnknownFormat

FORMATS = ("table", "csv", "json")


class Target(StrEnum):
    """A knowledge base that classes are linked to."""

    WORDNET = "wordnet"
    OEWN = "oewn"
    WIKIDATA = "wikidata"


@app.command(
    epilog="[bold]Examples[/]: kgstore link --all --to wordnet · "
    "kgstore link --all --dry-run --format csv · kgstore link mzlab:coco80 --again"
)
def link(
    context: typer.Context,
    schema: Annotated[
        list[str] | None, typer.Argument(help="Label schemas (IRIs).", metavar="SCHEMA...")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All label schemas of the store.")] = False,
    to: Annotated[Target, typer.Option(help="The knowledge base.")] = Target.WORDNET,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be linked, change nothing.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Also what this linker has linked before.")
    ] = False,
    format_name: Annotated[
        str, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS)}.")
    ] = "table",
    limit: Annotated[
        int | None, typer.Option("--limit", help="Rows a table shows; 0 shows all.")
    ] = None,
) -> None:
    """Link the classes of label schemas to concepts, by identifiers, then by their words."""
    session: Session = context.obj
    if bool(schema) == every:
        raise ParameterError(
            "say which label schemas to link", subject="SCHEMA", advice="Give IRIs, or --all."
        )
    if format_name not in FORMATS:
        raise UnknownFormat(
            f"{format_name} is no format of this command",
            subject=format_name,
            advice=f"Formats: {', '.join(FORMATS)}.",
        )
    with session.knowledge() as knowledge, _bar() as bar:
        report = knowledge.link(
            schema or (),
            to.value,
            again=again,
            dry_run=dry_run,
            progress=lambda done, of: bar.update(bar.task_ids[0], completed=done, total=of),
        )
    _show(report, format_name, session.options.rows if limit is None else limit)
    _tell(report, to, dry_run=dry_run)


def _bar() -> Progress:
    bar = Progress(
        TextColumn("linking"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=notes,
        transient=True,
    )
    bar.add_task("linking", total=None)
    return bar


def _show(report: Linked, format_name: str, limit: int) -> None:
    rows = report.rows.dicts()
    if format_name == "json":
        sys.stdout.buffer.write(orjson.dumps(rows, option=orjson.OPT_INDENT_2) + b"\n")
    elif format_name == "csv":
        out = csv.DictWriter(sys.stdout, report.rows.columns)
        out.writeheader()
        out.writerows(rows)
    elif rows:
        _table(rows, report.kinds, limit or len(rows))


def _table(rows: list[Row], kinds: Sequence[str], limit: int) -> None:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    table.add_column("schema", overflow="fold")
    for name in ("classes", *kinds):
        table.add_column(name, justify="right")
    for row in rows[:limit]:
        cells = [str(row["name"] or row["schema"])]
        table.add_row(*cells, *(f"{row[name]:,}" for name in ("classes", *kinds)))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    if len(rows) > limit:
        notes.print(f"and {len(rows) - limit:,} more label schemas; --limit 0 shows all.")


def _tell(report: Linked, to: Target, *, dry_run: bool) -> None:
    total = {kind: report.total(kind) for kind in report.kinds}
    counts = ", ".join(f"{number:,} {kind}" for kind, number in total.items() if number)
    notes.print(
        f"{report.target}: {len(report.rows):,} label schemas with {sum(total.values()):,} classes"
        f"{': ' + counts if counts else ''}.",
        markup=False,
    )
    if total.get("none") and to is not Target.WIKIDATA:
        notes.print(
            "none: no concept is likely enough; lists of tags, codes and people's names have none."
        )
    if report.passed_over:
        notes.print(f"{report.passed_over:,} were linked before; --again links them anew.")
    if to is Target.WIKIDATA and total.get("none"):
        notes.print(
            "No identifier says what the others are in Wikidata; `kgstore links reconcile` asks "
            "its service.",
            markup=False,
        )
    elif len(report.rows) and not dry_run:
        notes.print(
            "`kgstore links list --status proposed` shows what waits for review.", markup=False
        )
