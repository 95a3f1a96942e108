"""Finding beside SPARQL and MLflow, on the same models: `make bench-find SOURCES=folder`.

Each importer reads the folder of its name. A search is a filter with three facets, their counts,
and the best twenty by a metric. The same in SPARQL is the query that `--explain` shows, sorted,
and one query per facet. MLflow holds the models as runs in SQLite (benchmarks/finding_mlflow.py, in
an environment of its own): terms as tags, numbers and measured values as metrics; it neither knows
narrower terms nor counts, so that it reads all that it finds to count them.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pyoxigraph as ox

from benchmarks.steps import settings
from kgstore import opening
from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.importers.registry import importer_named, names
from kgstore.pipeline import import_source
from kgstore.search.fields import fields
from kgstore.search.find import Finder
from kgstore.search.found import Found
from kgstore.search.index import SearchIndex
from kgstore.search.place import NAME, Sort
from kgstore.sparql.embedding import Embedded, embedded

FACETS = ["task", "licence", "framework"]
SEARCHES = [
    ("", "accuracy", ""),
    ("task:text-classification", "accuracy", "GLUE-SST2"),
    ("task:text-classification license:apache-2.0", "accuracy", ""),
    ("task:object-detection", "mAP", "COCO"),
    ("task:object-detection mAP>=0.3 dataset:coco", "mAP", "COCO"),
    ("license:apache-2.0 task:image-classification accuracy>80%", "accuracy", ""),
    ("library:pytorch language:en", "F1", ""),
    ("task:automatic-speech-recognition", "WER", "Common-Voice"),
    ("task:automatic-speech-recognition WER<20%", "WER", ""),
    ("library:transformers lacks:license", "accuracy", ""),
    ("detects:vehicle", "mAP", "COCO"),
    ("parameters<30M", "accuracy", ""),
    ("task:token-classification F1>0.9", "F1", "CoNLL-2003"),
    ("bert", "F1", ""),
    ("task:text-generation downloads>1000", "perplexity", ""),
    ("NOT task:natural-language-processing", "accuracy", ""),
]
"""Filter, metric to sort by, dataset that it was measured on."""
TIMES, FIRST = 25, 5


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-find", description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("--mlflow", help="a Python with mlflow-skinny, sqlalchemy and alembic")
    parser.add_argument("--store", type=Path, help="a store that holds the sources already")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        chosen = settings(work, "store")
        if given.store:
            chosen = replace(chosen, store=given.store)
        else:
            load(given.sources, work)
        program = [sys.executable, "-c", _INDEX, str(chosen.store)]
        indexed = json.loads(subprocess.run(program, check=True, capture_output=True).stdout)
        with opening.for_reading(chosen) as store:
            lines = report(store, work, given.mlflow)
        with opening.for_writing(chosen) as store:
            seen = visible(store)
        print("\n".join([*lines, "", index_line(indexed), seen]))


_INDEX = "import sys; from benchmarks.finding import index; index(sys.argv[1])"


def index(path: str) -> None:
    """Print what it takes to index a store, in a process of its own."""
    with Store.open(Path(path)) as store:
        before = peak()
        start = time.perf_counter()
        generation = SearchIndex(store).rebuild()
        seconds = time.perf_counter() - start
        files = (store.path / "search").rglob("*")
        size = sum(file.stat().st_size for file in files if file.is_file())
        documents = generation.searcher.num_docs
    told = {"seconds": seconds, "documents": documents, "size": size}
    print(json.dumps(told | {"memory": peak(), "before": before}))


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load(sources: Path, work: Path) -> None:
    chosen = settings(work, "store")
    opening.create(chosen).close()
    with opening.for_writing(chosen) as store:
        for name in names():
            if (sources / name).is_dir():
                import_source(store, importer_named(name), [sources / name], chosen)


def index_line(indexed: dict[str, float]) -> str:
    return (
        f"Indexing {indexed['documents']:,.0f} index documents takes {indexed['seconds']:.1f} s and"
        f" {indexed['memory'] - indexed['before']:.0f} MB of memory (peak of the process"
        f" {indexed['memory']:.0f} MB); the index has {indexed['size'] / 1e6:.0f} MB."
    )


def report(store: Store, work: Path, mlflow: str | None) -> list[str]:
    finder = Finder(store)
    start = time.perf_counter()
    finder.find("")
    opened = time.perf_counter() - start
    ours = timed(lambda one: search(finder, *one), TIMES)
    found = [search(finder, *one) for one in SEARCHES]
    told = {id(one): answer for one, answer in zip(SEARCHES, found, strict=True)}
    sparql = timed(lambda one: in_sparql(store, told[id(one)]), 1)
    lines = [
        f"{len(SEARCHES)} searches over {finder.find('').total:,} models, three facets, a metric:",
        "",
        "| what | median, ms | 95th percentile, ms |",
        "|---|---:|---:|",
        line("kgstore find", ours),
        line("kgstore find, each filter for the first time", first_times(store)),
        line("the same in SPARQL", sparql),
    ]
    if mlflow:
        lines += beside_mlflow(store, finder, work, mlflow)
    return [*lines, "", f"The first search of a process takes {opened * 1000:.0f} ms."]


def first_times(store: Store) -> list[float]:
    """Return what each search takes that nobody asked before, after names were read, as servers do.

    Every turn begins with nothing counted.
    """
    taken = []
    for _ in range(FIRST):
        finder = Finder(store)
        for field in fields().values():
            finder.find(field.example, limit=0)
        for one in SEARCHES:
            start = time.perf_counter()
            search(finder, *one)
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def search(finder: Finder, text: str, sort: str, on: str) -> Found:
    return finder.find(text, sort=sort, on_dataset=on, facets=FACETS, limit=20)


def timed(action: Callable[[Any], object], times: int) -> list[float]:
    taken = []
    for turn in range(times + 1):
        for one in SEARCHES:
            start = time.perf_counter()
            action(one)
            if turn:  # the first turn warms up
                taken.append((time.perf_counter() - start) * 1000)
    return taken


def line(what: str, taken: Iterable[float]) -> str:
    values = list(taken)
    p95 = statistics.quantiles(values, n=20)[-1]
    return f"| {what} | {statistics.median(values):.1f} | {p95:.1f} |"


def in_sparql(store: Store, found: Found) -> None:
    """Ask for the page and for each facet in SPARQL, and read all rows.

    It does less than the index: it sorts what has a value, on any dataset, and counts the terms as
    they are stated, without the wider ones.
    """
    base = embedded(found.sparql, ["focus"])
    rows = embedded(fields()["metric"].rows(), ["focus", "metric", "value"])
    metrics = ", ".join(str(ox.NamedNode(iri)) for iri in found.sort.metrics)
    order = "DESC(MAX(?value))" if found.sort.descending else "MIN(?value)"
    page = (
        f"SELECT ?focus WHERE {{ {{ {base.text} }} {{ {rows.text} }}"
        f" FILTER(?metric IN ({metrics})) }} GROUP BY ?focus ORDER BY {order} LIMIT 20"
    )
    ask(store, page, base, rows)
    for name in FACETS:
        rows = embedded(fields()[name].rows(), ["focus", "value"])
        text = (
            f"SELECT ?value (COUNT(DISTINCT ?focus) AS ?count) WHERE {{ {{ {base.text} }}"
            f" {{ {rows.text} }} }} GROUP BY ?value ORDER BY DESC(?count) LIMIT 20"
        )
        ask(store, text, base, rows)


def ask(store: Store, text: str, *parts: Embedded) -> None:
    prefixes = {name: iri for part in parts for name, iri in part.prefixes.items()}
    prologue = "".join(f"PREFIX {name} {iri}\n" for name, iri in prefixes.items())
    rows = store.view.query(prologue + text)
    for _ in rows if isinstance(rows, ox.QuerySolutions) else ():
        pass


def beside_mlflow(store: Store, finder: Finder, work: Path, python: str) -> list[str]:
    models = work / "models.jsonl"
    measured = values(store)
    with models.open("wb") as out:
        for row in finder.rows(finder.understand("").meaning, Sort(NAME, False)):
            told = {**row.as_json(), "measured": measured.get(row.iri, {})}
            out.write(orjson.dumps(told) + b"\n")
    script = Path(__file__).with_name("finding_mlflow.py")
    command = [python, str(script), str(models), str(work / "mlflow.db")]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [
        line("MLflow: filter and order, no counts", told["search"]),
        line("MLflow: the same, all read to count", told["counted"]),
        "",
        f"MLflow took {told['loading']:.0f} s to take {told['runs']:,} runs in, past its API.",
    ]


def values(store: Store) -> dict[str, dict[str, float]]:
    """Return, by model, one value of each metric."""
    found: dict[str, dict[str, float]] = {}
    rows = store.view.query(fields()["metric"].rows())
    for row in rows if isinstance(rows, ox.QuerySolutions) else ():
        name = row["metric"].value.rstrip("/").rsplit("/", 1)[-1]
        found.setdefault(row["focus"].value, {})[name] = float(row["value"].value)
    return found


def visible(store: Store) -> str:
    """Return how long after a commit the search shows it."""
    finder, taken = Finder(store), []
    finder.find("")
    graph = f"{store.base}/graph/user/bench/1"
    for number in range(40):
        iri = f"{store.base}/id/model/bench/{number}"
        name = f"visible{number}"
        text = (
            f"<{iri}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
            f" <https://w3id.org/modelzoo#MLModel> .\n"
            f'<{iri}> <http://www.w3.org/2000/01/rdf-schema#label> "{name}" .'
        )
        store.commit([GraphChange(graph, text)], agent="bench", message="visible")
        start = time.perf_counter()
        if finder.find(f"name:{name}").total != 1:
            raise SystemExit("a commit was not seen")
        taken.append((time.perf_counter() - start) * 1000)
    store.commit([GraphChange(graph, None)], agent="bench", message="visible")
    p95 = statistics.quantiles(taken, n=20)[-1]
    return f"A commit is seen after {statistics.median(taken):.0f} ms (p95 {p95:.0f} ms)."


if __name__ == "__main__":
    main()
