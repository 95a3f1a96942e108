"""The commands `kgstore quarantine ...`: what was refused, mended and tried again, or dropped."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer

from kgstore import opening
from kgstore.cli.app import Session, app, notes
from kgstore.commit.quarantine import Refusal
from kgstore.records.finding import Severity

group = typer.Typer(help="Refused records: list, show, retry, drop.", no_args_is_help=True)
app.add_typer(group, name="quarantine")

Name = Annotated[str, typer.Argument(help="The name that `list` shows, its beginning, or an IRI.")]


@group.command("list", epilog="[bold]Example[/]: kgstore quarantine list --json")
def list_(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List refused records, each with the first reason."""
    session: Session = context.obj
    with opening.for_reading(session.settings) as store:
        refusals = list(store.quarantine)
    if as_json:
        typer.echo(orjson.dumps([_as_json(r) for r in refusals], option=orjson.OPT_INDENT_2))
        return
    for refusal in refusals:
        typer.echo(f"{refusal.name}  {refusal.iri}\n    {_first_reason(refusal)}")
    notes.print(f"{len(refusals):,} refused records.", markup=False)


@group.command("show", epilog="[bold]Example[/]: kgstore quarantine show 1f0c > mended.json")
def show(context: typer.Context, name: Name) -> None:
    """Print a refused record with every reason, as JSON that can be mended."""
    session: Session = context.obj
    with opening.for_reading(session.settings) as store:
        for refusal in store.quarantine.show(name):
            typer.echo(orjson.dumps(_as_json(refusal), option=orjson.OPT_INDENT_2))


@group.command(
    "retry",
    epilog="[bold]Examples[/]: kgstore quarantine retry 1f0c · "
    "kgstore quarantine retry 1f0c --document mended.json · kgstore quarantine retry --all",
)
def retry(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A name; without it give --all.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every refused record.")] = False,
    document: Annotated[
        Path | None, typer.Option(help="The mended record document; - for standard input.")
    ] = None,
) -> None:
    """Submit refused records again, mended or not (after new rules or vocabulary terms)."""
    from kgstore.submit import resubmit  # pySHACL loads slowly; other commands do without

    session: Session = context.obj
    if (name is None) == (not every):
        raise typer.BadParameter("give a name or --all", param_hint="NAME")
    mended = _read(document) if document else None
    with opening.for_writing(session.settings) as store:
        refusals = store.quarantine.show(name) if name else list(store.quarantine)
        accepted = resubmit(store, refusals, session.settings, document=mended)
        left = len(store.quarantine)
    notes.print(f"{accepted:,} accepted, {left:,} still in quarantine.", markup=False)
    if accepted < len(refusals):
        raise typer.Exit(1)


@group.command("drop", epilog="[bold]Example[/]: kgstore quarantine drop 1f0c")
def drop(context: typer.Context, name: Name) -> None:
    """Drop a refused record for good; its raw record stays."""
    session: Session = context.obj
    with opening.for_writing(session.settings) as store:
        for refusal in store.quarantine.remove(name):
            notes.print(f"dropped {refusal.name} {refusal.iri}", markup=False)


def _first_reason(refusal: Refusal) -> str:
    worst = [f for f in refusal.findings if f.severity is Severity.VIOLATION] or refusal.findings
    reasons = [f"{finding.path}: {finding.reason}".lstrip(": ") for finding in worst]
    return reasons[0] + (f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else "")


def _as_json(refusal: Refusal) -> dict[str, object]:
    return {
        "name": refusal.name,
        "iri": refusal.iri,
        "file": refusal.file,
        "since": refusal.since,
        "findings": [finding.as_json() for finding in refusal.findings],
        "document": refusal.document,
    }


def _read(path: Path) -> dict[str, object]:
    text = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise typer.BadParameter(f"{path} is not JSON: {error}", param_hint="--document") from error
    if not isinstance(found, dict):
        raise typer.BadParameter(f"{path} holds no JSON object", param_hint="--document")
    document = found.get("document", found)
    return document if isinstance(document, dict) else found
