"""The files of a round of MLPerf Inference, gathered by division, submitter and benchmark."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from kgstore.importers.base import Scan
from kgstore.importers.csv_text import read_csv
from kgstore.importers.fields import Fields, mended
from kgstore.importers.files import SourceFile, note
from kgstore.importers.json_text import read_json
from kgstore.records.finding import Severity

_PLACE = re.compile(
    r"(?:.*/)?(?P<division>closed|open)/(?P<submitter>[^/]+)/(?:"
    r"systems/(?P<described>[^/]+)\.json"
    r"|results/(?P<system>[^/]+)/(?P<benchmark>[^/]+)/(?P<scenario>[^/]+)/"
    r"(?:performance/run_\d+/(?P<log>mlperf_log_summary)|accuracy/(?P<accuracy>accuracy))\.txt"
    r"|measurements/(?P<system2>[^/]+)/(?P<benchmark2>[^/]+)/(?P<scenario2>[^/]+)/"
    r"(?P<measurement>[^/]+)\.json)"
)
_COLUMNS = {"division", "submitter", "system", "benchmark", "scenario", "metric", "value"}
_TARGET = re.compile(r"-99(?:\.9)?$")
_LINE = re.compile(r"(?P<key>[A-Za-z0-9][^:]*?)\s*:\s*(?P<value>\S.*)")
_ACCURACY = re.compile(r"accuracy=|mAP=|AUC=|Accuracy:|Word Error Rate:|\"exact_match\"")
_MANY = 100

Key = tuple[str, str, str, str, str]


def place_of(path: PurePosixPath) -> re.Match[str] | None:
    """Return what a path says of a file of a round; None if it is no such file."""
    return _PLACE.fullmatch(path.as_posix())


@dataclass(slots=True)
class Round:
    """What files say: `results` by division, submitter, system, benchmark and scenario."""

    scan: Scan
    results: dict[Key, dict[str, Any]] = field(default_factory=dict)
    systems: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)

    def read(self, file: SourceFile) -> None:
        """Read one file."""
        fields = Fields(file.name)
        if file.path.suffix == ".csv":
            self._table(file, fields)
        elif place := place_of(file.path):
            self._file(file, place, fields)
        self.scan.findings += fields.findings

    def _table(self, file: SourceFile, fields: Fields) -> None:
        header = file.content.split(b"\n", 1)[0].decode("utf-8", "replace")
        if _COLUMNS - set(header.strip().split(",")):
            reason = "is a summary of the logs, and is not read"
            note(self.scan, file.name, reason, Severity.INFO)
            return
        for row in read_csv(file.content, fields):
            key = tuple(row.get(c, "") for c in ("division", "submitter", "system", "benchmark"))
            if all(key) and row.get("scenario"):
                self._result((*key, row["scenario"]))["row"] = row  # type: ignore[arg-type]
            else:
                note(self.scan, file.name, "a row lacks division, submitter, system or benchmark")

    def _file(self, file: SourceFile, place: re.Match[str], fields: Fields) -> None:
        division, submitter = place["division"], mended(place["submitter"])
        if place["described"]:
            read = fields.mapping(read_json(file.content, fields), "")
            self.systems[division, submitter, place["described"]] = read
            return
        parts = [place[name] or place[f"{name}2"] for name in ("system", "benchmark", "scenario")]
        result = self._result((division, submitter, parts[0], parts[1], parts[2]))
        text = file.content.decode("utf-8", "replace")
        if place["measurement"]:
            result["measurement"] = fields.mapping(read_json(file.content, fields), "")
        elif place["accuracy"]:
            result["accuracy"] = accuracy_line(text)
        else:
            result["log"] = summary(text)

    def _result(self, key: Key) -> dict[str, Any]:
        return self.results.setdefault(key, {})

    def models(self) -> dict[str, dict[str, Any]]:
        """Return what each submitter ran for each benchmark, whatever the target of accuracy."""
        found: dict[str, dict[str, Any]] = {}
        for (division, submitter, system, benchmark, scenario), result in self.results.items():
            if "row" not in result and "log" not in result:
                continue
            model = _TARGET.sub("", benchmark)
            native = f"{division}/{submitter}/{model}"
            head = {"division": division, "submitter": submitter, "benchmark": model}
            data = found.setdefault(native, head | {"results": [], "systems": {}})
            said = {"system": system, "benchmark": benchmark, "scenario": scenario}
            data["results"].append(said | result)
            if (division, submitter, system) in self.systems:
                data["systems"][system] = self.systems[division, submitter, system]
        return found


def summary(text: str) -> dict[str, str]:
    r"""Return the lines `key : value` of the summary of a log.

    >>> summary("====\nScenario : Offline\n90.00 percentile latency (ns)   : 12\n")
    {'Scenario': 'Offline', '90.00 percentile latency (ns)': '12'}
    """
    lines = (_LINE.fullmatch(line.strip()) for line in text.splitlines())
    return {found["key"]: found["value"] for found in list(filter(None, lines))[:_MANY]}


def accuracy_line(text: str) -> str:
    r"""Return the line of an accuracy log that states the accuracy, or "".

    >>> accuracy_line("44 / 67\naccuracy=75.920%, good=37960, total=50000\nhash=5d")
    'accuracy=75.920%, good=37960, total=50000'
    """
    lines = [line.strip() for line in text.splitlines() if _ACCURACY.search(line)]
    return lines[-1] if lines else ""
