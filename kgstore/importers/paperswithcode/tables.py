"""The tables of Papers with Code, gathered by what they speak of.

A model is what one paper calls by one name, so that its rows come from several tables. A data set
and a task go by the slug of their name, as the addresses of the site do.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from kgstore.importers.base import Scan
from kgstore.importers.fields import Fields
from kgstore.importers.files import SourceFile
from kgstore.importers.json_text import packed, read_json
from kgstore.records.finding import Finding, Severity

_LABEL = re.compile(r"(?P<name>.*?) model in \\?'(?P<title>.*)'", re.DOTALL)
_BENCHMARK = re.compile(r"(?P<dataset>.*) - (?P<task>.*) benchmarking", re.DOTALL)
_COLUMNS = {
    "task": ("task_label", "task"),
    "dataset": ("dataset_label", "dataset"),
    "metric": ("metric_label", "metricName", "metric"),
    "model": ("model_label", "model"),
}
"""What a column of a result is called in the tables of the ITO; the first that there is counts."""
_DEPTH = 40
_LONGEST = 1000


@dataclass(slots=True)
class Group:
    """What is said of one thing, and the file that says it first."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)


class Tables:
    """Reads files, and keeps what they say in `groups`: kind, native id, what is said."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.groups: dict[str, dict[str, Group]] = {"model": {}, "dataset": {}, "task": {}}
        self.rows = 0
        """How many rows of results were read."""
        self._seen: set[tuple[str, str, bytes]] = set()

    def note(
        self, file: str, path: str, reason: str, severity: Severity = Severity.VIOLATION
    ) -> None:
        """Keep a finding."""
        self.scan.findings.append(Finding(severity, file, path, reason))

    def read(self, file: SourceFile) -> None:
        """Read one file, whichever of the forms it has."""
        if file.path.suffix == ".csv":
            self._results(file)
            return
        fields = Fields(file.name)
        if file.path.suffix == ".jsonl":
            for number, line in enumerate(file.content.splitlines(), 1):
                place = f"line {number}"
                self._dataset(file, fields.mapping(read_json(line, fields, place), place), place)
        else:
            self._json(file, fields)
        self.scan.findings += fields.findings

    def _json(self, file: SourceFile, fields: Fields) -> None:
        data = read_json(file.content, fields)
        if isinstance(data, dict) and "task" not in data:
            self.note(file.name, "", "is no evaluation table, and is not read", Severity.INFO)
            return
        listed = data if isinstance(data, list) else [data] if data else []
        for place, entry in fields.mappings(listed, ""):
            if "variants" in entry or "num_papers" in entry:
                self._dataset(file, entry, place)
            else:
                _Walk(self, file, fields).task(entry, place, [])

    def _dataset(self, file: SourceFile, entry: dict[str, Any], place: str) -> None:
        native = str(entry.get("url") or "").rstrip("/").rpartition("/")[2]
        native = native or slug(str(entry.get("name") or ""))
        if native and len(native) < _LONGEST:
            self.add("dataset", native, file.name, "dump", entry)
        elif entry:
            self.note(file.name, place, "has neither address nor name, and is left out")

    def _results(self, file: SourceFile) -> None:
        try:
            text = io.StringIO(file.content.decode("utf-8-sig"), newline="")
            reader = csv.DictReader(text, strict=True)
            if not {"result", "date"} <= set(reader.fieldnames or ()):
                self.note(file.name, "", "is no table of results, and is not read", Severity.INFO)
                return
            for row in reader:
                self._result(file, row, f"line {reader.line_num}")
        except (UnicodeDecodeError, csv.Error) as error:
            self.note(file.name, "", f"cannot be read to its end as a table: {error}")

    def _result(self, file: SourceFile, row: Mapping[str | None, Any], place: str) -> None:
        plain = {k: v for k, v in row.items() if k and isinstance(v, str)}
        if None in row or len(plain) < len(row) - ("" in row):
            self.note(file.name, place, "has not the columns of the table; the row is left out")
            return
        name, title = paper_model(cell(plain, "model"), plain.get("paper_label", ""))
        if self._model(file.name, name, title, "ito", plain) is None:
            self.note(file.name, place, "names neither model nor paper; the row is left out")

    def model(self, file: str, row: dict[str, Any], fields: Fields, place: str) -> None:
        """Keep one row of an evaluation table."""
        said = row["row"]
        name = fields.text(said.get("model_name"), f"{place}.model_name") or ""
        title = fields.text(said.get("paper_title"), f"{place}.paper_title") or ""
        if self._model(file, name, title, "sota", row) is None:
            fields.note(place, "names neither model nor paper; the row is left out")

    def _model(
        self, file: str, name: str, title: str, part: str, row: dict[str, Any]
    ) -> Group | None:
        name, title = " ".join(name.split()), " ".join(title.split())
        if not (name or title) or len(name) + len(title) > _LONGEST:
            return None
        self.rows += 1
        native = f"{name or 'unnamed model'} in {title}" if title else name
        group = self.add("model", native, file, part, row)
        group.data |= {"name": name, "title": title}
        return group

    def add(self, kind: str, native: str, file: str, part: str, said: dict[str, Any]) -> Group:
        """Keep what is said of a thing, once."""
        group = self.groups[kind].setdefault(native, Group(file))
        content = packed(said) or b""
        key = (kind, native, orjson.dumps([part]) + content)
        if key not in self._seen:
            self._seen.add(key)
            group.data.setdefault(part, []).append(said)
        return group


@dataclass(slots=True)
class _Walk:
    """Goes through the tasks, data sets and parts of data sets of an evaluation table."""

    tables: Tables
    file: SourceFile
    fields: Fields

    def task(self, entry: dict[str, Any], place: str, above: list[str]) -> None:
        name = self.fields.text(entry.get("task"), f"{place}.task") or ""
        path = [*above, name] if name else above
        if len(path) > _DEPTH:
            self.fields.note(place, "is nested too deeply, and is not read")
            return
        own = {k: v for k, v in entry.items() if k not in {"datasets", "subtasks"}}
        if slug(name):
            said = own | {"above": above}
            self.tables.add("task", slug(name), self.file.name, "tables", said)
        for inner, dataset in self._mappings(entry, "datasets", place):
            self.dataset(dataset, inner, path, [])
        for inner, task in self._mappings(entry, "subtasks", place):
            self.task(task, inner, path)

    def dataset(
        self, entry: dict[str, Any], place: str, tasks: list[str], above: list[str]
    ) -> None:
        key = "subdataset" if above else "dataset"
        name = self.fields.text(entry.get(key), f"{place}.{key}") or ""
        path = [*above, name] if name else above
        if len(path) > _DEPTH:
            self.fields.note(place, "is nested too deeply, and is not read")
            return
        own = {k: v for k, v in entry.items() if k not in {"subdatasets", "sota"}}
        native = slug(dataset_name(path))
        if native:
            said = own | {"tasks": tasks, "above": above}
            self.tables.add("dataset", native, self.file.name, "tables", said)
        sota = self.fields.mapping(entry.get("sota"), f"{place}.sota")
        for inner, row in self._mappings(sota, "rows", f"{place}.sota"):
            whole = {"table": self.file.path.stem, "tasks": tasks, "datasets": path, "row": row}
            self.tables.model(self.file.name, whole, self.fields, inner)
        for inner, part in self._mappings(entry, "subdatasets", place):
            self.dataset(part, inner, tasks, path or [""])

    def _mappings(
        self, entry: dict[str, Any], key: str, place: str
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        yield from self.fields.mappings(entry.get(key), f"{place}.{key}")


def slug(name: str) -> str:
    """Return a name as the addresses of the site write it.

    >>> slug("COCO test-dev"), slug("Up-Down (2018)")
    ('coco-test-dev', 'up-down-2018')
    """
    return re.sub(r"[^\w.]+", "-", name.casefold()).strip("-._")


def dataset_name(path: list[str]) -> str:
    """Return one name for a part of a data set.

    >>> dataset_name(["SST", "Binary classification"])
    'SST / Binary classification'
    """
    return " / ".join(filter(None, path))


def cell(row: Mapping[str, str], name: str) -> str:
    """Return what a row of the ITO says of its task, data set, metric or model.

    >>> cell({"class_label": "ImageNet - Image Classification benchmarking"}, "task")
    'Image Classification'
    """
    for column in _COLUMNS[name]:
        if row.get(column):
            return row[column].strip()
    found = _BENCHMARK.fullmatch(row.get("class_label", ""))
    return found[name].strip() if found and name in found.groupdict() else ""


def paper_model(label: str, paper: str) -> tuple[str, str]:
    r"""Return the name of a model and the title of its paper, from the ITO's label of both.

    >>> paper_model(r"ResNet-50 model in \'Let\'s go\'", "")
    ('ResNet-50', "Let's go")
    """
    found = _LABEL.fullmatch(label)
    if not found:
        return label, paper
    title = found["title"].removesuffix("\\").replace("\\'", "'")
    return found["name"].replace("\\'", "'"), paper or title
