"""The command `kgstore link`: classes linked to the concepts of a knowledge base."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import orjson
import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kgstore import opening
from kgstore.cli.app import Session, app, notes
from kgstore.cli.show import resource
from kgstore.commit.store import Store
from kgstore.errors import ParameterError, UnknownFormat
from kgstore.link.lexicon import Lexicon
from kgstore.link.run import KINDS, WIKIDATA, LinkReport, link_store
from kgstore.link.wordnet.stored import stored_lexicon

FORMATS = ("table", "csv", "json")
Cells = dict[str, str | int]


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
    with opening.for_writing(session.settings) as store, _bar() as bar:
        report = link_store(
            store,
            session.settings,
            _lexicon(store, to),
            [resource(store, iri) for iri in schema or ()],
            again=again,
            dry_run=dry_run,
            progress=lambda done, of: bar.update(bar.task_ids[0], completed=done, total=of),
        )
    _show(report, format_name, session.settings.rows if limit is None else limit)
    _tell(report, to, dry_run=dry_run)


def _lexicon(store: Store, to: Target) -> Lexicon:
    if to is Target.WIKIDATA:
        return WIKIDATA
    return stored_lexicon(store.view, store.base, to.value)


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


def _rows(report: LinkReport) -> Iterator[Cells]:
    for outcome in sorted(report.outcomes, key=lambda o: (-len(o.schema.labels), o.schema.iri)):
        counts: Cells = {kind: outcome.counts[kind] for kind in KINDS}
        yield {
            "schema": outcome.schema.iri,
            "name": outcome.schema.name,
            "classes": len(outcome.schema.labels),
            **counts,
        }


def _show(report: LinkReport, format_name: str, limit: int) -> None:
    rows = list(_rows(report))
    if format_name == "json":
        sys.stdout.buffer.write(orjson.dumps(rows, option=orjson.OPT_INDENT_2) + b"\n")
    elif format_name == "csv":
        out = csv.DictWriter(sys.stdout, ["schema", "name", "classes", *KINDS])
        out.writeheader()
        out.writerows(rows)
    elif rows:
        _table(rows, limit or len(rows))


def _table(rows: list[Cells], limit: int) -> None:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    table.add_column("schema", overflow="fold")
    for name in ("classes", *KINDS):
        table.add_column(name, justify="right")
    for row in rows[:limit]:
        cells = [str(row["name"] or row["schema"])]
        table.add_row(*cells, *(f"{row[name]:,}" for name in ("classes", *KINDS)))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    if len(rows) > limit:
        notes.print(f"and {len(rows) - limit:,} more label schemas; --limit 0 shows all.")


def _tell(report: LinkReport, to: Target, *, dry_run: bool) -> None:
    total = report.total
    counts = ", ".join(f"{total[kind]:,} {kind}" for kind in KINDS if total[kind])
    notes.print(
        f"{report.target}: {len(report.outcomes):,} label schemas with {total.total():,} classes"
        f"{': ' + counts if counts else ''}.",
        markup=False,
    )
    if report.passed_over:
        notes.print(f"{report.passed_over:,} were linked before; --again links them anew.")
    if to is Target.WIKIDATA and total["none"]:
        notes.print(
            "No identifier says what the others are in Wikidata; `kgstore links reconcile` asks "
            "its service.",
            markup=False,
        )
    elif report.outcomes and not dry_run:
        notes.print(
            "`kgstore links list --status proposed` shows what waits for review.", markup=False
        )
