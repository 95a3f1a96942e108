"""Commands that take away: delete, purge."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kgstore import opening
from kgstore.cli.app import Session, app, notes
from kgstore.cli.show import resource
from kgstore.records.raw import RawStore

Iri = Annotated[str, typer.Argument(help="A record's IRI, or its kind/source/id.", metavar="IRI")]


class Reason(StrEnum):
    """Why a record is deleted."""

    UPSTREAM_GONE = "upstream-gone"
    LICENCE = "licence"
    TAKEDOWN = "takedown"
    DUPLICATE = "duplicate"


@app.command(
    epilog="[bold]Example[/]: kgstore delete model/huggingface/acme/tiny --reason duplicate"
)
def delete(
    context: typer.Context,
    iri: Iri,
    reason: Annotated[Reason, typer.Option(help="A takedown keeps no name.")] = (
        Reason.UPSTREAM_GONE
    ),
    replaced_by: Annotated[str, typer.Option(help="The IRI of what takes its place.")] = "",
    message: Annotated[str, typer.Option("--message", "-m", help="A note for the log.")] = "",
) -> None:
    """Delete a record; a tombstone stays, and the ledger keeps what was said."""
    session: Session = context.obj
    with session.knowledge() as knowledge:
        gone = knowledge.delete(iri, reason.value, message=message, replaced_by=replaced_by)
    notes.print(f"deleted {gone.iri}; `kgstore purge` erases it from the ledger too.", markup=False)


@app.command(epilog="[bold]Example[/]: kgstore purge model/huggingface/acme/tiny --yes")
def purge(
    context: typer.Context,
    iri: Iri,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Erase a deleted record from the whole history; this cannot be undone."""
    session: Session = context.obj
    if not yes:
        typer.confirm(f"Erase {iri} from the whole history?", abort=True, err=True)
    with opening.for_writing(session.settings) as store, RawStore(store.raw_path) as raws:
        subject, agent = resource(store, iri), session.settings.agent
        purged = store.purge(subject, agent=agent, drop_raw=raws.remove)
    notes.print(f"erased from {purged.entries:,} entries of the ledger.", markup=False)
