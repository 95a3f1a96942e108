"""Commands that give out what is known: show, raw, export."""

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
from kgstore.errors import NotFound, QueryError, UnknownFormat
from kgstore.namespaces import MZ
from kgstore.publish.native import of_resources, record_graph, whole
from kgstore.publish.serialise import FORMATS, format_named, rebase, used_prefixes, write
from kgstore.query.run import run
from kgstore.records.raw import RawStore
from kgstore.sparql.parameters import read_iri

PROFILES = ("native",)
Profile = Annotated[str, typer.Option(help=f"One of {', '.join(PROFILES)}.")]
Format = Annotated[str, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS)}.")]
Iri = Annotated[str, typer.Argument(help="An IRI or prefixed name, as mzd:COCO.", metavar="IRI")]


@app.command(epilog="[bold]Examples[/]: kgstore show mzd:COCO · kgstore show IRI --format jsonld")
def show(
    context: typer.Context, iri: Iri, profile: Profile = "native", format_name: Format = "turtle"
) -> None:
    """Show what is known of one resource."""
    session: Session = context.obj
    _check(profile, format_name)
    with opening.for_reading(session.settings) as store:
        quads = list(of_resources(store.view, store.base, [resource(store, iri)]))
        write(quads, sys.stdout.buffer, format_name, used_prefixes(quads))


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
    "kgstore export --select detectors.rq -f jsonld · kgstore export IRI"
)
def export(
    context: typer.Context,
    iri: Annotated[
        str | None, typer.Argument(help="One resource; without it, everything.", metavar="[IRI]")
    ] = None,
    profile: Profile = "native",
    format_name: Format = "nquads",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file to write.")] = None,
    rebase_to: Annotated[
        str | None, typer.Option("--rebase", help="Another base IRI for what is exported.")
    ] = None,
    select: Annotated[
        str | None, typer.Option(help="A query whose first column names what to export.")
    ] = None,
) -> None:
    """Write what records and users said, in named graphs where the format has graphs."""
    session: Session = context.obj
    _check(profile, format_name)
    with opening.for_reading(session.settings) as store, _target(output) as target:
        quads = _chosen(store, iri, select)
        if rebase_to:
            quads = rebase(quads, store.base, rebase_to.rstrip("/"))
        elif "//localhost" in store.base or "//127.0.0.1" in store.base:
            notes.print(
                f"note: the IRIs are below {store.base}, which nobody else can reach; "
                "--rebase https://... moves them.",
                markup=False,
            )
        write(quads, target, format_name)


def _chosen(store: Store, iri: str | None, select: str | None) -> Iterable[ox.Quad]:
    if iri and select:
        raise QueryError("give an IRI or --select, not both", subject="export")
    if iri:
        return of_resources(store.view, store.base, [resource(store, iri)])
    if select:
        return of_resources(store.view, store.base, _selected(store, select))
    return whole(store.view, store.base)


def _selected(store: Store, select: str) -> Iterator[str]:
    rows = run(store.view, library(store.overlay).find(select))
    if not isinstance(rows, ox.QuerySolutions):
        raise QueryError(f"{select} is not a SELECT query", subject=select)
    seen = {row[0].value for row in rows if isinstance(row[0], ox.NamedNode)}
    yield from sorted(seen)


def _check(profile: str, format_name: str) -> None:
    format_named(format_name)
    if profile not in PROFILES:
        raise UnknownFormat(
            f"there is no profile {profile!r}",
            subject=profile,
            advice=f"Profiles: {', '.join(PROFILES)}.",
        )


@contextmanager
def _target(path: Path | None) -> Iterator[IO[bytes]]:
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
