"""The models that a run of MLflow 2 logged, as its tag `mlflow.log-model.history` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Logged:
    """One logged model: its path among the artifacts, and what its MLmodel file says."""

    path: str
    model_id: str
    told: dict[str, Any]


def logged_in(tags: Mapping[str, Any]) -> list[Logged]:
    """Return the logged models, the last of each path; MLflow 3 keeps them elsewhere.

    >>> [m.path for m in logged_in({"mlflow.log-model.history": '[{"artifact_path": "model"}]'})]
    ['model']
    """
    text = tags.get("mlflow.log-model.history")
    try:
        found = orjson.loads(text) if isinstance(text, str) else []
    except orjson.JSONDecodeError:
        return []
    entries = [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []
    named = {str(e.get("artifact_path") or ""): e for e in entries}
    return [Logged(p, str(e.get("model_id") or ""), e) for p, e in named.items() if p]
