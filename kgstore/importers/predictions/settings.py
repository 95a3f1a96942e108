"""What is said of a file of predictions: of which model, on which data, in which columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from kgstore.errors import IriError
from kgstore.evaluate.measured import Unmeasurable
from kgstore.namespaces import expand
from kgstore.records.check import iri_problem

TASKS: Final = ("classification", "regression", "detection")
COLUMNS: Final = {
    "instance": "instance",
    "actual": "actual",
    "predicted": "predicted",
    "score": "score",
    "scores": "score_",
    "x": "x",
    "y": "y",
    "width": "width",
    "height": "height",
}
"""The names of columns that are looked for; `scores` is the beginning of one a class."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one evaluation; IRIs are absolute."""

    model: str
    dataset: str
    split: str = ""
    hardware: str = ""
    name: str = ""
    task: str = ""
    labels: tuple[str, ...] = ()
    classes: tuple[tuple[str, str, int], ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Settings:
        """Return the settings that a mapping (of a TOML file, say) gives.

        >>> Settings.of({"model": "urn:m", "dataset": "mzd:COCO"}).dataset
        'https://w3id.org/modelzoo/vocabulary/dataset/COCO'

        Raises:
            Unmeasurable: something is missing, unknown or wrong.
        """
        known = {f.name for f in fields(cls)} | {"truth"}
        if unknown := sorted(set(told) - known):
            raise Unmeasurable(
                f"{unknown[0]!r} is no setting; there are {', '.join(sorted(known))}"
            )
        for name in ("model", "dataset"):
            if not told.get(name):
                raise Unmeasurable(f"the IRI of the {name} is missing")
        columns = dict(told.get("columns", {}))
        if unknown := sorted(set(columns) - set(COLUMNS)):
            raise Unmeasurable(f"{unknown[0]!r} is no column; there are {', '.join(COLUMNS)}")
        task = str(told.get("task", ""))
        if task and task not in TASKS:
            raise Unmeasurable(f"{task!r} is no task; there are {', '.join(TASKS)}")
        return cls(
            model=_iri(told["model"], "model"),
            dataset=_iri(told["dataset"], "dataset"),
            hardware=_iri(told["hardware"], "hardware") if told.get("hardware") else "",
            split=str(told.get("split", "")),
            name=str(told.get("name", "")),
            task=task,
            labels=tuple(str(label) for label in told.get("labels", ())),
            classes=tuple((str(i), str(n), int(k)) for i, n, k in told.get("classes", ())),
            columns=COLUMNS | columns,
        )


def _iri(text: object, name: str) -> str:
    try:
        found = expand(str(text))
    except (IriError, KeyError, ValueError) as error:
        raise Unmeasurable(f"the {name}: {error}") from error
    if iri_problem(found):
        raise Unmeasurable(f"the {name}: {iri_problem(found)}")
    return found
