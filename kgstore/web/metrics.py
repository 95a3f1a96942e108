"""Figures for Prometheus (text format 0.0.4): requests, latency, readers, commits, memory.

Some sixty lines, so no client library: the server is one process, and asks for counters, one
histogram and a few gauges.
"""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""The upper bounds of the histogram of latencies, in seconds."""
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Route(NamedTuple):
    """What requests are counted by: path templates, so that there are few."""

    method: str
    path: str


class Gauge(NamedTuple):
    """One figure that goes up and down."""

    name: str
    text: str
    value: float


@dataclass(slots=True)
class Histogram:
    """How many requests took how long; the last count is of those beyond every bound."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one request.

        >>> histogram = Histogram()
        >>> histogram.add(0.002); histogram.counts[:3]
        [0, 1, 0]
        """
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds


@dataclass(slots=True)
class Figures:
    """What is counted while the server runs; all from the event loop, so without locks."""

    requests: Counter[tuple[Route, int]] = field(default_factory=Counter)
    latency: dict[Route, Histogram] = field(default_factory=dict)
    started: float = field(default_factory=time.time)

    def add(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        route = Route(method if method in METHODS else "other", path)
        self.requests[route, status] += 1
        self.latency.setdefault(route, Histogram()).add(seconds)

    def text(self, gauges: Iterable[Gauge]) -> str:
        """Return all figures in Prometheus' text format.

        >>> figures = Figures()
        >>> figures.add("GET", "/sparql", 200, 0.004)
        >>> figures.text([]).splitlines()[2]
        'kgstore_http_requests_total{method="GET",path="/sparql",status="200"} 1'
        """
        return "".join(line + "\n" for line in (*self._requests(), *self._latency(), *_of(gauges)))

    def _requests(self) -> Iterator[str]:
        yield from _head("kgstore_http_requests_total", "counter", "Requests that were answered.")
        for (route, status), number in sorted(self.requests.items()):
            yield f'kgstore_http_requests_total{{{_labels(route)},status="{status}"}} {number}'

    def _latency(self) -> Iterator[str]:
        name = "kgstore_http_request_duration_seconds"
        yield from _head(name, "histogram", "Seconds from a request to the end of its answer.")
        for route, histogram in sorted(self.latency.items(), key=lambda item: item[0]):
            labels, below = _labels(route), 0
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), histogram.counts, strict=True):
                below += count
                yield f'{name}_bucket{{{labels},le="{bound}"}} {below}'
            yield f"{name}_sum{{{labels}}} {histogram.total:.6f}"
            yield f"{name}_count{{{labels}}} {below}"


def _of(gauges: Iterable[Gauge]) -> Iterator[str]:
    for gauge in gauges:
        yield from _head(gauge.name, "gauge", gauge.text)
        yield f"{gauge.name} {gauge.value:.17g}"


def _head(name: str, kind: str, text: str) -> tuple[str, str]:
    return f"# HELP {name} {text}", f"# TYPE {name} {kind}"


def _labels(route: Route) -> str:
    path = route.path.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'method="{route.method}",path="{path}"'


def process_gauges(started: float) -> list[Gauge]:
    """Return what the machine says of this process; memory where Linux gives it."""
    gauges = [
        Gauge("process_start_time_seconds", "Unix time of the start.", started),
        Gauge("process_cpu_seconds", "Seconds of processor time.", time.process_time()),
    ]
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        files = len(os.listdir("/proc/self/fd"))
    except (OSError, ValueError, IndexError):
        return gauges
    memory = pages * os.sysconf("SC_PAGE_SIZE")
    return [
        *gauges,
        Gauge("process_resident_memory_bytes", "Memory of the server, without readers.", memory),
        Gauge("process_open_fds", "Open files and connections.", files),
    ]
