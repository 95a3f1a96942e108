"""The steps of the benchmark, each a process: `python -m benchmarks.steps STEP PLACE WORK`."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace as replaced
from functools import partial
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from kgstore import opening
from kgstore.commit.view import View
from kgstore.importers.base import ImportContext, Scan
from kgstore.importers.registry import importer_named
from kgstore.knowledge import vocabulary_files
from kgstore.pipeline import import_source
from kgstore.query.run import run
from kgstore.records.iri import Minter
from kgstore.records.vocabulary import Vocabulary
from kgstore.settings import Settings
from kgstore.sparql.header import Query, Value
from kgstore.sparql.library import Library
from kgstore.submit import submit

QUESTIONS = [f"cq0{number}" for number in range(1, 8)]
Result = dict[str, float]


def settings(work: Path, name: str) -> Settings:
    return Settings(store=work / name, base="https://bench.example.org", agent="bench", workers=2)


def import_plain(place: Path, work: Path) -> Result:
    return _import(place, settings(work, "plain"), validating=False)


def import_validated(place: Path, work: Path) -> Result:
    return _import(place, settings(work, "validated"), validating=True)


def _import(place: Path, chosen: Settings, *, validating: bool) -> Result:
    opening.create(chosen).close()
    start = time.perf_counter()
    with opening.for_writing(chosen) as store:
        report = import_source(
            store, importer_named("huggingface"), [place], chosen, validating=validating
        )
    return {"seconds": time.perf_counter() - start, "records": report.counts.read} | memory()


def reimport(place: Path, work: Path) -> Result:
    chosen = settings(work, "validated")
    start = time.perf_counter()
    with opening.for_writing(chosen) as store:
        before = len(list(store.log()))
        import_source(store, importer_named("huggingface"), [place], chosen)
        if len(list(store.log())) != before:
            raise SystemExit("importing the same again wrote a commit")
    return {"seconds": time.perf_counter() - start} | memory()


def dump(place: Path, work: Path) -> Result:
    """Write the quads of the finished store, for the baseline."""
    with opening.for_reading(settings(work, "validated")) as store:
        view = ox.Store.read_only(str(store.view.folder))
        view.dump(work / "both.nq", format=ox.RdfFormat.N_QUADS)
    return {}


def baseline(place: Path, work: Path) -> Result:
    store = ox.Store(work / "baseline")
    start = time.perf_counter()
    store.bulk_load(path=work / "both.nq", format=ox.RdfFormat.N_QUADS)
    store.flush()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "quads": len(store)} | memory()


def replace(place: Path, work: Path, times: int = 101) -> Result:
    """Replace one model's record again and again, changed, validated, durable and derived."""
    chosen = settings(work, "validated")
    importer = importer_named("huggingface")
    with opening.for_writing(chosen) as store:
        scan = Scan([place])
        shared = importer.prepare(scan)
        vocabulary = Vocabulary.load(vocabulary_files())
        context = ImportContext(Minter(store.base), vocabulary, shared)
        item = next(islice(importer.scan(scan), 10_000, None))
        (record,) = importer.records(item, context)

        def once(number: int) -> None:
            document = record.document | {"downloadCount": 1_000_000 + number}
            changed = replaced(record, document=document)
            report = submit(store, [changed], chosen, message="benchmark")
            if report.counts.committed != 1:
                raise SystemExit(f"not committed: {report.as_json()}")

        return _timed(once, times) | memory()


def ask(place: Path, work: Path, times: int = 21) -> Result:
    """Ask each of the seven questions, all rows read."""
    library = Library.packaged()
    result: Result = {}
    with opening.for_reading(settings(work, "validated")) as store:
        for name in QUESTIONS:
            query = library.query(name)
            found = _timed(partial(answer, store.view, query), times)
            result |= {f"{name}.{key}": value for key, value in found.items()}
    return result | memory()


def _timed(action: Callable[[int], object], times: int) -> Result:
    taken = []
    for number in range(times):
        start = time.perf_counter()
        action(number)
        taken.append((time.perf_counter() - start) * 1000)
    return {"median": statistics.median(taken), "p95": statistics.quantiles(taken, n=20)[-1]}


def memory() -> Result:
    """The highest resident memory of this process and of two workers, in MB; an upper bound."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    largest_worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"memory": (own + 2 * largest_worker) / 1024}


def answer(
    view: View, query: Query, _number: int, *, parameters: dict[str, Value] | None = None
) -> int:
    """Ask a question and read all its rows; return how many."""
    results = run(view, query, parameters)
    return sum(1 for _ in results) if isinstance(results, ox.QuerySolutions) else 0


if __name__ == "__main__":
    name, sources, folder = sys.argv[1:]
    print(json.dumps(globals()[name](Path(sources), Path(folder))))
