"""Commands that bring metadata in: sources, import, demo."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from socket import socket
from typing import Annotated

import orjson
import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kgstore import opening
from kgstore.cli import serve
from kgstore.cli.app import Session, app, notes
from kgstore.cli.ask import library, presentation
from kgstore.cli.online import Online, crawl, refuse_unfit
from kgstore.commit.store import Store
from kgstore.errors import StoreMissing, UnknownSource
from kgstore.import_report import ImportReport
from kgstore.importers.base import Importer
from kgstore.importers.registry import importer_named, importers, names
from kgstore.query.results import write
from kgstore.query.run import run
from kgstore.resources import folder
from kgstore.settings import Settings

PAPER = [f"cq0{number}" for number in range(1, 8)]
"""The seven questions of Table 2 of Li et al. (IEEE Access 2023)."""


@app.command(epilog="[bold]Example[/]: kgstore sources --json")
def sources(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List the importers and what each reads."""
    found = list(importers())
    if as_json:
        rows = [
            {"name": i.name, "title": i.title, "reads": i.reads, "homepage": i.homepage}
            for i in found
        ]
        typer.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    for importer in found:
        typer.echo(f"{importer.name:<18} {importer.reads}")
    for name in sorted(set(names()) - {importer.name for importer in found}):
        try:
            importer_named(name)
        except UnknownSource as error:
            notes.print(f"{error}. {error.advice}", markup=False)


@app.command(
    "import",
    epilog="[bold]Examples[/]: kgstore import huggingface cards/ --report report.json · "
    "kgstore import open_model_zoo ./open_model_zoo --dry-run · "
    "kgstore import huggingface --online --author acme --since-last",
)
def import_(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="An importer; `kgstore sources` lists them.")],
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders.", metavar="PATH...")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and check everything, change nothing.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Read files, too, that have not changed since.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write counts, losses and every finding as JSON here.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that read.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    from_hub: Annotated[
        bool, typer.Option("--online", help="Read the hub over the network (huggingface only).")
    ] = False,
    author: Annotated[str, typer.Option(help="With --online: of this user or organisation.")] = "",
    search: Annotated[str, typer.Option(help="With --online: whose id holds this text.")] = "",
    model: Annotated[
        list[str] | None, typer.Option(help="With --online: this one, by its id; may be repeated.")
    ] = None,
    datasets: Annotated[
        bool, typer.Option("--datasets", help="With --online: datasets instead of models.")
    ] = False,
    most: Annotated[
        int, typer.Option("--limit", min=0, help="With --online: no more than so many.")
    ] = 0,
    since_last: Annotated[
        bool, typer.Option("--since-last", help="With --online: what changed since the last time.")
    ] = False,
    every: Annotated[
        str, typer.Option(help="With --online: again and again, as every 7d, 12h or 30m.")
    ] = "",
) -> None:
    """Import metadata; what is unsound is reported, what breaks a shape waits in quarantine."""
    session: Session = context.obj
    given = Online(
        author, search, tuple(model or ()), datasets, most, since_last, every, again=again
    )
    refuse_unfit(given, source, paths=bool(paths), online=from_hub, dry_run=dry_run)
    if from_hub:
        crawl(session.settings, given, lambda done: _tell(done, report, as_json))
        return
    if workers is not None:
        session = replace(session, options=session.settings.with_(workers=workers))
    with session.knowledge() as knowledge, _bar(source) as progress:
        done = knowledge.import_(
            source,
            paths or (),
            dry_run=dry_run,
            again=again,
            progress=lambda read: progress.update(progress.task_ids[0], read=read),
        )
    _tell(done, report, as_json)
    if done.counts.quarantined:
        notes.print("`kgstore quarantine list` shows what was refused, and why.")
        raise typer.Exit(1)


def _bar(name: str) -> Progress:
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description} {task.fields[read]:,} records"),
        TimeElapsedColumn(),
        console=notes,
        transient=True,
        disable=not notes.is_terminal,
    )
    bar.add_task(name, total=None, read=0)
    return bar


def _tell(report: ImportReport, path: Path | None, as_json: bool) -> None:
    content = orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2)
    if path is not None:
        path.write_bytes(content + b"\n")
    if as_json:
        typer.echo(content)
        return
    for line in report.lines():
        notes.print(line, markup=False)


@app.command(
    epilog="[bold]Examples[/]: kgstore demo · kgstore --store demo demo --no-serve · "
    "kgstore demo --port 9000"
)
def demo(
    context: typer.Context,
    load_only: Annotated[
        bool, typer.Option("--load-only", help="Load the examples, ask nothing.")
    ] = False,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Load and answer, but start no server.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port of the server; 0 takes any.")
    ] = None,
) -> None:
    """Load the example catalogue, answer the paper's seven questions, and serve it.

    Records that the store has already from a source of your own are left as they are.
    """
    session: Session = context.obj
    settings = session.settings.with_(port=port)
    with ExitStack() as held:
        ends = load_only or no_serve
        listener = None if ends else held.enter_context(serve.listening(settings))
        store = held.enter_context(_made_or_opened(settings, listener))
        done = load_examples(store, importer_named("records"), session)
        for line in done.lines():
            notes.print(line, markup=False)
        if not load_only:
            _answer(store, session)
            _what_next(session)
        if listener is not None:
            typer.echo()
            serve.run(store, settings, listener, readonly=False)


def _made_or_opened(settings: Settings, listener: socket | None) -> Store:
    """Make a store if there is none; its IRIs lead to the server, unless asked to lie elsewhere."""
    try:
        return opening.for_writing(settings)
    except StoreMissing:
        if listener is not None and settings.base == Settings().base:
            settings = settings.with_(base=serve.address_of(listener, "localhost"))
        return opening.create(settings)


def load_examples(store: Store, importer: Importer, session: Session) -> ImportReport:
    """Import the packaged example catalogue; returns what became of each record."""
    from kgstore.pipeline import import_source

    return import_source(
        store, importer, [folder("examples")], session.settings, keep_existing=True
    )


def _answer(store: Store, session: Session) -> None:
    queries = library(store.overlay)
    for name in PAPER:
        asked = queries.query(name)
        typer.echo(f"\n{name}: {asked.summary}")
        sys.stdout.flush()
        shown = presentation(session, store, asked, 10)
        write(run(store.view, asked), sys.stdout.buffer, "table", shown)
        sys.stdout.buffer.flush()


def _what_next(session: Session) -> None:
    option = f" --store {session.settings.store}"
    typer.echo(
        "\nWhat to try next:\n"
        f"  kgstore{option} queries                                    every named question\n"
        f"  kgstore{option} query cq04 --param concept=wn30:02084071-n  the best dog detectors\n"
        f"  kgstore{option} import huggingface FOLDER                  your own model cards\n"
        f"  kgstore{option} --help                                     everything else"
    )
