"""What the types of MLMD stand for: those of TFX, Kubeflow Metadata, KFP and Kubeflow Hub."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_ARTIFACTS: Final = {
    "model": "mlmd.Model Model system.Model kubeflow.org/alpha/model kf.ModelArtifact",
    "dataset": "mlmd.Dataset Examples system.Dataset kubeflow.org/alpha/data_set kf.DataSet",
    "metrics": "mlmd.Metrics Metrics ModelEvaluation system.Metrics system.ClassificationMetrics "
    "system.SlicedClassificationMetrics kubeflow.org/alpha/metrics kf.Metric",
}
_EXECUTIONS: Final = {
    "training": "mlmd.Train Trainer Tuner tfx.components.trainer.component.Trainer",
    "evaluation": "mlmd.Evaluate Evaluator tfx.components.evaluator.component.Evaluator",
    "preprocessing": "mlmd.Transform mlmd.Process CsvExampleGen ImportExampleGen "
    "BigQueryExampleGen FileBasedExampleGen Transform StatisticsGen SchemaGen ExampleValidator",
}
_CONTEXTS: Final = {
    "experiment": "pipeline system.Pipeline kubeflow.org/alpha/workspace kf.Experiment",
    "run": "pipeline_run run system.PipelineRun KfpRun kf.ExperimentRun",
    "registered": "kf.RegisteredModel",
    "version": "kf.ModelVersion",
    "node": "node component_run",
}


def _table(kinds: dict[str, str]) -> dict[str, str]:
    return {name: kind for kind, names in kinds.items() for name in names.split()}


_TABLES: Final = {
    "artifact": _table(_ARTIFACTS),
    "execution": _table(_EXECUTIONS),
    "context": _table(_CONTEXTS),
}


def kind_of(level: str, names: Iterable[str]) -> str:
    """Return what a type stands for, by its name or the first ancestor's that is known, or "".

    >>> kind_of("artifact", ["MyModel", "mlmd.Model"]), kind_of("artifact", ["Schema"])
    ('model', '')
    """
    table = _TABLES[level]
    return next((table[name] for name in names if name in table), "")
