"""The IRIs of MLMD's things, and the stubs by which records point at each other.

Its ids are small numbers, so a native id is `{scope}/{level}/{id}`; the scope is a digest of the
store's first context (or execution, or artifact): its name and when it was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from kgstore.importers.terms import Terms

Node = dict[str, Any]

_CLASSES: Final = {"model": "MLModel", "dataset": "Dataset"}
_CONTEXTS: Final = {"run": "Run", "registered": "MLModel", "version": "MLModel"}
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Naming:
    """Names the things of one store."""

    terms: Terms
    scope: str

    def native(self, level: str, number: object) -> str:
        """Return the native id of a thing."""
        return f"{self.scope}/{level}/{number}"

    def source(self) -> str:
        """Return the IRI of the source system."""
        return self.terms.minter.source(self.terms.source)

    def artifact(self, told: Node) -> Node:
        """Return the stub of an artifact: a model, a dataset, or a file."""
        cls = _CLASSES.get(told["kind"], "Artifact")
        kind = {"MLModel": "model", "Dataset": "dataset"}.get(cls, "artifact")
        return self._stub(kind, cls, "artifact", told)

    def execution(self, told: Node) -> Node:
        """Return the stub of an execution, without a name if none is told."""
        iri = self._iri("run", self.native("execution", told["id"]))
        return {"id": iri, "type": "Run"} | ({"name": _name(told)} if "type" in told else {})

    def context(self, told: Node) -> Node:
        """Return the stub of a context: an experiment, a run, or a registered model."""
        cls = _CONTEXTS.get(told["kind"], "Experiment")
        kind = {"MLModel": "model", "Run": "run"}.get(cls, "experiment")
        return self._stub(kind, cls, "context", told)

    def _stub(self, kind: str, cls: str, level: str, told: Node) -> Node:
        iri = self._iri(kind, self.native(level, told["id"]))
        return {"id": iri, "type": cls, "name": _name(told)}

    def _iri(self, kind: str, native: str) -> str:
        return self.terms.minter.record(kind, self.terms.source, native)


def _name(told: Node) -> str:
    """Return a name: the thing's own, else its type and number.

    >>> _name({"id": 7, "name": None, "type": "Schema"})
    'Schema 7'
    >>> _name({"id": 1, "name": "2:pets", "type": "kf.ModelArtifact"})
    'pets'
    """
    name, cls = told.get("name"), str(told.get("type") or "untyped")
    if name and cls.startswith("kf."):  # Kubeflow Hub puts the id of what owns it before it
        name = str(name).partition(":")[2] or name
    return str(name or f"{cls} {told['id']}")


def keywords(properties: Node, *taken: str) -> list[str]:
    """Return the properties that no other field says, as `name=value`; long ones stay raw.

    >>> keywords({"span": 0, "version": 1, "deep": {"a": 1}}, "version")
    ['span=0']
    """
    return [
        f"{name}={value}"
        for name, value in properties.items()
        if name not in taken
        and isinstance(value, (str, int, float))
        and value != ""
        and len(str(value)) <= _LONGEST
        and not ("@" in str(value) and " " not in str(value).strip())  # an e-mail address
    ]
