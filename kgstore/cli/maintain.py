"""Commands that keep a store in order: init, log, verify, rebuild, backup, restore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kgstore import opening
from kgstore.cli.app import Session, app, notes
from kgstore.commit import upkeep
from kgstore.commit.rewrite import Progress as Tell
from kgstore.derive.engine import RuleDeriver
from kgstore.errors import NotFound

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command(epilog="[bold]Example[/]: kgstore --store zoo init --base https://models.example.org")
def init(
    context: typer.Context,
    base: Annotated[
        str | None, typer.Option(help="The base IRI of everything the store names; it stays.")
    ] = None,
) -> None:
    """Make an empty store: the ontology and the vocabularies are in it from the start."""
    session: Session = context.obj
    settings = session.settings.with_(base=base.rstrip("/") if base else None)
    with opening.create(settings) as store:
        notes.print(f"made {settings.store}; its IRIs are below {store.base}", markup=False)


@app.command(
    epilog="[bold]Examples[/]: kgstore log · kgstore log 3 · kgstore log --json · "
    "kgstore log --record model/huggingface/acme/tiny"
)
def log(
    context: typer.Context,
    commit: Annotated[int | None, typer.Argument(help="One commit, by its number.")] = None,
    as_json: Json = False,
    limit: Annotated[int, typer.Option(help="The newest so many; 0 shows all.")] = 20,
    record: Annotated[str, typer.Option(help="Only those that changed this record (IRI).")] = "",
) -> None:
    """Show who committed what, when and from where, the newest first."""
    session: Session = context.obj
    with session.knowledge() as knowledge:
        if record:
            found = knowledge.history(record)
        else:
            found = knowledge.log(limit if commit is None else 0)
    commits = [c for c in found if commit in (None, c.number)]
    if commit is not None and not commits:
        raise NotFound(f"there is no commit {commit}", subject=str(commit))
    shown = list(islice(commits, limit or None))
    if as_json:
        typer.echo(orjson.dumps([asdict(c) for c in shown], option=orjson.OPT_INDENT_2))
        return
    for c in shown:
        typer.echo(
            f"{c.number:>6}  {c.time}  {c.agent:<12} +{c.inserted:,} -{c.deleted:,}  {c.message}"
        )
    older = len(commits) - len(shown) if record else shown[-1].number - 1 if shown else 0
    if older and commit is None:
        notes.print(f"{older:,} older ones; --limit 0 shows all.", markup=False)


@app.command(epilog="[bold]Example[/]: kgstore verify --json")
def verify(context: typer.Context, as_json: Json = False) -> None:
    """Check everything: checksums and chain of the ledger, the view against the ledger."""
    session: Session = context.obj
    with _telling("verify") as tell:
        found = upkeep.verify(session.settings.store, tell)
    faults = [*map(str, found.damages), *found.problems]
    if as_json:
        result = {"commits": found.commits, "faults": faults, "notes": found.notes}
        typer.echo(orjson.dumps(result, option=orjson.OPT_INDENT_2))
    else:
        for line in [*faults, *found.notes]:
            typer.echo(line)
        notes.print(f"{found.commits:,} commits; {_verdict(len(faults))}", markup=False)
    if faults:
        raise typer.Exit(1)


def _verdict(faults: int) -> str:
    if not faults:
        return "ledger and view are sound."
    return f"{faults} faults. `kgstore rebuild` makes the view anew from what is intact."


@app.command(epilog="[bold]Example[/]: kgstore rebuild")
def rebuild(context: typer.Context) -> None:
    """Make the view anew from the ledger, from all of it that is intact, and the search index."""
    from kgstore.search.index import SearchIndex  # tantivy; other commands do without

    session: Session = context.obj
    with _telling("rebuild") as tell:
        found = upkeep.rebuild(session.settings.store, RuleDeriver(), tell)
    with opening.for_reading(session.settings) as store:
        SearchIndex(store, lambda note: notes.print(note, markup=False)).rebuild()
    notes.print(f"{found.commits:,} commits replayed.", markup=False)
    for damage in found.damages:
        notes.print(f"left out: {damage}", markup=False)
    if found.damages:
        raise typer.Exit(1)


@app.command(epilog="[bold]Example[/]: kgstore backup /backups/zoo-2026-11-20")
def backup(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
) -> None:
    """Copy the whole store; others may go on reading."""
    session: Session = context.obj
    upkeep.backup(session.settings.store, target)
    notes.print(f"copied {session.settings.store} to {target}", markup=False)


@app.command(epilog="[bold]Example[/]: kgstore --store zoo restore /backups/zoo-2026-11-20")
def restore(
    context: typer.Context, source: Annotated[Path, typer.Argument(help="A backup's folder.")]
) -> None:
    """Put a backup back, under a name that is free, after checking its ledger."""
    session: Session = context.obj
    upkeep.restore(source, session.settings.store)
    notes.print(f"restored {source} to {session.settings.store}", markup=False)


@contextmanager
def _telling(what: str) -> Iterator[Tell]:
    """Give a function that is told of progress and shows it, on a terminal only."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    bar = Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal)
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda doing, done: bar.update(task, description=f"{what}: {doing} {done:,}")
