"""The commands `kgstore concepts ...`: knowledge bases loaded, listed, shown, dropped."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import Annotated

import orjson
import typer

from kgstore import opening
from kgstore.cli.app import Session, app, notes
from kgstore.cli.ask import Rows, presentation
from kgstore.errors import PathMissing
from kgstore.link.wordnet import graph
from kgstore.link.wordnet.concept import Concept, Named, concept
from kgstore.link.wordnet.load import drop as drop_graph
from kgstore.link.wordnet.load import load as load_graph
from kgstore.link.wordnet.recognise import ACCEPTED, DEBIAN, read_lexicon
from kgstore.link.wordnet.stored import known
from kgstore.namespaces import RDF_TYPE, compact, expand
from kgstore.query.results import FORMATS

group = typer.Typer(
    help="Knowledge bases that classes are linked to: load, list, find, show, drop.",
    no_args_is_help=True,
)
app.add_typer(group, name="concepts")

Format = Annotated[str, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS[:5])}.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
_SHOWN = 12


class Kind(StrEnum):
    """The kinds of knowledge bases that can be loaded whole."""

    WORDNET = "wordnet"


@group.command(
    epilog="[bold]Examples[/]: kgstore concepts load wordnet · "
    "kgstore concepts load wordnet english-wordnet-2024.xml.gz"
)
def load(
    context: typer.Context,
    kind: Annotated[Kind, typer.Argument(help="What to load.")],
    path: Annotated[
        Path | None,
        typer.Argument(help=f"{ACCEPTED[0].upper()}{ACCEPTED[1:]}.", show_default=str(DEBIAN)),
    ] = None,
) -> None:
    """Load a whole knowledge base; the format is recognised. A broken file changes nothing."""
    session: Session = context.obj
    source = path or DEBIAN
    if path is None and not DEBIAN.is_dir():
        raise PathMissing(
            f"there is no {DEBIAN}, and no path was given",
            subject=kind.value,
            advice=f"Install Debian's wordnet-base, or give {ACCEPTED}.",
        )
    start = perf_counter()
    with notes.status(f"reading {source}"):
        lexicon = read_lexicon(source)
    with (
        opening.for_writing(session.settings) as store,
        notes.status(f"loading {lexicon.title}"),
    ):
        commit = load_graph(store, lexicon, source, agent=session.settings.agent)
    for note in lexicon.notes:
        notes.print(note, markup=False)
    done = f"{lexicon.name}: {len(lexicon.synsets):,} synsets, licence {lexicon.licence}"
    took = f"loaded in {perf_counter() - start:.1f} s"
    notes.print(f"{done}; {took if commit else 'it was there already.'}", markup=False)


@group.command("list", epilog="[bold]Example[/]: kgstore concepts list --json")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """List the knowledge bases with their concepts, version and licence."""
    session: Session = context.obj
    with opening.for_reading(session.settings) as store:
        rows = [
            asdict(one)
            | {"concepts": len(store.view.subjects_with(RDF_TYPE, graph.CONCEPT, one.graph))}
            for one in known(store.view, store.base)
        ]
    if as_json:
        typer.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    for row in rows:
        held = f"{row['concepts']:>8,} concepts"
        typer.echo(f"{row['name']:<24} {held}  {row['title']:<28} {row['licence']}")


@group.command(
    epilog="[bold]Examples[/]: kgstore concepts find crane · "
    "kgstore concepts find 'sports car' --format csv"
)
def find(
    context: typer.Context,
    word: Annotated[str, typer.Argument(help="A word or phrase.", metavar="WORD")],
    format_name: Format = "table",
    limit: Rows = None,
) -> None:
    """Find the concepts that a word may mean; questions take them by their IRIs."""
    session: Session = context.obj
    with session.knowledge() as knowledge:
        shown = presentation(session, knowledge, knowledge.question("concepts"), limit)
        knowledge.answer("concepts", {"word": word}, sys.stdout.buffer, format_name, shown)


@group.command(
    epilog="[bold]Examples[/]: kgstore concepts show wn30:02958343-n · "
    "kgstore concepts show wn30:02958343-n --json"
)
def show(
    context: typer.Context,
    iri: Annotated[str, typer.Argument(help="A concept, as wn30:02958343-n.", metavar="IRI")],
    as_json: Json = False,
) -> None:
    """Show a concept: its words, the chain of is-a, its parts, the classes linked to it."""
    session: Session = context.obj
    with opening.for_reading(session.settings) as store:
        found = concept(store.view, expand(iri.strip("<>")))
    if as_json:
        typer.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
        return
    for line in _lines(found):
        typer.echo(line)


def _lines(found: Concept) -> Iterable[str]:
    yield f"{compact(found.iri)}  {', '.join(found.lemmas)}"
    yield f"  is a        {' > '.join(one.label for one in found.chain[1:]) or '(a root)'}"
    lists = {
        "kinds": found.kinds,
        "part of": found.part_of,
        "parts": found.parts,
        "inherited": found.inherited_parts,
        "member of": found.member_of,
        "made into": found.substance_of,
    }
    for title, names in lists.items():
        if names:
            yield f"  {title:<11} {_listed(names)}"
    for match, one in found.linked:
        yield f"  {match:<11} {one.label} ({compact(one.iri)})"


def _listed(names: tuple[Named, ...]) -> str:
    shown = ", ".join(one.label or compact(one.iri) for one in names[:_SHOWN])
    more = len(names) - _SHOWN
    return f"{shown} and {more:,} more (--json shows all)" if more > 0 else shown


@group.command(epilog="[bold]Example[/]: kgstore concepts drop wordnet-3.0")
def drop(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A loaded knowledge base, as `list` shows it.")],
) -> None:
    """Take a loaded knowledge base out; what ships with kgstore, and all links, stay."""
    session: Session = context.obj
    with opening.for_writing(session.settings) as store, notes.status(f"dropping {name}"):
        gone = drop_graph(store, name, agent=session.settings.agent)
    notes.print(f"dropped {gone.name}; links to its concepts stay.", markup=False)
