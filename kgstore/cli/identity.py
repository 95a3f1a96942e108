"""The commands `kgstore identity ...`: records that are one thing, found, listed, decided on."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from kgstore import opening
from kgstore.cli.app import Session, app, notes
from kgstore.cli.ask import presentation
from kgstore.cli.links import Author, Format, Names, Reason, Rows
from kgstore.cli.show import resource
from kgstore.client.reviewing import Verdict
from kgstore.errors import ParameterError
from kgstore.identity.rules import KINDS
from kgstore.namespaces import compact
from kgstore.sparql.header import Value

group = typer.Typer(
    help="Records that are one thing under several names: find, list, accept, reject, withdraw.",
    no_args_is_help=True,
)
app.add_typer(group, name="identity")


class Kind(StrEnum):
    """What may be one."""

    DATASET = "dataset"
    MODEL = "model"


Kinds = Annotated[Kind | None, typer.Option("--kind", help="Only datasets, or only models.")]


@group.command(
    "find",
    epilog="[bold]Examples[/]: kgstore identity find · kgstore identity find --kind dataset "
    "--dry-run",
)
def find(
    context: typer.Context,
    kind: Kinds = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be found, change nothing.")
    ] = False,
) -> None:
    """Compare names, papers, pages, identifiers, files and sizes; propose what may be one.

    What is sure enough is linked at once. Decisions stay as they are.
    """
    from kgstore.identity.run import find_identities

    session: Session = context.obj
    kinds = [kind.value] if kind else KINDS
    opened = opening.for_reading if dry_run else opening.for_writing
    with opened(session.settings) as store:
        report = find_identities(store, session.settings, kinds, dry_run=dry_run)
    for found in report.found:
        told = [
            f"{number:,} {name} ({linked:,} linked, {number - linked:,} proposed)"
            for name, number, linked in found.counts
        ]
        notes.print(f"{found.kind}s: {', '.join(told) or 'no pair'}.", markup=False)
        if found.commit is None and not dry_run:
            notes.print("  as it was before; nothing changed.")
    if any(found.candidates for found in report.found) and not dry_run:
        notes.print("`kgstore identity list --status proposed` shows what waits for review.")


@group.command(
    "list",
    epilog="[bold]Examples[/]: kgstore identity list --kind dataset --status proposed · "
    "kgstore identity list --about mzd:IMDb",
)
def list_(
    context: typer.Context,
    kind: Kinds = None,
    about: Annotated[str, typer.Option(help="Only what is said of this model or dataset.")] = "",
    relation: Annotated[
        str, typer.Option(help="Only this relation, as mz:sameWeightsAs or skos:exactMatch.")
    ] = "",
    below: Annotated[float, typer.Option(help="Only those whose confidence is below this.")] = 2.0,
    status: Annotated[
        str, typer.Option(help="Only proposed, linked, accepted or rejected ones.")
    ] = "",
    format_name: Format = "table",
    limit: Rows = None,
) -> None:
    """List pairs with their ids, the evidence, and what was decided."""
    if status not in ("", "proposed", "linked", "accepted", "rejected"):
        raise ParameterError(
            f"{status} is no status",
            subject="status",
            advice="It is proposed, linked, accepted or rejected.",
        )
    session: Session = context.obj
    with session.knowledge() as knowledge:
        given: dict[str, Value] = {
            "kind": kind.value if kind else "",
            "about": resource(knowledge, about) if about else "",
            "relation": knowledge.iri(relation) if relation else "",
            "below": below,
            "status": status,
        }
        shown = presentation(session, knowledge, knowledge.question("identities"), limit)
        knowledge.answer("identities", given, sys.stdout.buffer, format_name, shown)


@group.command("accept", epilog="[bold]Example[/]: kgstore identity accept 4c048d3d -r 'one paper'")
def accept(context: typer.Context, records: Names, reason: Reason, author: Author = "") -> None:
    """Accept pairs: they are linked, however weak the evidence."""
    _decide(context, records, "accept", reason, author)


@group.command(
    "reject", epilog="[bold]Example[/]: kgstore identity reject 4c048d3d -r 'other labels'"
)
def reject(context: typer.Context, records: Names, reason: Reason, author: Author = "") -> None:
    """Reject pairs: they are linked no more, whatever is found again."""
    _decide(context, records, "reject", reason, author)


@group.command("withdraw", epilog="[bold]Example[/]: kgstore identity withdraw 4c048d3d")
def withdraw(context: typer.Context, records: Names) -> None:
    """Take decisions back: what the evidence says holds again."""
    _decide(context, records, "withdraw")


def _decide(
    context: typer.Context,
    records: list[str],
    verdict: Verdict,
    reason: str = "",
    author: str = "",
) -> None:
    session: Session = context.obj
    with session.knowledge() as knowledge:
        done = knowledge.decide(records, verdict, reason=reason, author=author)
    for mapping in done.mappings:
        ends = (mapping.subject, mapping.predicate, mapping.object)
        notes.print(f"{verdict}: {' '.join(map(compact, ends))}", markup=False)
    if done.commit is None:
        notes.print("that had been decided before; nothing changed.", markup=False)
