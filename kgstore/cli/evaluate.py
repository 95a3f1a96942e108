"""The command `kgstore evaluate`: predictions measured against the truth, and recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import orjson
import typer

from kgstore import opening
from kgstore.cli.app import Session, app, notes
from kgstore.errors import PathMissing
from kgstore.evaluate.measured import Value
from kgstore.import_report import ImportReport
from kgstore.importers.predictions.reading import Outcome

_COLUMNS = ("instance", "actual", "predicted", "score", "scores")


@app.command(
    epilog="[bold]Examples[/]: kgstore evaluate predictions.csv --model IRI --dataset mzd:CIFAR-10 "
    "--split test --hardware mzhw:jetson-nano · "
    "kgstore evaluate boxes.json --truth instances.json --model IRI --dataset mzd:COCO-2017-val",
)
def evaluate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Predictions: .csv, .parquet, or COCO's .json.")],
    model: Annotated[str, typer.Option(help="The IRI of the model that predicted.")],
    dataset: Annotated[str, typer.Option(help="The IRI of the data, best that of a split.")],
    split: Annotated[str, typer.Option(help="The name of the split, if no IRI has it.")] = "",
    hardware: Annotated[str, typer.Option(help="The IRI of what it ran on.")] = "",
    name: Annotated[str, typer.Option(help="A name; evaluations with other names stay.")] = "",
    task: Annotated[
        str, typer.Option(help="classification, regression or detection, if not plain to see.")
    ] = "",
    truth: Annotated[Path | None, typer.Option(help="For detection: the true boxes.")] = None,
    instance: Annotated[str, typer.Option(help="Column: what was looked at.")] = "instance",
    actual: Annotated[str, typer.Option(help="Column: the truth.")] = "actual",
    predicted: Annotated[str, typer.Option(help="Column: the prediction.")] = "predicted",
    score: Annotated[str, typer.Option(help="Column: the score of the prediction.")] = "score",
    scores: Annotated[
        str, typer.Option(help="Beginning of the columns with the score of each class.")
    ] = "score_",
    labels: Annotated[
        str, typer.Option(help="The labels in index order, with commas; else the model's are used.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Measure, change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Measure predictions against the truth, and record the outcome under a configuration."""
    from kgstore.measuring import evaluate as measure  # pySHACL loads slowly

    session: Session = context.obj
    for path in filter(None, (file, truth)):
        if not path.is_file():
            raise PathMissing(f"there is no file {path}", subject=str(path))
    columns = dict(zip(_COLUMNS, (instance, actual, predicted, score, scores), strict=True))
    told = {
        "model": model,
        "dataset": dataset,
        "split": split,
        "hardware": hardware,
        "name": name,
        "task": task,
        "labels": [label.strip() for label in labels.split(",") if label.strip()],
        "columns": columns,
    }
    with opening.for_writing(session.settings) as store:
        report, outcome = measure(store, file, told, session.settings, truth=truth, dry_run=dry_run)
    _tell(report, outcome, as_json)


def _tell(report: ImportReport, outcome: Outcome, as_json: bool) -> None:
    rows = [_row(value, outcome) for value in outcome.measured.values]
    if as_json:
        said = {"report": report.as_json(), "task": outcome.task, "values": rows}
        typer.echo(orjson.dumps(said, option=orjson.OPT_INDENT_2))
    else:
        for row in rows:
            typer.echo(f"{row['metric']:<20} {row['value']:<12.6g} {row['class']}")
    for finding in report.findings:
        notes.print(f"{finding.severity.value}: {finding.reason}", markup=False)
    if report.counts.quarantined:
        notes.print("`kgstore quarantine list` shows what was refused, and why.")
        raise typer.Exit(1)
    for line in report.lines():
        notes.print(line, markup=False)


def _row(value: Value, outcome: Outcome) -> dict[str, str | float]:
    label = "" if value.of_class is None else outcome.labels[value.of_class]
    return {"metric": value.metric, "value": value.value, "class": label}
