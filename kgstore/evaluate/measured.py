"""What an evaluation gives: values of metrics, a confusion matrix, examples of errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Final

from kgstore.errors import ImportFailed

MOST_EXAMPLES: Final = 20
"""How many wrong examples are kept of each class."""

_NEEDED: Final = {"sklearn": "scikit-learn", "faster_coco_eval": "faster-coco-eval"}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a metric (its name in the vocabulary), of one class (its place) or of all."""

    metric: str
    value: float
    of_class: int | None = None
    support: int | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A wrong prediction: for which instance, what was true and what was given."""

    instance: str
    actual: int | None = None
    predicted: int | None = None
    confidence: float | None = None
    value: float | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(slots=True)
class Measured:
    """The outcome of an evaluation; `notes` say what could not be measured."""

    values: list[Value] = field(default_factory=list)
    confusion: Sequence[Sequence[int]] = ()
    examples: list[Example] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, metric: str, value: float, support: int | None = None) -> None:
        """Add a value over all classes."""
        self.values.append(Value(metric, float(value), None, support))


class Unmeasurable(ValueError):
    """The predictions cannot be measured; the message says why."""


def require(package: str) -> None:
    """Check that an optional package is there.

    Raises:
        ImportFailed: it is not.
    """
    if find_spec(package) is None:
        raise ImportFailed(
            f"evaluating needs {_NEEDED[package]}, which is not installed",
            subject=_NEEDED[package],
            advice="pip install 'kgstore[evaluate]'",
        )
