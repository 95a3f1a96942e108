"""Commands that give out what is known: show, raw, export, profiles."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer

from kgstore.cli.app import Session, app, notes
from kgstore.cli.ask import Based
from kgstore.client.knowledge import Knowledge
from kgstore.client.terms import IRI
from kgstore.errors import QueryError
from kgstore.intake import iri_of
from kgstore.namespaces import compact
from kgstore.publish.profiles import Exported, Missing, names, profile_named, profiles
from kgstore.publish.writing import (
    fitting_format,
    missing_lines,
    rebased,
    write_folder,
    write_stream,
)

ProfileName = Annotated[str, typer.Option("--profile", help=f"One of {', '.join(names())}.")]
Format = Annotated[
    str | None,
    typer.Option("--format", "-f", help="One of the profile's formats; `kgstore profiles`."),
]
Iri = Annotated[str, typer.Argument(help="An IRI or prefixed name, as mzd:COCO.", metavar="IRI")]


@app.command(
    epilog="[bold]Examples[/]: kgstore show mzd:COCO · kgstore show IRI --format jsonld · "
    "kgstore show IRI --profile mldcat_ap"
)
def show(
    context: typer.Context, iri: Iri, profile: ProfileName = "native", format_name: Format = None
) -> None:
    """Show what is known of one resource; what a profile demands and nobody states is noted."""
    session: Session = context.obj
    chosen = profile_named(profile)
    written = fitting_format(chosen, format_name, "turtle")
    with session.knowledge() as knowledge:
        exported = chosen.export(knowledge.source, [knowledge.iri(iri)])
        write_stream(exported, sys.stdout.buffer, chosen, written, short=True)
        _tell(exported.missing)


@app.command("profiles", epilog="[bold]Example[/]: kgstore profiles")
def list_profiles() -> None:
    """List the export profiles: what each describes, and the formats it is written in."""
    for profile in profiles():
        classes = ", ".join(map(compact, profile.classes)) or "everything"
        formats = ", ".join(profile.formats)
        typer.echo(f"{profile.name:<12} {profile.title:<28} {classes}  [{formats}]")


def resource(store: Based, text: str) -> str:
    """Return the IRI that a user means: an IRI, a prefixed name, or a record's `kind/source/id`."""
    return iri_of(text, store.base)


@app.command(epilog="[bold]Example[/]: kgstore raw model/huggingface/acme/tiny-bert")
def raw(context: typer.Context, iri: Iri) -> None:
    """Print the source's own record, byte for byte."""
    session: Session = context.obj
    with session.knowledge() as knowledge:
        sys.stdout.buffer.write(knowledge.raw(iri))


@app.command(
    epilog="[bold]Examples[/]: kgstore export -f trig -o all.trig · "
    "kgstore export --select detectors.rq --profile mldcat_ap · kgstore export --profile dump"
)
def export(
    context: typer.Context,
    iri: Annotated[
        str | None, typer.Argument(help="One resource; without it, everything.", metavar="[IRI]")
    ] = None,
    profile: ProfileName = "native",
    format_name: Format = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A file to write; a folder, for many documents."),
    ] = None,
    rebase_to: Annotated[
        str | None, typer.Option("--rebase", help="Another base IRI for what is exported.")
    ] = None,
    select: Annotated[
        str | None, typer.Option(help="A query whose first column names what to export.")
    ] = None,
) -> None:
    """Write what is known in the terms of a profile; note what the profile demands in vain."""
    session: Session = context.obj
    chosen = profile_named(profile)
    written = fitting_format(chosen, format_name, "nquads")
    with session.knowledge() as knowledge:
        exported = chosen.export(knowledge.source, _chosen(knowledge, iri, select))
        base = knowledge.base
        if rebase_to:
            exported = rebased(exported, base, rebase_to.rstrip("/"))
        elif "//localhost" in base or "//127.0.0.1" in base:
            notes.print(
                f"note: the IRIs are below {base}, which nobody else can reach; "
                "--rebase https://... moves them.",
                markup=False,
            )
        if output is not None and output.is_dir():
            _into_folder(exported, output)
        else:
            with target(output) as stream:
                write_stream(exported, stream, chosen, written)
        _tell(exported.missing)


def _chosen(knowledge: Knowledge, iri: str | None, select: str | None) -> list[str] | None:
    if iri and select:
        raise QueryError("give an IRI or --select, not both", subject="export")
    if iri:
        return [knowledge.iri(iri)]
    if not select:
        return None
    rows = knowledge.query(select)
    return sorted({str(row[0]) for row in rows.values if isinstance(row[0], IRI)})


def _into_folder(exported: Exported, output: Path) -> None:
    if exported.documents is None:
        raise QueryError(
            f"{output} is a folder",
            subject=str(output),
            advice="Statements go into one file: give --output a file's name.",
        )
    number = write_folder(exported.documents, output)
    notes.print(f"{number:,} documents written to {output}", markup=False)


def _tell(missing: Iterable[Missing]) -> None:
    """Say on standard error what the profile asks for and no source states."""
    found = list(missing)
    for line in missing_lines(found):
        notes.print(f"missing: {line}", markup=False)
    if found:
        notes.print(f"{len(found):,} fields that the profile asks for are missing.", markup=False)


@contextmanager
def target(path: Path | None) -> Iterator[IO[bytes]]:
    """Give standard output, or a file that appears under its name only when it is whole."""
    if path is None:
        yield sys.stdout.buffer
        return
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
