"""The importer's table of what folders, names and tables mean."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kgstore.records.loss import Fates

RULES: Final[Mapping[str, Mapping[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("onnx_model_zoo.toml").read_text("utf-8")
)
MANIFEST: Final = Fates.of(RULES["fates"]["manifest"], "onnx_model_zoo.toml")
BUILD: Final = Fates.of(RULES["fates"]["build"], "onnx_model_zoo.toml")


def longest(table: Mapping[str, Any], path: str) -> Any:
    """Return the value of the longest key that a path begins with, or None.

    >>> longest({"vision": 1, "vision/a": 2}, "vision/a/model/x.onnx"), longest({}, "text")
    (2, None)
    """
    fitting = [key for key in table if path.startswith(key)]
    return table[max(fitting, key=len)] if fitting else None
