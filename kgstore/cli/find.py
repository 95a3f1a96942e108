"""The command that finds: kgstore find."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import orjson
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kgstore.cli.app import Session, app, notes
from kgstore.client.finding import Explained, FoundPage
from kgstore.errors import UnknownFormat

if TYPE_CHECKING:
    from kgstore.search.found import Row as Entry

_PAGES = ("table", "json")
FORMATS = (*_PAGES, "csv", "jsonl", "parquet")
_ROWS = 20
_SHOWN = ("task", "licence")
_WIDE = 10_000


@app.command(
    epilog="[bold]Examples[/]: kgstore find 'task:object-detection license:apache-2.0 size<20MB' · "
    "kgstore find 'mAP>=0.4 dataset:coco' --sort mAP --on-dataset coco --facet architecture · "
    "kgstore find 'bert lacks:license' --format csv > unlicensed.csv"
)
def find(
    context: typer.Context,
    filter_text: Annotated[
        str, typer.Argument(metavar="FILTER", help="What to find; '' is every model.")
    ] = "",
    sort: Annotated[
        str, typer.Option(help="A field, a metric, name or relevance; the best come first.")
    ] = "",
    on_dataset: Annotated[
        str, typer.Option(help="The dataset that the metric to sort by was measured on.")
    ] = "",
    ascending: Annotated[
        bool | None, typer.Option("--ascending/--descending", help="The least first, or last.")
    ] = None,
    facet: Annotated[
        list[str] | None, typer.Option(help="Count the values of this field; may be repeated.")
    ] = None,
    histogram: Annotated[
        list[str] | None, typer.Option(help="Count by ranges of this number or date.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=0, help="Rows of a page (20); of csv, jsonl and parquet: all."),
    ] = None,
    cursor: Annotated[str, typer.Option(help="Go on after the page that gave this word.")] = "",
    format_name: Annotated[
        str, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS)}.")
    ] = "table",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how the filter was understood, as SPARQL too.")
    ] = False,
) -> None:
    """Find models (kind:dataset: data sets) by words, terms, numbers and measured values."""
    from kgstore.search import export  # tantivy loads slowly; other commands do without

    if format_name not in FORMATS:
        advice = f"Take one of: {', '.join(FORMATS)}."
        raise UnknownFormat(f"there is no format {format_name}", advice=advice)
    session: Session = context.obj
    order = _Order(sort=sort, on_dataset=on_dataset, ascending=ascending)
    with session.knowledge() as knowledge:
        if explain:
            _explain(knowledge.explain(filter_text, **order))
        elif format_name in _PAGES:
            counts = _Counts(facets=facet or (), histograms=histogram or ())
            rows = _ROWS if limit is None else limit
            page = knowledge.find(filter_text, **order, **counts, limit=rows, cursor=cursor or None)
            _page(page, format_name)
        else:
            found = knowledge.find_all(filter_text, **order, limit=limit)
            export.write(found, sys.stdout.buffer, format_name)


class _Order(TypedDict):
    sort: str
    on_dataset: str
    ascending: bool | None


class _Counts(TypedDict):
    facets: Sequence[str]
    histograms: Sequence[str]


def _explain(explained: Explained) -> None:
    for note in explained.notes:
        typer.echo(f"# {note.text or 'nothing said'}: {note.understood}")
    typer.echo(explained.sparql)


def _page(page: FoundPage, format_name: str) -> None:
    if format_name == "json":
        told = {**page.as_json(), "sparql": page.sparql}
        typer.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    else:
        _show(page)
    for word, instead in page.spelling.items():
        notes.print(f"no text holds {word!r}; searched for {instead!r}", markup=False)
    if page.moved:
        notes.print("the store has changed since the page before", markup=False)
    if page.cursor:
        notes.print(f"The next page: --cursor {page.cursor}", markup=False)


def _show(found: FoundPage) -> None:
    """Print the rows as a table, then facets and histograms."""
    asked = [name for name in _SHOWN if any(name in row.values for row in found.entries)]
    by = () if found.sort.by in ("relevance", "name") else (found.sort.by,)
    cells = [_cells(row, asked, found, bool(by)) for row in found.entries]
    if cells:
        _draw(["name", *by, *asked, "iri"], cells)
    typer.echo(f"{len(cells)} of {found.total:,}." if found.total else "Nothing found.")
    for name, buckets in found.facets.items():
        typer.echo()
        counted = [
            [found.labels.get(b.value, b.value), f"{b.count:,}", "✓" if b.selected else ""]
            for b in buckets
        ]
        _draw([name, "count", ""], counted)
    for name, bins in found.histograms.items():
        typer.echo()
        ranges = [[_number(b.low, name), _number(b.high, name), f"{b.count:,}"] for b in bins]
        _draw([f"{name} from", "below", "count"], ranges)


def _cells(row: Entry, asked: Sequence[str], found: FoundPage, is_sorted: bool) -> list[str]:
    first = [row.name, *([_number(row.sorted_by, found.sort.by)] if is_sorted else [])]
    terms = [", ".join(found.labels.get(v, v) for v in row.values.get(name, ())) for name in asked]
    return [*first, *terms, row.iri]


def _number(value: Any, field: str) -> str:
    from kgstore.search.fields import FieldKind, fields

    if not isinstance(value, float | int):
        return "" if value is None else str(value)
    if field in fields() and fields()[field].kind is FieldKind.DATE:
        return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.4g}"


def _draw(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold", no_wrap=not sys.stdout.isatty())
    for row in rows:
        table.add_row(*(Text("".join(c if c.isprintable() else " " for c in v)) for v in row))
    width = None if sys.stdout.isatty() else _WIDE
    console = Console(file=sys.stdout, width=width, color_system=None, highlight=False)
    with console.capture() as drawn:
        console.print(table)
    typer.echo("\n".join(line.rstrip() for line in drawn.get().splitlines()))
