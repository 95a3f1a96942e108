"""Import everything in a folder of source data into one store, then again, beside a bulk load.

    make bench-corpus SOURCES=folder

Every importer reads what is its own, as `kgstore/survey/sources.toml` has it, one import each, into
one store with derivation and validation. Then all are imported again, which must write no commit.
The baseline loads the very quads of the finished store with one `bulk_load`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from benchmarks.steps import Result, memory
from benchmarks.tree_memory import peak
from kgstore import opening
from kgstore.importers.registry import importer_named
from kgstore.pipeline import import_source
from kgstore.settings import Settings
from kgstore.survey.__main__ import sources

STEPS = ("first", "again", "dump", "baseline")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="make bench-corpus", description=__doc__)
    arguments.add_argument("sources", type=Path)
    arguments.add_argument("--keep", type=Path, help="Work in this folder and leave it there.")
    arguments.add_argument("--only", nargs="+", help="Only these importers.")
    arguments.add_argument("--step", choices=STEPS, help="Do one step, in this process.")
    given = arguments.parse_args()
    if given.step:
        found = globals()[given.step](given.sources, given.keep, given.only or list(sources()))
        print(json.dumps(found))
        return
    with tempfile.TemporaryDirectory() as temporary:
        work = given.keep or Path(temporary)
        print(table({step: measure(step, given.sources, work, given.only) for step in STEPS}))


def measure(step: str, place: Path, work: Path, only: list[str] | None) -> Result:
    """Run one step in a process of its own, and watch its memory with that of its workers."""
    command = [sys.executable, "-m", "benchmarks.corpus", str(place)]
    command += ["--keep", str(work), "--step", step]
    if only:
        command += ["--only", *only]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        most = peak(process)
        told, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"the step {step} ended with {process.returncode}")
    found: Result = json.loads(told.splitlines()[-1])
    return found | ({"memory": most} if most is not None else {})


def _settings(work: Path) -> Settings:
    return Settings(
        store=work / "corpus", base="https://bench.example.org", agent="bench", workers=2
    )


def first(place: Path, work: Path, only: list[str]) -> Result:
    opening.create(_settings(work)).close()
    return _import_all(place, work, only)


def again(place: Path, work: Path, only: list[str]) -> Result:
    with opening.for_reading(_settings(work)) as store:
        before = len(list(store.log()))
    found = _import_all(place, work, only)
    with opening.for_reading(_settings(work)) as store:
        if len(list(store.log())) != before:
            raise SystemExit("importing the same again wrote a commit")
    return found


def _import_all(place: Path, work: Path, only: list[str]) -> Result:
    chosen, found = _settings(work), dict[str, float]()
    for name in only:
        paths = [place / path for path in sources()[name]["paths"]]
        if not paths:
            continue
        start = time.perf_counter()
        with opening.for_writing(chosen) as store:
            report = import_source(store, importer_named(name), paths, chosen)
        found[f"seconds.{name}"] = time.perf_counter() - start
        found[f"records.{name}"] = report.counts.read
        found[f"quarantined.{name}"] = report.counts.quarantined
        print(f"{name}: {found[f'seconds.{name}']:.1f} s", file=sys.stderr, flush=True)
    return found | {"seconds": _total(found, "seconds")} | memory()


def _total(found: Result, kind: str) -> float:
    return sum(number for key, number in found.items() if key.startswith(f"{kind}."))


def dump(place: Path, work: Path, only: list[str]) -> Result:
    """Write the quads of the finished store, for the baseline."""
    with opening.for_reading(_settings(work)) as store:
        view = ox.Store.read_only(str(store.view.folder))
        view.dump(work / "corpus.nq", format=ox.RdfFormat.N_QUADS)
    return {}


def baseline(place: Path, work: Path, only: list[str]) -> Result:
    store = ox.Store(work / "baseline")
    start = time.perf_counter()
    store.bulk_load(path=work / "corpus.nq", format=ox.RdfFormat.N_QUADS)
    store.flush()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "quads": len(store)} | memory()


def table(results: dict[str, Result]) -> str:
    base, done = results["baseline"], results["first"]
    names = {
        "baseline": "baseline: one `bulk_load` of both views",
        "first": "import of everything",
        "again": "the same again, nothing changed",
    }
    rows = ["| what | seconds | ratio to baseline | peak memory, MB |", "|---|---:|---:|---:|"]
    for step, what in names.items():
        found = results[step]
        ratio = found["seconds"] / base["seconds"]
        rows.append(f"| {what} | {found['seconds']:.1f} | {ratio:.2f} | {found['memory']:.0f} |")
    rows += ["", "| importer | records | seconds | again |", "|---|---:|---:|---:|"]
    for name in [key.partition(".")[2] for key in done if key.startswith("seconds.")]:
        rows.append(
            f"| {name} | {done[f'records.{name}']:,.0f} | {done[f'seconds.{name}']:.1f} "
            f"| {results['again'][f'seconds.{name}']:.1f} |"
        )
    rows.append("")
    rows.append(
        f"{_total(done, 'records'):,.0f} records, {_total(done, 'quarantined'):,.0f} in "
        f"quarantine, {base['quads']:,.0f} quads in named graphs and default graph together."
    )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
