"""The rows of a README's tables, each as one cell to read: what it is about, and its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgstore.importers.markdown import Section, Table, plain, tables

_OF_CLASSES = re.compile(r"attribute|label|color|colour|class|type", re.IGNORECASE)
_OF_PARTS = re.compile(r"angle", re.IGNORECASE)
_OF_DATASETS = re.compile(r"dataset", re.IGNORECASE)
_SPREAD = re.compile(r"std(?: value)?|standard deviation", re.IGNORECASE)
_SUPPORT = re.compile(r"dataset size|number of (?:images|samples)", re.IGNORECASE)
_WORDS = re.compile(r"parameters|comments?|notes?|conditions?", re.IGNORECASE)
_PLAIN = re.compile(r"value|mean value|accuracy value|result", re.IGNORECASE)
_LINE = re.compile(r"\s*(?:[-*]\s+)?(\w[^|:]{2,80}):\s*([+-]?\d[\d.]*\s*%)\s*")
_HEAD = re.compile(r"\s*\*\*([^*]+)\*\*:?\s*")
_STD_ROW = re.compile(r"(.*\S) \(std\)", re.IGNORECASE)
_MEAN_ROW = re.compile(r"(.*\S) \(mean\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One value cell: the metric's name as the row or the column gives it, and the cell's text.

    `column` is the heading of the cell's column where it says more than "Value", `subject` the
    class, angle or dataset that the row is about, by `axis`; `words` the row's remarks.
    """

    metric: str
    cell: str
    column: str = ""
    subject: str = ""
    axis: str = ""
    spread: str = ""
    support: str = ""
    words: str = ""
    section: str = ""


def rows_of(sections: Iterable[Section]) -> Iterator[Row]:
    """Yield the rows of the tables of sections that have a metric axis; other tables are no matter.

    >>> section = Section(("Accuracy",), ["| Metric | Value |", "|---|---|", "| mAP | 35% |"])
    >>> [(row.metric, row.cell, row.column) for row in rows_of([section])]
    [('mAP', '35%', '')]
    """
    for section in sections:
        if section.title.casefold() == "accuracy" or _below(section):
            yield from _lines(section)
        for found in tables(section):
            axis = found.header[0] if found.header else ""
            if axis.casefold() == "metric":
                yield from _by_metric(found, section)
            elif (
                section.title.casefold().startswith(("accuracy", "quality")) or "," in section.title
            ):
                yield from _by_subject(found, section, axis)


def _below(section: Section) -> bool:
    return any(title.casefold() == "accuracy" for title in section.titles)


def _lines(section: Section) -> Iterator[Row]:
    """Yield the rows that stand as lines, `- name: 91.5%`; `words` is the bold line above them."""
    head = ""
    for line in section.lines:
        bold = _HEAD.fullmatch(line)
        found = _LINE.fullmatch(plain(line) if not line.lstrip().startswith("|") else "")
        if found:
            yield Row(found[1].strip(), found[2], column=head, section=section.title)
        elif bold:
            head = "" if bold[1].casefold() == "mean" else bold[1]


def _by_metric(found: Table, section: Section) -> Iterator[Row]:
    words = [i for i, title in enumerate(found.header) if i and _WORDS.fullmatch(title)]
    spreads = [i for i, title in enumerate(found.header) if i and _SPREAD.fullmatch(title)]
    values = [i for i in range(1, len(found.header)) if i not in words and i not in spreads]
    deviations = {m[1]: row for row in found.rows if (m := _STD_ROW.fullmatch(row[0]))}
    for row in found.rows:
        if _STD_ROW.fullmatch(row[0]):
            continue
        mean = _MEAN_ROW.fullmatch(row[0])
        for i in values:
            title = found.header[i]
            deviation = deviations.get(mean[1]) if mean else None
            beside = row[spreads[0]] if len(spreads) == len(values) == 1 else ""
            yield Row(
                metric=row[0],
                cell=row[i],
                column="" if _PLAIN.fullmatch(title) else title,
                spread=deviation[i] if deviation else beside,
                words=", ".join(row[w] for w in words if row[w]),
                section=section.title,
            )


def _by_subject(found: Table, section: Section, axis: str) -> Iterator[Row]:
    kinds = {"class": _OF_CLASSES, "part": _OF_PARTS, "dataset": _OF_DATASETS}
    kind = next((name for name, rule in kinds.items() if rule.fullmatch(axis)), "")
    if not kind:
        return
    sizes = [i for i, title in enumerate(found.header) if _SUPPORT.fullmatch(title)]
    for row in found.rows:
        for i in range(1, len(found.header)):
            if i not in sizes:
                yield Row(
                    metric=found.header[i],
                    cell=row[i],
                    subject="" if row[0].casefold() in {"mean", "average"} else row[0],
                    axis=kind,
                    support=row[sizes[0]] if sizes else "",
                    section=section.title,
                )
