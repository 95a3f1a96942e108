"""The numbers that decide: weights of the evidence, and thresholds; data, with how they were got.

`weights.json` is written by `python -m benchmarks.linking --fit`, which says in it what it was
fitted on. A user of the package never needs to fit anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from kgstore.errors import ResourceError
from kgstore.link.linker.features import OWN, SHARED

CALIBRATION = ("constant", "log odds", "one meaning only", "varied form", "generality")
"""What the confidence is made of; see `kgstore.link.linker.confidence`."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by the names of the features.

    `first` ranks candidates by their own evidence, which gives every class its belief; `second`
    with what the classes then say of each other. `calibration` turns the belief in a candidate of
    the whole name into a confidence, `broad` that in a head to be broader than the class. `exact`
    is the least confidence of an exactMatch.
    """

    first: Mapping[str, float]
    second: Mapping[str, float]
    calibration: Mapping[str, float]
    broad: Mapping[str, float]
    exact: float
    origin: Mapping[str, str] = field(default_factory=dict)

    @property
    def own(self) -> tuple[float, ...]:
        """The weights of a candidate's own features, in the features' order."""
        return tuple(self.first[name] for name in OWN)

    @property
    def all(self) -> tuple[float, ...]:
        """The weights of own and shared features, in the features' order."""
        return tuple(self.second[name] for name in OWN + SHARED)

    def text(self) -> str:
        """Return the weights as the text of their file."""
        rounded = {
            name: {k: round(v, 4) for k, v in value.items()} if name != "origin" else value
            for name, value in asdict(self).items()
            if name != "exact"
        }
        ordered = {"origin": rounded.pop("origin"), "exact": round(self.exact, 4), **rounded}
        return json.dumps(ordered, indent=2) + "\n"


@cache
def packaged_weights() -> Weights:
    """Return the weights that come with the package.

    >>> 0.5 < packaged_weights().exact <= 1
    True
    """
    return read_weights(Path(__file__).with_name("weights.json"))


def read_weights(file: Path) -> Weights:
    """Return the weights of a file.

    Raises:
        ResourceError: the file is absent, or lacks a weight.
    """
    try:
        found = json.loads(file.read_bytes())
        weights = Weights(
            found["first"],
            found["second"],
            found["calibration"],
            found["broad"],
            found["exact"],
            found["origin"],
        )
        missing = {*OWN} - {*weights.first} | {*OWN, *SHARED} - {*weights.second}
        missing |= {*CALIBRATION} - ({*weights.calibration} & {*weights.broad})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResourceError(f"{file} holds no weights: {error}", subject=str(file)) from error
    if missing:
        raise ResourceError(f"{file} lacks {', '.join(sorted(missing))}", subject=str(file))
    return weights
