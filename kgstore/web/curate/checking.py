"""Validation of the whole store beside the server's other work, and the last report of it.

Other processes do it; the report is added up kind by kind, so that it stays small however many
records break one rule. It is kept in `validation.json` beside the store.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import orjson
import pyoxigraph as ox

from kgstore.commit.format import replace_file
from kgstore.commit.provenance import now
from kgstore.errors import Conflict, KgstoreError
from kgstore.records.finding import Severity
from kgstore.validate.graphs import reports
from kgstore.validate.report import Report, Result
from kgstore.web.jobs import Jobs
from kgstore.web.services import Services

_FILE: Final = "validation.json"
_EXAMPLES: Final = 50
_PROCESSES: Final = 2


@dataclass(slots=True)
class Kind:
    """All results of one rule: how many, in how many records, and the first of them."""

    severity: Severity
    shape: str
    message: str
    count: int = 0
    records: int = 0
    examples: list[dict[str, str]] = field(default_factory=list)
    _last: str = ""

    def add(self, result: Result, record: str) -> None:
        """Count one more."""
        self.count += 1
        self.records += record != self._last
        self._last = record
        if len(self.examples) < _EXAMPLES:
            said = {"record": record, "focus": result.focus, "path": result.path}
            self.examples.append(said | {"value": result.value[:300]})


@dataclass(slots=True)
class Tally:
    """The report of a whole store, added up."""

    commit: int
    agent: str
    started: str
    ended: str = ""
    seconds: float = 0.0
    records: int = 0
    kinds: list[Kind] = field(default_factory=list)

    def of(self, severity: str) -> list[Kind]:
        """Return the kinds of a severity, the most frequent first."""
        found = [kind for kind in self.kinds if kind.severity == severity]
        return sorted(found, key=lambda kind: (-kind.count, kind.message))

    def count(self, severity: str) -> int:
        """Return how many results have a severity."""
        return sum(kind.count for kind in self.of(severity))


class Checking:
    """The validation under way, if one is, and the report of the last one."""

    def __init__(self, services: Services, jobs: Jobs) -> None:
        self._services, self._jobs = services, jobs
        self._task: asyncio.Task[None] | None = None
        self._last: Tally | None = None
        self.read = 0
        self.error = ""

    @property
    def is_running(self) -> bool:
        """Whether one is under way."""
        return self._task is not None and not self._task.done()

    def last(self) -> Tally | None:
        """Return the last report, or None if the store was never validated here."""
        if self._last is None:
            self._last = _read(self._services)
        return self._last

    def begin(self, agent: str) -> None:
        """Begin to validate the store.

        Raises:
            Conflict: it is being done.
        """
        if self.is_running:
            raise Conflict("the store is being validated", advice="Wait for the report.")
        self.read, self.error = 0, ""
        self._task = asyncio.create_task(self._run(agent))

    async def _run(self, agent: str) -> None:
        try:
            self._last = await asyncio.to_thread(self._work, agent)
        except KgstoreError as error:
            self.error = str(error)

    def _work(self, agent: str) -> Tally:
        store, begun = self._services.store, time.monotonic()
        tally = Tally(store.head, agent, now())
        kinds: dict[tuple[str, str, str], Kind] = {}
        found = reports(
            self._graphs(), store.view.types, overlay=store.overlay, processes=_PROCESSES
        )
        for report in found:
            _add(report, kinds, store.base)
            self.read += len(report.counts)
            if self._jobs.is_stopping:
                raise KgstoreError("the server stopped")
        tally.ended, tally.seconds = now(), round(time.monotonic() - begun, 1)
        tally.records, tally.kinds = self.read, list(kinds.values())
        replace_file(store.path / _FILE, orjson.dumps(_as_json(tally)))
        return tally

    def _graphs(self) -> Iterator[tuple[str, list[ox.Triple]]]:
        store = self._services.store
        kept = (f"{store.base}/graph/record/", f"{store.base}/graph/user/")
        for graph in sorted(one for one in store.view.graphs() if one.startswith(kept)):
            yield graph, list(store.view.triples(graph))


def _add(report: Report, kinds: dict[tuple[str, str, str], Kind], base: str) -> None:
    for result in report.results:
        key = str(result.severity), result.constraint, result.message
        kind = kinds.setdefault(key, Kind(result.severity, result.constraint, result.message))
        kind.add(result, record_of(result, base))


def record_of(result: Result, base: str) -> str:
    """Return the thing whose page shows what a result is about.

    >>> from kgstore.validate.report import Result
    >>> result = Result(Severity.INFO, "urn:g", "https://e.org/id/model/x/m#c", "", "Bare.")
    >>> record_of(result, "https://e.org")
    'https://e.org/id/model/x/m'
    """
    focus = result.focus.partition("#")[0]
    if focus.startswith(f"{base}/id/"):
        return focus
    source, kind, *rest = result.record.removeprefix(f"{base}/graph/record/").split("/", 2)
    return f"{base}/id/{kind}/{source}/{rest[0]}" if rest else result.record


def _as_json(tally: Tally) -> dict[str, Any]:
    said = asdict(tally)
    for kind in said["kinds"]:
        del kind["_last"]
    return said


def _read(services: Services) -> Tally | None:
    path = services.store.path / _FILE
    try:
        said = orjson.loads(path.read_bytes())
        kinds = [Kind(**one | {"severity": Severity(one["severity"])}) for one in said["kinds"]]
        return Tally(**said | {"kinds": kinds})
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return None  # there is none, or one of another version: it is made again
