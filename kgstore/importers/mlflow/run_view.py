"""A run's raw record, with what several parts of its document are made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from kgstore.importers.fields import Fields
from kgstore.importers.mlflow.naming import Naming, Node
from kgstore.importers.mlflow.v2_history import logged_in

_CONTEXT: Final = {
    "train": "training",
    "training": "training",
    "eval": "evaluation",
    "evaluation": "evaluation",
    "val": "validation",
    "validation": "validation",
    "test": "test",
    "testing": "test",
}


@dataclass
class RunView:
    """One run: what it made, took in and did."""

    raw: dict[str, Any]
    native: str
    naming: Naming
    fields: Fields

    def part(self, fragment: str, cls: str) -> Node:
        """Return the beginning of a part of the run's record."""
        iri = self.naming.iri("run", self.native)
        return {"id": self.naming.terms.minter.part(iri, fragment), "type": cls}

    @cached_property
    def kind(self) -> str:
        """Return what the run did, as far as what it made or measured tells."""
        if self.raw["outputs"] or logged_in(self.raw["tags"]):
            return "training"
        if self.raw["tags"].get("mlflow.autologging") or "estimator_class" in self.raw["tags"]:
            return "training"
        measured = self.raw["model_metrics"] or self.raw["model_inputs"]
        return "evaluation" if measured else ""

    @cached_property
    def models(self) -> list[Node]:
        """Return the models that the run made; where it kept none, the one that it is of."""
        made_here = [self.naming.model(str(m["model_id"]), m) for m in self.raw["outputs"]]
        history = logged_in(self.raw["tags"])
        made_here += [
            self.naming.model(f"{self.native}/{entry.path}", self.named(entry.path))
            for entry in history
            if not entry.model_id
        ]
        return made_here or [self.implied]

    def named(self, path: str) -> Node:
        """Return what names a model that the run logged."""
        return {"name": path, "run_name": self.raw["run"].get("name")}

    @cached_property
    def implied(self) -> Node:
        """Return the model of a run that made none: the only one it used, else one unkept."""
        used = [*self.raw["model_inputs"], *self.raw["model_metrics"]]
        told = {str(entry["model_id"]): entry for entry in used}
        if not self.raw["outputs"] and len(told) == 1:
            ((native, entry),) = told.items()
            return self.naming.model(native, entry)
        name = self.raw["run"].get("name") or self.native
        return self.part("model", "MLModel") | {"name": f"model of {name}"}

    @cached_property
    def inputs(self) -> list[tuple[str, Node]]:
        """Return each dataset that the run took in, with the part it played ("" if not said)."""
        found = {}
        for entry in self.raw["inputs"]:
            context = str(entry["tags"].get("mlflow.data.context", "")).casefold()
            stub = self.naming.dataset(entry.get("name"), entry.get("digest"))
            found[stub["id"], _CONTEXT.get(context, "")] = stub
        return [(role, stub) for (_, role), stub in found.items()]
