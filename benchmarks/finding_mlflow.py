"""The searches of benchmarks/finding.py in MLflow's SQL store: `python finding_mlflow.py ROWS DB`.

Runs in an environment of its own, without kgstore. The models become runs by MLflow's own ORM (its
API takes them one by one), searches go through its client. A run has tags (one per term, by its
last part, and the name), parameters (the name) and metrics (numbers).
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections import Counter
from typing import Any

import mlflow
from mlflow.entities import ViewType
from mlflow.store.tracking.dbmodels import models as tables

FACETS = ("task", "licence", "framework")
# Each like the search of the same place in finding.py, as far as MLflow's filters reach: they know
# AND only, no narrower terms, no absence, and no words in texts but LIKE.
SEARCHES = [
    ("", "Accuracy"),
    ("tags.`task.text-classification` = '1'", "Accuracy"),
    ("tags.`task.text-classification` = '1' AND tags.`licence.Apache-2.0` = '1'", "Accuracy"),
    ("tags.`task.object-detection` = '1'", "AP"),
    ("tags.`task.object-detection` = '1' AND metrics.AP >= 0.3", "AP"),
    (
        "tags.`licence.Apache-2.0` = '1' AND tags.`task.image-classification` = '1'"
        " AND metrics.Accuracy > 0.8",
        "Accuracy",
    ),
    ("tags.`framework.pytorch` = '1' AND tags.`language.en` = '1'", "F1"),
    ("tags.`task.automatic-speech-recognition` = '1'", "WordErrorRate"),
    (
        "tags.`task.automatic-speech-recognition` = '1' AND metrics.WordErrorRate < 0.2",
        "WordErrorRate",
    ),
    ("metrics.parameters < 30000000", "Accuracy"),
    ("tags.`task.token-classification` = '1' AND metrics.F1 > 0.9", "F1"),
    ("tags.name ILIKE '%bert%'", "F1"),
    ("tags.`task.text-generation` = '1' AND metrics.downloads > 1000", "Perplexity"),
]
TIMES = 3
NUMBERS = ("parameters", "size", "flops", "downloads", "likes")


def main(rows: str, database: str) -> None:
    mlflow.set_tracking_uri(f"sqlite:///{database}")
    client = mlflow.MlflowClient()
    experiment = client.create_experiment("models")
    start = time.perf_counter()
    count = load(client, int(experiment), rows)
    loading = time.perf_counter() - start
    searched, counted = [], []
    for turn in range(TIMES + 1):
        for text, order in SEARCHES:
            start = time.perf_counter()
            client.search_runs([experiment], text, ViewType.ACTIVE_ONLY, 20, ordered(order))
            if turn:
                searched.append((time.perf_counter() - start) * 1000)
    for text, order in SEARCHES:
        start = time.perf_counter()
        count_all(client, experiment, text, order)
        counted.append((time.perf_counter() - start) * 1000)
    told = {"search": searched, "counted": counted, "loading": loading, "runs": count}
    print(json.dumps(told))


def ordered(metric: str) -> list[str]:
    return [f"metrics.{metric} DESC"]


def count_all(client: Any, experiment: str, text: str, order: str) -> Counter[str]:
    """Read every run that a filter finds, and count its terms."""
    counts: Counter[str] = Counter()
    token = None
    while True:
        page = client.search_runs(
            [experiment], text, ViewType.ACTIVE_ONLY, 5000, ordered(order), token
        )
        for run in page:
            counts.update(tag for tag in run.data.tags if tag.startswith(FACETS))
        token = page.token
        if not token:
            return counts


def load(client: Any, experiment: int, rows: str) -> int:
    store = client._tracking_client.store
    count = 0
    with open(rows, "rb") as lines, store.ManagedSessionMaker() as session:
        for line in lines:
            session.add_all(run(json.loads(line), experiment))
            count += 1
            if count % 2000 == 0:
                session.flush()
    return count


def run(row: dict[str, Any], experiment: int) -> list[Any]:
    identity, now = uuid.uuid4().hex, int(time.time() * 1000)
    found: list[Any] = [
        tables.SqlRun(
            run_uuid=identity,
            name=row["name"][:250],
            experiment_id=experiment,
            status="FINISHED",
            start_time=now,
            end_time=now,
            lifecycle_stage="active",
            source_type="LOCAL",
            artifact_uri="none",
            user_id="bench",
        ),
        tables.SqlTag(run_uuid=identity, key="name", value=row["name"]),
        tables.SqlParam(run_uuid=identity, key="name", value=row["name"]),
    ]
    tags = {
        f"{field}.{str(value).rstrip('/').rsplit('/', 1)[-1]}"[:250]
        for field, values in row["values"].items()
        for value in values
        if field not in NUMBERS
    }
    found += [tables.SqlTag(run_uuid=identity, key=key, value="1") for key in sorted(tags)]
    numbers = {key: row["values"][key][0] for key in NUMBERS if row["values"].get(key)}
    for key, value in {**numbers, **row["measured"]}.items():
        told = {"run_uuid": identity, "key": key, "value": value, "timestamp": now}
        found.append(tables.SqlMetric(**told, step=0, is_nan=False))
        found.append(tables.SqlLatestMetric(**told, step=0, is_nan=False))
    return found


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
