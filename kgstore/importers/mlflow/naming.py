"""The IRIs of MLflow's things, and the stubs by which records point at each other.

Runs and logged models have random ids. What has a name only is told apart by the store's scope
(kgstore.importers.mlflow.entities): `{scope}/{name}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from kgstore.importers.fields import without_none
from kgstore.importers.terms import Terms
from kgstore.importers.tracked import typed
from kgstore.records.loss import FateCounts

Node = dict[str, Any]

EMAIL: Final = "dropped: the e-mail address of a person"
_PERSONAL: Final = ("run.user_id", "tags.mlflow.user", "versions[].user_id")


@dataclass(frozen=True, slots=True)
class Naming:
    """Names the things of one store."""

    terms: Terms
    scope: str

    def iri(self, kind: str, native: str) -> str:
        """Return the IRI of a thing."""
        return self.terms.minter.record(kind, self.terms.source, native)

    def source(self) -> str:
        """Return the IRI of the source system."""
        return self.terms.minter.source(self.terms.source)

    def scoped(self, name: object) -> str:
        """Return the native id of what only has a name."""
        return f"{self.scope}/{name}"

    def head(self, kind: str, cls: str, native: str, name: str) -> Node:
        """Return the beginning of a record's document."""
        iri = self.iri(kind, native)
        return {
            "id": iri,
            "type": cls,
            "name": name,
            "source": self.source(),
            "nativeId": native,
        }

    def run(self, run: str, name: object = None) -> Node:
        """Return the stub of a run, with its name if that is told."""
        node = {"id": self.iri("run", run), "type": "Run"}
        return node | ({"name": str(name)} if name else {})

    def experiment(self, experiment: object, name: object) -> Node:
        """Return the stub of an experiment."""
        iri = self.iri("experiment", self.scoped(experiment))
        return {"id": iri, "type": "Experiment", "name": str(name or experiment)}

    def dataset(self, name: object, digest: object) -> Node:
        """Return the stub of a dataset; name and digest together say which rows it has."""
        iri = self.iri("dataset", self.scoped(f"{name}@{digest}"))
        return {"id": iri, "type": "Dataset", "name": str(name), "version": str(digest)}

    def model(self, native: str, told: Node) -> Node:
        """Return the stub of a logged model, with its name if that is told."""
        node = {"id": self.iri("model", native), "type": "MLModel"}
        return node | ({"name": label(told)} if told.get("name") else {})

    def agent(self, user: object) -> Node | None:
        """Return the user, by the name that the store knows; an e-mail address names no one."""
        if not isinstance(user, str) or not user.strip() or "@" in user:
            return None
        iri = self.iri("agent", self.scoped(user.strip()))
        return {"id": iri, "type": "Agent", "name": user.strip()}


def label(told: Node) -> str:
    """Return the name of a logged model; by default all are called `model`, so its run is added.

    >>> label({"name": "model", "run_name": "iris-SVC"}), label({"name": "final"})
    ('model of iris-SVC', 'final')
    """
    name, run = str(told.get("name")), told.get("run_name")
    return f"{name} of {run}" if name == "model" and run else name


def setting(iri: str, setup: str, name: str, text: object, naming: Naming) -> Node:
    """Return one parameter of a set-up, a part of the run or model `iri`."""
    return {
        "id": naming.terms.minter.part(iri, f"{setup}/{name}"),
        "type": "HyperparameterValue",
        "hyperparameter": naming.terms.term("hyperparameter", name),
    } | typed(text)


def keywords(tags: Node, *taken: str) -> list[str]:
    """Return the tags that people set, as `key=value`; those of MLflow itself begin with `mlflow.`.

    >>> keywords({"team": "tabular", "mlflow.user": "ann", "task": "x"}, "task")
    ['team=tabular']
    """
    own = {k: v for k, v in tags.items() if not k.startswith("mlflow.") and k not in taken}
    return [f"{key}={value}" if value not in (None, "") else key for key, value in own.items()]


def without_emails(fates: FateCounts, *values: object) -> FateCounts:
    """Return the fates with those of user names marked as dropped if they are e-mail addresses."""
    if not any("@" in str(value) for value in values):
        return fates
    return {(path, EMAIL if path in _PERSONAL else fate): n for (path, fate), n in fates.items()}


def described(node: Node, name: str, texts: Node) -> Node | None:
    """Return the software environment that `requirements.txt` and its siblings say, if they do."""
    packages = [
        line.strip()
        for line in str(texts.get("requirements.txt", "")).splitlines()
        if line.strip() and not line.strip().startswith(("#", "-"))
    ]
    python = re.search(r"python(?:: |=+)([\d.]+)", str(texts.get("python_env.yaml", "")))
    python = python or re.search(r"python=+([\d.]+)", str(texts.get("conda.yaml", "")))
    if not packages and not python:
        return None
    more = {
        "name": name,
        "programmingLanguage": "Python" if python else None,
        "languageVersion": python[1] if python else None,
        "package": list(dict.fromkeys(packages)),
    }
    return without_none(node | more)
