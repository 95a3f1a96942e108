"""Storage alone: what a bulk commit costs beyond a plain bulk load, and how long one commit takes.

    python benchmarks/storage.py [--records 23000] [--seed 1]

Synthetic records of 35 triples each, in a temporary folder. The baseline is `bulk_load` of the same
quads into both views (a graph each, and the default graph), in chunks of 100,000, without ledger,
provenance or anything else.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from kgstore.commit.change import GraphChange, GraphInfo
from kgstore.commit.store import Store
from kgstore.commit.upkeep import rebuild, verify
from kgstore.derive.engine import RuleDeriver
from kgstore.namespaces import MZ, RDF_TYPE, VOCABULARY, XSD
from kgstore.records.iri import Minter, digest

BASE = "https://example.org"
PARTS = 6


def content(iri: str, number: int, random_: random.Random) -> str:
    lines = [f"<{iri}> <{RDF_TYPE}> <{MZ}MLModel> ."]
    for part in range(PARTS):
        configuration, value = f"<{iri}#cfg-{part}>", f"<{iri}#value-{number}-{part}>"
        data, metric = random_.randrange(2000), random_.randrange(300)
        lines += [
            f"{configuration} <{MZ}model> <{iri}> .",
            f"{configuration} <{MZ}dataset> <{BASE}/id/dataset/hub/{data}> .",
            f"{configuration} <{MZ}hasMetricValue> {value} .",
            f"{value} <{MZ}metric> <{VOCABULARY}metric/m{metric}> .",
            f'{value} <{MZ}value> "{random_.random()!r}"^^<{XSD}double> .',
        ]
    lines += [f'<{iri}> <{MZ}nativeId> "model {number} {n}" .' for n in range(4)]
    return "\n".join(lines) + "\n"


def changes(records: int, seed: int) -> Iterator[GraphChange]:
    random_, minter = random.Random(seed), Minter(BASE)
    for number in range(records):
        native = f"org{number % 500}/model-{number}"
        iri, text = minter.record("model", "hub", native), ""
        text = content(iri, number, random_)
        graph = minter.graph("model", "hub", native)
        info = GraphInfo(
            iri,
            f"{BASE}/id/source/hub",
            "r",
            digest(text),
            digest(text),
            "2026-01-01T00:00:00Z",
            0,
            1,
        )
        yield GraphChange(graph, text, info)


def plain(folder: Path, made: list[GraphChange]) -> float:
    start, store, chunk, size = time.perf_counter(), ox.Store(folder / "plain"), [], 0
    for change in made:
        text = change.content or ""
        chunk += [text, text.replace(" .\n", f" <{change.graph}> .\n")]
        size += 2 * text.count("\n")
        if size >= 100_000:
            store.bulk_load("".join(chunk).encode(), format=ox.RdfFormat.N_QUADS)
            chunk, size = [], 0
    store.bulk_load("".join(chunk).encode(), format=ox.RdfFormat.N_QUADS)
    store.flush()
    return time.perf_counter() - start


def bulk(store: Store, made: list[GraphChange]) -> float:
    start = time.perf_counter()
    with store.bulk(agent="benchmark", message="bulk", source="hub") as commit:
        for change in made:
            commit.put(change)
    return time.perf_counter() - start


def single(store: Store, made: list[GraphChange], times: int) -> list[float]:
    random_, taken = random.Random(7), []
    for change in random_.sample(made, times):
        iri = change.info.record if change.info else ""
        text = content(iri, random_.randrange(10**6), random_)
        info = GraphInfo(iri, document_digest=digest(text))
        start = time.perf_counter()
        store.commit([GraphChange(change.graph, text, info)], agent="benchmark", message="one")
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=23_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    made = list(changes(given.records, given.seed))
    with TemporaryDirectory() as place:
        folder = Path(place)
        baseline = plain(folder, made)
        quads = sum((change.content or "").count("\n") for change in made)
        print(f"{quads} quads in {len(made)} graphs; plain load of both views {baseline:.1f} s")
        for name, deriver in (("no rules", None), ("all rules", RuleDeriver())):
            path = folder / name
            with Store.create(path, BASE, deriver=deriver) as store:
                took = bulk(store, made)
                again = bulk(store, made)
                taken = single(store, made, 200)
            size = sum(f.stat().st_size for f in (path / "ledger").iterdir())
            print(f"{name}: bulk commit {took:.1f} s = {took / baseline:.2f} x plain load")
            print(f"  the same again, unchanged: {again:.1f} s")
            print(f"  ledger: {size / quads:.1f} bytes a quad")
            print(f"  replacing one: median {statistics.median(taken):.1f} ms")
        start = time.perf_counter()
        print(f"verify: {verify(path).sound}, {time.perf_counter() - start:.1f} s")
        start = time.perf_counter()
        rebuild(path, RuleDeriver())
        print(f"rebuild: {time.perf_counter() - start:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of all this in one process, records included: {peak:.0f} MB")


if __name__ == "__main__":
    main()
