"""Writes many quads into a view that nobody reads yet: chunk by chunk, in a thread beside.

Every chunk leaves the default graph equal to its definition, so the order of chunks does not matter
for it, and memory is bounded: chunks of 100,000 quads take about 0.3 GB, one large load of 1.6 M
2.4 GB. The engine lets go of the GIL while it loads, so the caller makes the next chunk meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from kgstore.commit.change import Row
from kgstore.commit.contribution import Graphs, consequences
from kgstore.commit.patch import quad
from kgstore.commit.view import View
from kgstore.errors import RecordError

CHUNK = 100_000
"""Quads a load, those of the default graph counted."""
_REMOVALS = 5_000

Journal = Callable[[bytes], None]
"""Takes rows of patch text."""


class Loader:
    """Adds to and removes from `view`; `journal` is given every row as patch text, in order.

    Quads added and removed between two calls of `barrier` must be disjoint.
    """

    def __init__(self, view: View, graphs: Graphs, journal: Journal | None = None) -> None:
        self._view, self._graphs, self._journal = view, graphs, journal
        self._named: list[str] = []
        self._plain: list[str] = []
        self._quads = 0
        self._removed: list[Row] = []
        self._worker = ThreadPoolExecutor(1, "kgstore-loader")
        self._running: Future[None] | None = None

    def add(self, graph: str, lines: Iterable[str]) -> int:
        """Add canonical lines to a named graph; return how many. A large graph is many chunks."""
        rest, count = iter(lines), 0
        while piece := list(islice(rest, CHUNK // 2)):
            self._take(graph, "\n".join(piece) + "\n", len(piece))
            count += len(piece)
        return count

    def _take(self, graph: str, text: str, count: int) -> None:
        self._named.append(text.replace(" .\n", f" <{graph}> .\n"))
        self._quads += count
        if self._graphs.contributes(graph):
            self._plain.append(text)
            self._quads += count
        if self._quads >= CHUNK:
            self._submit()

    def remove(self, rows: Iterable[Row]) -> None:
        """Take quads out of named graphs."""
        self._removed.extend(rows)
        if len(self._removed) >= _REMOVALS:
            self._submit()

    def barrier(self) -> None:
        """Wait until all that was given is in the view."""
        self._submit()
        self._wait()

    def close(self) -> None:
        """End the thread; what is still running is waited for, what is not yet is dropped."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _submit(self) -> None:
        named, removed = "".join(self._named), self._removed
        chunk = (named + "".join(self._plain)).encode()
        self._named, self._plain, self._removed, self._quads = [], [], [], 0
        self._wait()
        if chunk or removed:
            self._running = self._worker.submit(self._write, chunk, removed)
        if self._journal is not None:
            if removed:
                self._journal("".join(f"D {quad(row)}\n" for row in removed).encode())
            if named:
                _refuse_blank_nodes(named)
                self._journal(f"A {named[:-1]}".replace("\n", "\nA ").encode() + b"\n")

    def _wait(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.result()

    def _write(self, chunk: bytes, removed: list[Row]) -> None:
        if chunk:
            try:
                self._view.load(chunk)
            except SyntaxError as error:
                raise RecordError(f"what was to be stored is no N-Triples: {error}") from error
        for start in range(0, len(removed), _REMOVALS):
            rows = removed[start : start + _REMOVALS]
            lost, _ = consequences(self._view, self._graphs, rows, ())
            self._view.apply([*rows, *lost], ())


def _refuse_blank_nodes(named: str) -> None:
    """Look for text that could be one first: it costs next to nothing, and hardly ever hits."""
    if not (named.startswith("_:") or any(t in named for t in ("\n_:", "> _:", "<<"))):
        return
    for line in named.split("\n"):
        subject, _, rest = line.partition(" ")
        if subject.startswith(("_:", "<<")) or rest.partition(" ")[2].startswith(("_:", "<<")):
            raise RecordError(f"the store takes no blank node and no quoted triple: {line}")
