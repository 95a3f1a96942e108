"""The server beside Oxigraph's own, on the same data: `make bench-serve SOURCES=folder`.

Both serve the 23,410 Hugging Face records over loopback, one after the other. Requests are counted
per second of processor time that the server used (its reader processes included), which is what
"per core" means here: the client's own work does not count, and it does not matter that client and
server share two cores. The native server is `oxigraph serve-read-only` of the package `oxigraph`.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.steps import import_validated, settings
from kgstore import opening
from kgstore.namespaces import MZ

TICKS = os.sysconf("SC_CLK_TCK")
HEAVY = f"""PREFIX mz: <{MZ}>
SELECT ?task ?architecture (COUNT(?model) AS ?models) (AVG(?downloads) AS ?mean) {{
  ?model mz:task ?task ; mz:architecture ?architecture ; mz:downloadCount ?downloads
}} GROUP BY ?task ?architecture ORDER BY DESC(?models)"""
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }"


@dataclass(frozen=True)
class Server:
    """A running server: its process, its port, the path of its SPARQL endpoint."""

    pid: int
    port: int
    path: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-serve", description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("--requests", type=int, default=100_000, help="for the memory test")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        import_validated(given.sources / "huggingface" / "models_2022-02", work)
        print(report(work, given.requests))


def report(work: Path, requests: int) -> str:
    points = point_queries(work)
    with native(work) as server:
        native_point = per_core(server, points, 8000)
        native_heavy = per_core(server, lambda: HEAVY, 150)
    with ours(work) as server:
        point = per_core(server, points, 8000)
        heavy = per_core(server, lambda: HEAVY, 150)
        calm = p95(server, points, 2000)
        with runaways(server, 1):
            disturbed = p95(server, points, 2000)
        early, late = memory(server, points, requests)
    rows = [
        "| what | kgstore | native server | ratio |",
        "|---|---:|---:|---:|",
        f"| point queries per core and second | {point:,.0f} | {native_point:,.0f} "
        f"| {point / native_point:.2f} |",
        f"| heavy queries per core and second | {heavy:.1f} | {native_heavy:.1f} "
        f"| {heavy / native_heavy:.2f} |",
        "",
        f"A heavy query takes the native server {1000 / native_heavy:.0f} ms.",
        f"The p95 of point queries is {calm:.1f} ms; with runaway queries in all readers but one "
        f"{disturbed:.1f} ms, {disturbed / calm:.2f} times as much.",
        f"Memory of all processes: {early:.0f} MB after {requests // 10:,} mixed requests, "
        f"{late:.0f} MB after {requests:,} ({100 * (late / early - 1):+.1f} %).",
    ]
    return "\n".join(rows)


def point_queries(work: Path) -> Callable[[], str]:
    with opening.for_reading(settings(work, "validated")) as store:
        subjects = [s for s in store.view.subjects() if "/id/model/" in s and "#" not in s]
    chance = random.Random(7)
    return lambda: f"SELECT ?p ?o {{ <{chance.choice(subjects)}> ?p ?o }}"


@contextmanager
def native(work: Path) -> Iterator[Server]:
    with opening.for_reading(settings(work, "validated")) as store:
        shutil.copytree(store.view.folder, work / "native")
    port = free_port()
    binary = Path(sys.executable).with_name("oxigraph")
    place = ["-l", str(work / "native"), "-b", f"127.0.0.1:{port}"]
    with running([str(binary), "serve-read-only", *place], port) as pid:
        yield Server(pid, port, "/query")


@contextmanager
def ours(work: Path) -> Iterator[Server]:
    port = free_port()
    program = Path(sys.executable).with_name("kgstore")
    command = [str(program), "--store", str(work / "validated"), "serve", "--port", str(port)]
    with running(command, port) as pid:
        yield Server(pid, port, "/sparql")


@contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(2)
        yield process.pid
        process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Client:
    """One keep-alive connection that asks and reads the whole answer."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)

    def ask(self, query: str) -> int:
        headers = {"Accept": "application/sparql-results+json"}
        self._connection.request("GET", f"{self._server.path}?query={quote(query)}", None, headers)
        response = self._connection.getresponse()
        response.read()
        return response.status


def per_core(server: Server, query: Callable[[], str], times: int) -> float:
    """Return the requests per second of the server's processor time."""
    clients = [Client(server), Client(server)]
    load(clients, query, max(20, times // 20))
    before = processor_time(server.pid)
    load(clients, query, times)
    return times / (processor_time(server.pid) - before)


def load(clients: list[Client], query: Callable[[], str], times: int) -> None:
    def work(client: Client) -> None:
        for _ in range(times // len(clients)):
            if client.ask(query()) != 200:
                raise SystemExit("a query failed")

    with ThreadPoolExecutor(len(clients)) as executor:
        list(executor.map(work, clients))


def p95(server: Server, query: Callable[[], str], times: int) -> float:
    """Return the 95th percentile of the latency of one client, in ms."""
    client, taken = Client(server), []
    for _ in range(times):
        start = time.perf_counter()
        client.ask(query())
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


@contextmanager
def runaways(server: Server, readers: int) -> Iterator[None]:
    """Keep `readers` readers busy with queries that would never end."""
    stop = time.monotonic() + 3600

    def keep_busy(_number: int) -> None:
        while time.monotonic() < stop:
            Client(server).ask(RUNAWAY)

    with ThreadPoolExecutor(readers) as executor:
        for number in range(readers):
            executor.submit(keep_busy, number)
        time.sleep(1)
        yield
        stop = 0


def memory(server: Server, points: Callable[[], str], requests: int) -> tuple[float, float]:
    """Return the memory in MB after a tenth of the requests, and after all of them."""
    clients, turn = [Client(server), Client(server)], iter(range(10 * requests))

    def mixed() -> str:
        return HEAVY if next(turn) % 100 == 0 else points()

    load(clients, mixed, requests // 10)
    early = resident(server.pid)
    load(clients, mixed, requests - requests // 10)
    return early, resident(server.pid)


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in family(int(child)))]


def processor_time(pid: int) -> float:
    """Return the seconds of processor time of a process and its descendants, the ended included."""
    total = 0.0
    for member in family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:15])) / TICKS
    return total


def resident(pid: int) -> float:
    """Return the memory of a process and its descendants in MB, shared pages shared out."""
    total = 0
    for member in family(pid):
        for line in Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


if __name__ == "__main__":
    main()
