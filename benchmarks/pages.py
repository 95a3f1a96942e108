"""The pages of a browser over all source data: `make bench-pages SOURCES=folder`.

A server of its own serves the store; each kind of page is asked for again and again, of other
things each time, one request at a time, beside nothing else; the very first after the start of the
server stands in a column of its own. The time is that until the
whole answer is here, over loopback: the server's own and about a millisecond. The transfer is what
a browser that was never here loads: the page and its files, compressed as they are sent.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from benchmarks.corpus import first
from kgstore import opening
from kgstore.commit.view import View
from kgstore.namespaces import MZ, RDF_TYPE
from kgstore.settings import Settings
from kgstore.survey.__main__ import sources
from tests.web.server import listening, make_tokens, serve

FILTERS = [
    "detects:vehicle license:apache-2.0",
    "task:object-detection mAP>=0.4 dataset:coco",
    "task:image-classification accuracy>80% dataset:imagenet parameters<30M",
    "license:mit task:text-classification",
    "kind:dataset license:cc-by-4.0",
    "bert language:de",
    "task:automatic-speech-recognition WER<20% language:fr",
    "lacks:license downloads>1000",
    "architecture:resnet framework:pytorch",
    "NOT lacks:license task:translation",
]
KIND = {"model": MZ + "MLModel", "dataset": MZ + "Dataset"}
CONCEPTS = ["02084071-n", "04524313-n", "00015388-n", "02958343-n", "00007846-n", "07555863-n"]

WARM = 15
"""Seconds after the start in which the server asks itself for pages."""


@dataclass(frozen=True)
class Measured:
    """What a kind of page costs: milliseconds, and kilobytes of the first load."""

    kind: str
    first: float
    median: float
    p95: float
    most: float
    transfer: float


def main() -> None:
    arguments = argparse.ArgumentParser(prog="make bench-pages", description=__doc__)
    arguments.add_argument("sources", type=Path)
    arguments.add_argument("--store", type=Path, help="A store that has everything already.")
    arguments.add_argument("--each", type=int, default=100, help="Requests for each kind of page.")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        if given.store is None:
            first(given.sources, Path(temporary), list(sources()))
        store = given.store or Path(temporary) / "corpus"
        print(report(store, given.each))


def report(store: Path, each: int) -> str:
    with opening.for_reading(Settings(store=store)) as opened:
        chosen = places(things(opened.view, opened.base), each)
        tokens = make_tokens(opened) if not (store / "tokens.json").is_file() else {}
    how = {"rate_limit": 1_000_000, "access_log": False, "warm": True}
    quiet = serve(store, listening(), tokens, **how)
    with quiet as server, server.client() as client:
        server.until_indexed()
        time.sleep(WARM)
        found = [measured(client, kind, asked) for kind, asked in chosen]
    rows = [
        "| page | first, ms | median, ms | 95th percentile, ms | most, ms | first load, KB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for one in found:
        rows.append(
            f"| {one.kind} | {one.first:.0f} | {one.median:.0f} | {one.p95:.0f} | {one.most:.0f} "
            f"| {one.transfer:.0f} |"
        )
    return "\n".join(rows)


def things(view: View, base: str) -> dict[str, list[str]]:
    """Return the IRIs of models and datasets that records describe, in an order by chance."""
    chance, found = random.Random(7), dict[str, list[str]]()
    for kind, class_iri in KIND.items():
        start = f"{base}/id/{kind}/"
        iris = sorted(i for i in view.subjects_with(RDF_TYPE, class_iri) if i.startswith(start))
        iris = [iri for iri in iris if "#" not in iri]
        chance.shuffle(iris)
        found[kind] = iris
    return found


def places(known: dict[str, list[str]], each: int) -> list[tuple[str, list[str]]]:
    """Return the addresses to ask for, by kind of page."""
    models = known["model"]
    paths = {kind: [path_of(iri) for iri in iris] for kind, iris in known.items()}
    two = [compared(models[at : at + 2]) for at in range(0, 2 * each, 2)]
    five = [compared(models[at : at + 5]) for at in range(0, 5 * each, 5)]
    concepts = [f"/concepts/wn30:{one}" for one in CONCEPTS]
    editor = "/ask?query=" + quote("SELECT ?m ?t { ?m mz:task ?t } LIMIT 100")
    return [
        ("home", ["/"] * each),
        ("find, three facets", repeated([f"/find?filter={quote(f)}" for f in FILTERS], each)),
        ("model", paths["model"][:each]),
        ("dataset", paths["dataset"][:each]),
        ("compare two", two),
        ("compare five", five),
        ("concepts", ["/concepts"] * each),
        ("concept", repeated(concepts, each)),
        ("review of links", ["/concepts/review"] * each),
        ("questions", ["/ask"] * each),
        ("question cq04", ["/ask/cq04"] * each),
        ("SPARQL with a result", [editor] * each),
        ("ontology", ["/ontology"] * each),
        ("shapes", ["/shapes"] * each),
        ("vocabularies", ["/vocabulary"] * each),
        ("vocabulary of data sets", ["/vocabulary/dataset"] * each),
        ("term COCO", ["/vocabulary/dataset/COCO"] * each),
        ("catalogue", [f"/catalog?page={n}" for n in range(1, min(each, 100) + 1)]),
        ("curation", ["/curate"] * each),
        ("about", ["/about"] * each),
    ]


def path_of(iri: str) -> str:
    return "/doc/" + iri.partition("/id/")[2]


def compared(iris: list[str]) -> str:
    return "/compare?" + "&".join(f"m={quote(iri)}" for iri in iris)


def repeated(asked: list[str], each: int) -> list[str]:
    return [asked[at % len(asked)] for at in range(each)]


def measured(client: httpx.Client, kind: str, asked: list[str]) -> Measured:
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    times: list[float] = []
    for place in [asked[-1], *asked]:
        start = time.perf_counter()
        answer = client.get(place, headers=headers)
        times.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{place} answered {answer.status_code}")
    very_first, *times = times
    p95 = statistics.quantiles(times, n=20)[-1]
    transfer = first_load(client, asked[0])
    return Measured(kind, very_first, statistics.median(times), p95, max(times), transfer)


def first_load(client: httpx.Client, place: str) -> float:
    """Return the kilobytes of a page and the files it names, as they are sent."""
    page = client.get(place, headers={"Accept": "text/html"})
    return sum(sent(client, one) for one in [place, *files(page.text)]) / 1000


def files(page: str) -> Iterator[str]:
    yield from re.findall(
        r'<(?:link rel="(?:stylesheet|icon)" href|script[^>]* src)="([^"]+)"', page
    )


def sent(client: httpx.Client, place: str) -> int:
    headers = {"Accept": "text/html,*/*", "Accept-Encoding": "gzip"}
    with client.stream("GET", place, headers=headers) as answer:
        return sum(len(part) for part in answer.iter_raw())


if __name__ == "__main__":
    main()
