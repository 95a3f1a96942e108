"""The results in a card's `model-index`, in whatever broken form they were written.

The specification wants `model-index: [{results: [{task: {}, dataset: {}, metrics: [{}]}]}]`. Cards
have mappings for lists, `metric` for `metrics`, `tasks` and `datasets` for their singulars, texts
for mappings, values in lists. What is meant is read; each departure is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kgstore.importers.huggingface.values import Remarks, elements, first, mapping, text


@dataclass(slots=True)
class Measure:
    """One metric with its value, as it was written at `path`."""

    path: str
    type: str
    name: str
    value: Any
    args: Any = None
    config: str = ""
    verified: bool = False


@dataclass(slots=True)
class Result:
    """One result: a task on a dataset, with what was measured."""

    path: str
    task: str = ""
    task_name: str = ""
    dataset: str = ""
    dataset_name: str = ""
    config: str = ""
    split: str = ""
    revision: str = ""
    args: dict[str, Any] = field(default_factory=dict)
    evidence: Any = None
    date: str = ""
    notes: str = ""
    measures: list[Measure] = field(default_factory=list)


def results_of(index: object, path: str, remarks: Remarks) -> Iterator[Result]:
    """Yield the results of a `model-index`.

    >>> index = {"results": {"task": "fill-mask", "metrics": {"type": "f1", "value": 0.5}}}
    >>> [(r.task, r.measures[0].value) for r in results_of(index, "i", Remarks("card"))]
    [('fill-mask', 0.5)]
    """
    if isinstance(index, dict):
        remarks.info(path, "a mapping stands where a list is due; it is read as its only element")
    for place, entry in elements(index, path):
        if not isinstance(entry, dict):
            remarks.warn(place, f"{entry!r:.60} is no mapping with results")
            continue
        said = entry.get("results")
        if isinstance(said, dict):
            remarks.info(f"{place}.results", "a mapping stands where a list is due")
        if said is None:
            remarks.info(f"{place}.results", "the entry has no results")
        for where, result in elements(said, f"{place}.results"):
            if isinstance(result, dict):
                yield _result(result, where, remarks)
            else:
                remarks.warn(where, f"{result!r:.60} is no result")


def _result(said: dict[str, Any], path: str, remarks: Remarks) -> Result:
    result = Result(path)
    tasks = _part(said, "task", "tasks", path, remarks)
    result.task, result.task_name = _type_and_name(tasks, f"{path}.task", remarks)
    data = _part(said, "dataset", "datasets", path, remarks)
    result.dataset, result.dataset_name = _type_and_name(data, f"{path}.dataset", remarks)
    if isinstance(data, dict):
        _dataset_details(data, result, remarks, path)
    result.evidence = mapping(said.get("source")).get("url")
    metrics = first(said, "metrics", "metric")
    where = f"{path}.metrics" if said.get("metrics") is not None else f"{path}.metric"
    if metrics is None and isinstance(tasks, dict):
        metrics, where = tasks.get("metrics"), f"{path}.task.metrics"
    if metrics is not None and where != f"{path}.metrics":
        remarks.info(where, "metrics stand in another place than metrics, and are read from there")
    if not metrics:
        remarks.info(f"{path}.metrics", "the result has no metrics")
    result.measures = list(_measures(metrics, where, remarks))
    return result


def _part(said: dict[str, Any], key: str, other: str, path: str, remarks: Remarks) -> Any:
    """Return what stands under `key`, or under its plural; of a list, the first element."""
    value = said.get(key)
    if value is None and key in said:
        remarks.info(f"{path}.{key}", f"the {key} is null")
    if value is None and (value := said.get(other)) is not None:
        remarks.info(f"{path}.{other}", f"the key {other} is read as {key}")
    if isinstance(value, list):
        if len(value) > 1:
            remarks.warn(f"{path}.{key}", f"one {key} is due here; the first of the list is taken")
        value = value[0] if value else None
    return value


def _type_and_name(said: Any, path: str, remarks: Remarks) -> tuple[str, str]:
    if isinstance(said, dict):
        return _named(said.get("type")), _named(said.get("name"))
    if said is not None:
        remarks.info(path, "a text stands where type and name are due; it is read as the type")
    return _named(said), ""


def _named(said: Any) -> str:
    """Return a text, or "" for one that says that there is none."""
    name = text(said)
    return "" if name.casefold() in {"none", "null", "n/a"} else name


def _dataset_details(data: dict[str, Any], result: Result, remarks: Remarks, path: str) -> None:
    """Add configuration, split and revision; trainers write the configuration as `args`."""
    result.config = text(data.get("config"))
    result.split = text(data.get("split"))
    result.revision = text(data.get("revision"))
    args = data.get("args")
    if isinstance(args, dict):
        result.args = {key: value for key, value in args.items() if value is not None}
    elif isinstance(args, list):
        remarks.warn(f"{path}.dataset.args", "a list of arguments is kept in the raw record only")
    else:
        result.config = result.config or text(args)


def _measures(metrics: object, path: str, remarks: Remarks) -> Iterator[Measure]:
    if isinstance(metrics, dict) and metrics:
        remarks.info(path, "a mapping stands where a list is due")
    for place, metric in elements(metrics, path):
        if isinstance(metric, dict):
            if metric:
                yield from _measure(metric, place, remarks)
        else:
            remarks.warn(place, f"{metric!r:.60} names a metric without a value")


def _measure(said: dict[str, Any], path: str, remarks: Remarks) -> Iterator[Measure]:
    kind, name = _named(first(said, "type", "types")), _named(said.get("name"))
    if not kind and not name:
        remarks.warn(path, "the value has no metric")
        return
    verified = said.get("verified") is True or bool(text(said.get("verifyToken")))
    rest = said.get("args"), text(said.get("config")), verified
    value = first(said, "value", "values")
    if isinstance(value, list) and len(value) == 1:
        remarks.info(
            f"{path}.value", "a list stands where a value is due; its only element is taken"
        )
        value = value[0]
    if isinstance(value, dict):
        remarks.info(f"{path}.value", "each key of the mapping is read as a metric of its own")
        for key, item in value.items():
            yield Measure(f"{path}.value.{key}", str(key), "", item, *rest)
    elif value is None:
        remarks.info(f"{path}.value", "the metric has no value")
    else:
        yield Measure(f"{path}.value", kind, name, value, *rest)


def hub_results(entries: list[Any], remarks: Remarks) -> Iterator[Result]:
    """Yield the results of `.eval_results/*.yaml`, whose metric is the main score of their task.

    >>> entry = {"dataset": {"id": "acme/quiz", "task_id": "hard"}, "value": "41.2"}
    >>> [r.measures[0].type for r in hub_results([entry], Remarks("a.yaml"))]
    ['acme/quiz hard score']
    """
    for i, entry in enumerate(entries):
        path = f"eval_results[{i}]"
        data = mapping(mapping(entry).get("dataset"))
        dataset, task = text(data.get("id")), text(data.get("task_id"))
        if not dataset or entry.get("value") is None:
            remarks.warn(
                path, "a result needs dataset.id and value; it is kept in the raw record only"
            )
            continue
        score = Measure(
            f"{path}.value",
            f"{dataset} {task} score".replace("  ", " "),
            "",
            entry["value"],
            verified=bool(text(entry.get("verifyToken"))),
        )
        yield Result(
            path,
            dataset=dataset,
            revision=text(data.get("revision")),
            args={"task_id": task} if task else {},
            evidence=mapping(entry.get("source")).get("url"),
            date=text(entry.get("date")),
            notes=text(entry.get("notes")),
            measures=[score],
        )
