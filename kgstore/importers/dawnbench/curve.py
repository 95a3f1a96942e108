"""A training curve of DAWNBench: a row an epoch, with the hours since the start and the quality."""

from __future__ import annotations

import csv
import math
from typing import Any

from kgstore.importers.fields import Fields

Row = dict[str, str]


def read_curve(content: bytes, fields: Fields) -> list[Row]:
    r"""Return the rows of a TSV file whose epoch and hours are numbers, in any order of columns.

    >>> read_curve(b"hours\tepoch\ttop1Accuracy\n0.5\t1\t93.1\n", Fields("a.tsv"))
    [{'hours': '0.5', 'epoch': '1', 'top1Accuracy': '93.1'}]
    """
    try:
        lines = content.decode("utf-8-sig").splitlines()
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (UnicodeDecodeError, csv.Error) as error:
        fields.note("curve", f"cannot be read as a table: {error}")
        return []
    sound = []
    for number, row in enumerate(rows):
        plain = {str(k).strip(): str(v).strip() for k, v in row.items() if k and v}
        if _is_number(plain.get("hours")) and _is_number(plain.get("epoch")):
            sound.append(plain)
        else:
            fields.note(f"curve[{number}]", "has no epoch or no hours; the row is left out")
    return sound


def reached(rows: list[Row], metric: str, share: float) -> Row | None:
    """Return the first row whose quality is `share` or better, as the benchmark times training."""
    percent = metric != "f1Score"
    for row in rows:
        if _is_number(row.get(metric)) and float(row[metric]) >= share * (100 if percent else 1):
            return row
    return None


def _is_number(text: Any) -> bool:
    try:
        return math.isfinite(float(text))
    except (TypeError, ValueError):
        return False
