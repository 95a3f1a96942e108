"""The commands `kgstore links ...`: mappings listed, explained, decided on, brought in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kgstore.cli.app import Session, app, notes
from kgstore.cli.ask import presentation
from kgstore.cli.show import resource, target
from kgstore.client.knowledge import Knowledge
from kgstore.client.reviewing import DecidedMapping, Verdict
from kgstore.errors import NotFound, ParameterError
from kgstore.link.accept import set_iris
from kgstore.namespaces import compact
from kgstore.publish.profiles import Source, profile_named
from kgstore.publish.writing import write_stream
from kgstore.query.results import FORMATS
from kgstore.sparql.header import Value

group = typer.Typer(
    help="Links of predicted classes to concepts: list, explain, accept, reject, withdraw, "
    "import, export, reconcile.",
    no_args_is_help=True,
)
app.add_typer(group, name="links")

Format = Annotated[str, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS[:5])}.")]
Rows = Annotated[int | None, typer.Option("--limit", help="Rows a table shows; 0 shows all.")]
Names = Annotated[
    list[str],
    typer.Argument(help="Ids that `list` shows, or IRIs of records.", metavar="RECORD..."),
]
Reason = Annotated[str, typer.Option("--reason", "-r", help="Why; kept with the decision.")]
Author = Annotated[
    str, typer.Option(help="Who decides, a name or an ORCID; else who commits, KGSTORE_AGENT.")
]
SetName = Annotated[str, typer.Option("--set", help="A mapping set, as coco80 or review.")]


@group.command(
    "list",
    epilog="[bold]Examples[/]: kgstore links list --status proposed --below 0.8 · "
    "kgstore links list --set coco80 --format csv",
)
def list_(
    context: typer.Context,
    schema: Annotated[str, typer.Option(help="Only classes of this label schema (IRI).")] = "",
    set_name: SetName = "",
    below: Annotated[float, typer.Option(help="Only those whose confidence is below this.")] = 2.0,
    status: Annotated[
        str, typer.Option(help="Only proposed, linked, accepted or rejected ones.")
    ] = "",
    format_name: Format = "table",
    limit: Rows = None,
) -> None:
    """List mappings with their ids; those that need a look first are `--status proposed`."""
    given: dict[str, Value] = {"set": set_name, "below": below, "status": status}
    if status not in ("", "proposed", "linked", "accepted", "rejected"):
        raise typer.BadParameter(
            "it is proposed, linked, accepted or rejected", param_hint="status"
        )
    session: Session = context.obj
    with session.knowledge() as knowledge:
        given["schema"] = resource(knowledge, schema) if schema else ""
        _rows(session, knowledge, "links", given, format_name, limit)
    if format_name == "table" and not (schema or set_name or status or below <= 1):
        notes.print(
            "--status, --set, --schema and --below show some of them; `kgstore links explain ID` "
            "shows why.",
            markup=False,
        )


@group.command(
    "explain",
    epilog="[bold]Examples[/]: kgstore links explain mzlab:coco80/person · "
    "kgstore links explain 4c048d3d",
)
def explain(
    context: typer.Context,
    subject: Annotated[
        str, typer.Argument(help="A class (IRI), or a record's id.", metavar="CLASS|RECORD")
    ],
    format_name: Format = "table",
) -> None:
    """Show every candidate of a class: evidence, runner-up, decision and the chain of is-a."""
    session: Session = context.obj
    with session.knowledge() as knowledge:
        given: dict[str, Value] = {"class": f"<{_class_of(knowledge, subject)}>"}
        _rows(session, knowledge, "link_explain", given, format_name, 0)


def _class_of(knowledge: Knowledge, text: str) -> str:
    """Return the class that a user means: by its own IRI, or by a record about it."""
    if ":" in text or "/" in text:
        return resource(knowledge, text)
    rows = knowledge.query("links")
    found = {str(row["class"]) for row in rows if text and str(row["id"]).startswith(text)}
    if not found:
        advice = "`kgstore links list` shows the ids; a class is named by its IRI."
        raise NotFound(f"there is no mapping record {text}", subject=text, advice=advice)
    if len(found) > 1:
        message = f"records of {len(found)} classes begin with {text}"
        raise ParameterError(message, subject=text, advice="Write more of the id.")
    return found.pop()


def _rows(
    session: Session,
    knowledge: Knowledge,
    name: str,
    given: dict[str, Value],
    format_name: str,
    limit: int | None,
) -> None:
    shown = presentation(session, knowledge, knowledge.question(name), limit)
    knowledge.answer(name, given, sys.stdout.buffer, format_name, shown)


@group.command(
    "accept", epilog="[bold]Example[/]: kgstore links accept 4c048d3d -r 'seen in the images'"
)
def accept(context: typer.Context, records: Names, reason: Reason, author: Author = "") -> None:
    """Accept mappings: they are linked, however sure the linker was."""
    _decide(context, records, "accept", reason, author)


@group.command(
    "reject",
    epilog="[bold]Examples[/]: kgstore links reject 4c048d3d -r 'these are birds' · "
    "kgstore links reject 4c048d3d -r 'these are birds' --instead wn30:02012849-n",
)
def reject(
    context: typer.Context,
    records: Names,
    reason: Reason,
    author: Author = "",
    instead: Annotated[
        str, typer.Option(help="The concept that is right; it is accepted in their place.")
    ] = "",
) -> None:
    """Reject mappings: they are linked no more, whoever proposes them again."""
    _decide(context, records, "reject", reason, author, instead)


@group.command("withdraw", epilog="[bold]Example[/]: kgstore links withdraw 4c048d3d")
def withdraw(context: typer.Context, records: Names) -> None:
    """Take decisions back: what the mapping sets say holds again."""
    _decide(context, records, "withdraw")


def _decide(
    context: typer.Context,
    records: list[str],
    verdict: Verdict,
    reason: str = "",
    author: str = "",
    instead: str = "",
) -> None:
    session: Session = context.obj
    with session.knowledge() as knowledge:
        done = knowledge.decide(records, verdict, reason=reason, author=author, instead=instead)
    for mapping in done.mappings:
        _tell(mapping, verdict)
    if done.commit is None:
        notes.print("that had been decided before; nothing changed.", markup=False)


def _tell(mapping: DecidedMapping, verdict: Verdict) -> None:
    """Say what was decided, and what else the class is linked to in the same way."""
    relation, concept = compact(mapping.predicate), compact(mapping.object)
    notes.print(f"{verdict}: {compact(mapping.subject)} {relation} {concept}", markup=False)
    others = [compact(iri) for iri in mapping.also]
    if verdict == "accept" and others:
        advice = "`kgstore links explain` shows why; reject what is wrong."
        notes.print(f"  it is linked to {', '.join(others)} too. {advice}", markup=False)


@group.command("import", epilog="[bold]Example[/]: kgstore links import reviewed.sssom.tsv")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A mapping set as SSSOM/TSV.")],
    set_name: Annotated[
        str, typer.Option("--set", help="Its name in the store; else from its mapping_set_id.")
    ] = "",
) -> None:
    """Bring in a reviewed mapping set; its Not rows hold against all others."""
    session: Session = context.obj
    with session.knowledge() as knowledge:
        done = knowledge.import_links(file, set_name)
    if done.commit is None:
        notes.print(f"{done.set} is as the file says; nothing changed.", markup=False)
    else:
        notes.print(f"{done.rows:,} mappings, as {done.set}.", markup=False)
    if done.unknown:
        notes.print(
            f"{done.unknown:,} classes of it are not in this store (yet), as {done.example}.",
            markup=False,
        )


@group.command(
    "export", epilog="[bold]Example[/]: kgstore links export --set review -o decisions.sssom.tsv"
)
def export(
    context: typer.Context,
    set_name: SetName = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; else standard output.")
    ] = None,
) -> None:
    """Write a mapping set, or all in one table, as SSSOM/TSV."""
    session: Session = context.obj
    profile = profile_named("sssom")
    with session.knowledge() as knowledge:
        source = knowledge.source
        chosen = [_set_iri(source, set_name)] if set_name else None
        exported = profile.export(source, chosen)
        with target(output) as stream:
            write_stream(exported, stream, profile, "tsv")


def _set_iri(source: Source, name: str) -> str:
    sets = set_iris(source.view, source.base)
    found = sets.get(name) or sets.get(f"made/{name}")
    if found is None:
        raise NotFound(
            f"there is no mapping set {name}",
            subject=name,
            advice=f"Mapping sets: {', '.join(sets)}.",
        )
    return found
