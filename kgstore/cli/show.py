"""Commands that give out what is known: show, raw, export, profiles."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import pyoxigraph as ox
import typer

from kgstore import opening
from kgstore.cli.app import Session, app, notes
from kgstore.cli.ask import library
from kgstore.commit.store import Store
from kgstore.errors import NotFound, QueryError
from kgstore.namespaces import MZ, compact
from kgstore.publish.native import record_graph
from kgstore.publish.profiles import Exported, Missing, Source, names, profile_named, profiles
from kgstore.publish.writing import (
    fitting_format,
    missing_lines,
    rebased,
    write_folder,
    write_stream,
)
from kgstore.query.run import run
from kgstore.records.raw import RawStore
from kgstore.sparql.parameters import read_iri

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
    with opening.for_reading(session.settings) as store:
        exported = chosen.export(_source(store), [resource(store, iri)])
        write_stream(exported, sys.stdout.buffer, chosen, written, short=True)
        _tell(exported.missing)


@app.command("profiles", epilog="[bold]Example[/]: kgstore profiles")
def list_profiles() -> None:
    """List the export profiles: what each describes, and the formats it is written in."""
    for profile in profiles():
        classes = ", ".join(map(compact, profile.classes)) or "everything"
        formats = ", ".join(profile.formats)
        typer.echo(f"{profile.name:<12} {profile.title:<28} {classes}  [{formats}]")


def resource(store: Store, text: str) -> str:
    """Return the IRI that a user means: an IRI, a prefixed name, or a record's `kind/source/id`."""
    if "://" not in text and text.count("/") >= 2:
        return f"{store.base}/id/{text}"
    return read_iri(text).value


@app.command(epilog="[bold]Example[/]: kgstore raw model/huggingface/acme/tiny-bert")
def raw(context: typer.Context, iri: Iri) -> None:
    """Print the source's own record, byte for byte."""
    session: Session = context.obj
    with opening.for_reading(session.settings) as store, RawStore(store.raw_path) as raws:
        graph = record_graph(store.base, resource(store, iri))
        digests = store.view.values(graph, MZ + "rawDigest", store.meta_graph) if graph else []
        if not digests:
            raise NotFound(
                f"{iri} is not a record of this store",
                subject=iri,
                advice="Give the IRI of a model or dataset that was imported.",
            )
        sys.stdout.buffer.write(raws.get(digests[0]).content)


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
    with opening.for_reading(session.settings) as store:
        exported = chosen.export(_source(store), _chosen(store, iri, select))
        if rebase_to:
            exported = rebased(exported, store.base, rebase_to.rstrip("/"))
        elif "//localhost" in store.base or "//127.0.0.1" in store.base:
            notes.print(
                f"note: the IRIs are below {store.base}, which nobody else can reach; "
                "--rebase https://... moves them.",
                markup=False,
            )
        if output is not None and output.is_dir():
            _into_folder(exported, output)
        else:
            with target(output) as stream:
                write_stream(exported, stream, chosen, written)
        _tell(exported.missing)


def _source(store: Store) -> Source:
    return Source(store.view, store.base, library(store.overlay))


def _chosen(store: Store, iri: str | None, select: str | None) -> list[str] | None:
    if iri and select:
        raise QueryError("give an IRI or --select, not both", subject="export")
    if iri:
        return [resource(store, iri)]
    return _selected(store, select) if select else None


def _selected(store: Store, select: str) -> list[str]:
    rows = run(store.view, library(store.overlay).find(select))
    if not isinstance(rows, ox.QuerySolutions):
        raise QueryError(f"{select} is not a SELECT query", subject=select)
    return sorted({row[0].value for row in rows if isinstance(row[0], ox.NamedNode)})


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
