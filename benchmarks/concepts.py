"""What concepts cost: `make bench-concepts SOURCES=folder`.

`kgstore init`, WordNet loaded whole and dropped again, each in a process of its own; the linker on
ImageNet-1k (benchmarks/linking.py); then every source that an importer reads in one store, linked,
and asked what detects a kind or a part of a thing.
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
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.link_gold import gold_sets
from benchmarks.linking import speed
from benchmarks.steps import answer, settings
from kgstore import opening
from kgstore.commit.store import Store
from kgstore.importers.registry import importer_named, names
from kgstore.link.run import link_store
from kgstore.link.told import lexicon_of
from kgstore.link.wordnet.load import drop, load
from kgstore.link.wordnet.recognise import DEBIAN, read_lexicon
from kgstore.pipeline import import_source
from kgstore.sparql.header import Value
from kgstore.sparql.library import Library

STEPS = {
    "init": "`kgstore init`",
    "load": "WordNet loaded whole",
    "drop": "WordNet dropped again",
}
CONCEPTS: dict[str, dict[str, Value]] = {
    "any vehicle, or a part of a car": {},
    "any animal, or a part of a dog": {"concept": "wn30:00015388-n", "whole": "wn30:02084071-n"},
    "any dog": {"concept": "wn30:02084071-n"},
    "any person": {"concept": "wn30:00007846-n"},
    "any food": {"concept": "wn30:00021265-n"},
}
TIMES = 25
_PLACES = Path(__file__).parents[1] / "tests" / "importers" / "corpus.toml"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-concepts", description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("--wordnet", type=Path, default=DEBIAN, help="a folder of WNDB files")
    parser.add_argument("--store", type=Path, help="a store that holds the sources, linked")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        print("| what | seconds | of a processor | peak memory, MB |\n|---|---:|---:|---:|")
        for step, name in STEPS.items():
            took = measured(step, work, given.wordnet)
            print(f"| {name} | {took['wall']:.1f} | {took['cpu']:.1f} | {took['memory']:.0f} |")
        started = time.perf_counter()
        lexicon = read_lexicon(given.wordnet)
        loading = time.perf_counter() - started
        print(f"\n{speed(lexicon, gold_sets(given.sources), loading)}")
        chosen = settings(work, "all")
        if given.store:
            chosen = replace(chosen, store=given.store)
        else:
            print(f"\n{linked(given.sources, work)}")
        with opening.for_reading(chosen) as store:
            print("\n".join(["", *asked(store)]))


def measured(step: str, work: Path, wordnet: Path) -> dict[str, float]:
    """Run one step in a process of its own and return what it printed."""
    program = "import sys; from benchmarks.concepts import run; run(*sys.argv[1:])"
    command = [sys.executable, "-c", program, step, str(work), str(wordnet)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def run(step: str, work: str, wordnet: str) -> None:
    """Do one step and print what it took, imports of Python's modules left out."""
    chosen, place = settings(Path(work), "wordnet"), Path(wordnet)
    wall, cpu = time.perf_counter(), time.process_time()
    if step == "init":
        opening.create(chosen).close()
    else:
        with opening.for_writing(chosen) as store:
            if step == "load":
                load(store, read_lexicon(place), place, agent="bench")
            else:
                drop(store, "wordnet-3.0", agent="bench")
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(took | {"memory": memory}))


def linked(sources: Path, work: Path) -> str:
    """Import every source there is, link all label schemas; say what that gave."""
    chosen = settings(work, "all")
    opening.create(chosen).close()
    with opening.for_writing(chosen) as store:
        read = []
        for name, place in places(sources):
            import_source(store, importer_named(name), [place], chosen)
            read.append(name)
        start = time.perf_counter()
        report = link_store(store, chosen, lexicon_of(store, "wordnet"))
        took = time.perf_counter() - start
        classes = sum(report.total.values())
        return (
            f"Imported: {', '.join(read)}. Linking {len(report.outcomes):,} label schemas with "
            f"{classes:,} classes: {took:.1f} s."
        )


def places(sources: Path) -> Iterator[tuple[str, Path]]:
    """Yield the importers whose source is there, each with its folder."""
    known = tomllib.loads(_PLACES.read_text("utf-8"))
    for name in names():
        place = sources / known.get(name, {}).get("folder", name)
        if place.is_dir():
            yield name, place


def asked(store: Store) -> Iterator[str]:
    """Yield the table of what the questions take, all rows read, in a warm process."""
    query = Library.packaged().query("cq08")
    yield f"What detects it, in a store of {len(store.view):,} quads:"
    yield ""
    yield "| cq08 | models | median, ms | 95th percentile, ms | median of a processor, ms |"
    yield "|---|---:|---:|---:|---:|"
    for name, parameters in CONCEPTS.items():
        ask = partial(answer, store.view, query, parameters=parameters)
        found, taken, worked = ask(0), [], []
        for number in range(TIMES):
            start, cpu = time.perf_counter(), time.process_time()
            ask(number)
            taken.append((time.perf_counter() - start) * 1000)
            worked.append((time.process_time() - cpu) * 1000)
        p95, median = statistics.quantiles(taken, n=20)[-1], statistics.median(taken)
        yield f"| {name} | {found:,} | {median:.1f} | {p95:.1f} | {statistics.median(worked):.1f} |"


if __name__ == "__main__":
    main()
