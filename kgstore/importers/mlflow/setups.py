"""The configurations of a run: its set-up, and one for each part of the data it measured on.

A configuration is of one model. What values without a dataset were measured on is only said as far
as their names say it (`val_loss`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from kgstore.importers.mlflow.naming import Node, setting
from kgstore.importers.mlflow.run_view import RunView
from kgstore.importers.terms import term_iri
from kgstore.importers.tracked import metric_of, metric_values, points_of, role_of

_CLASS: Final = {"training": "TrainingConfiguration", "evaluation": "TestingConfiguration"}


def configurations(run: RunView) -> list[Node]:
    """Return the configurations that a run executed."""
    work = _SetUps(run)
    work.set_up()
    work.values()
    return list(work.configurations.values())


@dataclass(slots=True)
class _SetUps:
    run: RunView
    configurations: dict[str, Node] = field(default_factory=dict)

    def set_up(self) -> None:
        """Make the configuration with the parameters, one for each model that the run made."""
        run = self.run
        kept = run.models[0]["id"] != run.implied["id"]
        datasets = [d for role, d in run.inputs if role in {"training", run.kind}]
        told = run.raw["tags"].get("hardware")
        if not (kept or datasets or told or run.raw["params"]):
            return
        for model in run.models:
            node = self._configuration("set-up", run.kind, model, "")
            node["model"] = self._described(model)
            iri, _, setup = node["id"].partition("#")
            params = run.raw["params"].items()
            if settings := [setting(iri, setup, n, text, run.naming) for n, text in params]:
                node["hyperparameterValue"] = settings
            if told:
                run.naming.terms.put(node, "hardware", [str(told)])
            if datasets:
                node["dataset"] = datasets

    def _configuration(self, part: str, role: str, model: Node, title: str) -> Node:
        several = len(self.run.models) > 1 or model["id"] != self.run.models[0]["id"]
        fragment = f"{part}/{model['id'].rpartition('/')[2]}" if several else part
        name = self.run.raw["run"].get("name") or self.run.native
        node = self.run.part(fragment, _CLASS.get(role, "Configuration"))
        known = self.configurations.get(node["id"])
        if known is None:
            known = self.configurations[node["id"]] = node | {
                "name": f"{title} of {name}" if title else f"set-up of {name}",
                "model": dict(model),
            }
        return known

    def values(self) -> None:
        """Put each metric under the configuration that it was measured under."""
        taken: set[tuple[str, str]] = set()
        for key, rows in self.run.raw["metrics"].items():
            points = points_of(rows)
            if not points:
                continue
            configuration = self._measured(key, rows)
            metric = metric_of(key, self.run.naming.terms)
            if (configuration["id"], term_iri(metric)) in taken:
                metric = self.run.naming.terms.own("metric", key, key)
            taken.add((configuration["id"], term_iri(metric)))
            configuration.setdefault("hasMetricValue", []).extend(
                metric_values(
                    configuration["id"], key, metric, points, self.run.naming.terms, self.run.fields
                )
            )

    def _measured(self, key: str, rows: list[list[Any]]) -> Node:
        """Return the configuration that a metric was measured under."""
        links = [link for link in self.run.raw["model_metrics"] if link["key"] == key]
        model = self._model_of(links)
        name, digest = self._dataset_of(links, rows)
        role = role_of(key)
        trained = {d["id"] for r, d in self.run.inputs if r in {"training", ""}}
        stub = self.run.naming.dataset(name, digest) if name else None
        if role == "training" or key.startswith("system/") or (stub and stub["id"] in trained):
            kind = self.run.kind or role
            return self._configuration("set-up", kind, model, "")
        if stub:
            part = f"measured/{name}@{digest}"
            node = self._configuration(part, "evaluation", model, f"values on {name}")
            node["dataset"] = [stub]
            return node
        if role:
            node = self._configuration(
                f"measured/{role}", "evaluation", model, f"values on {role} data"
            )
            fitting = [d for r, d in self.run.inputs if r == role]
            if len(fitting) == 1:
                node["dataset"] = fitting
            return node
        return self._configuration("measured", "", model, "values")

    def _model_of(self, links: list[Node]) -> Node:
        linked = {str(link["model_id"]): link for link in links}
        if len(linked) == 1:
            ((native, told),) = linked.items()
            return self.run.naming.model(native, told)
        models = self.run.models
        return models[0] if len(models) == 1 else self.run.implied

    @staticmethod
    def _dataset_of(links: list[Node], rows: list[list[Any]]) -> tuple[Any, Any]:
        """Return name and digest of the dataset that a metric was logged with."""
        told = {(link["dataset_name"], link["dataset_digest"]) for link in links}
        told |= {(row[3], row[4]) for row in rows if len(row) > 4}
        told = {pair for pair in told if pair[0]}
        return told.pop() if len(told) == 1 else (None, None)

    def _described(self, model: Node) -> Node:
        """Return a model with what the run's tags say of it."""
        tags = self.run.raw["tags"]
        node = dict(model)
        for scheme in ("algorithm", "architecture"):
            name = tags.get("estimator_name")
            if name and (known := self.run.naming.terms.known(scheme, str(name))):
                node[scheme] = known
        for scheme in ("task", "framework"):
            told = tags.get(scheme)
            if told and (known := self.run.naming.terms.known(scheme, str(told))):
                node |= {scheme: known, f"raw{scheme.capitalize()}": str(told)}
        return node
