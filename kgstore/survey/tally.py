"""The counts of a survey: what one importer made of its source, added up over worker processes."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.registry import importer_named
from kgstore.pool import batches, work
from kgstore.prepare import Worker
from kgstore.records.record import Record
from kgstore.survey.mentions import EVALUATED, Mention, mentions

BASE = "https://example.org/zoo"
DRAWN = ("task", "metric value", EVALUATED, "licence")
"""Of which measures samples are drawn."""


Word = tuple[str, str, str]
"""A source, its spelling of something, and the term that it became."""


@dataclass(slots=True)
class Tally:
    """What was counted; `words` by measure, source, spelling, term and state."""

    records: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    fates: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: Counter[tuple[str, str, str, str, str]] = field(default_factory=Counter)
    drawn: dict[str, dict[Word, tuple[str, Mention]]] = field(default_factory=dict)
    seconds: float = 0.0

    def add(self, other: Tally) -> None:
        """Add what was counted elsewhere."""
        self.records += other.records
        self.findings += other.findings
        self.fates += other.fates
        self.words += other.words
        self.seconds += other.seconds
        for measure, drawn in other.drawn.items():
            for word, (lot, mention) in drawn.items():
                self._draw(measure, word, lot, mention)

    def count(self, record: Record, seed: str) -> None:
        """Count one record; each mention's lot is a digest of the seed and its place."""
        self.records[record.kind] += 1
        self.findings.update(finding.severity.value for finding in record.findings)
        self.fates.update(record.fates)
        for mention in mentions(record):
            self.words[mention[:5]] += 1
            if mention.measure in DRAWN and mention.state == "canonical":
                place = f"{seed}\0{mention.measure}\0{mention.node}\0{mention.term}"
                lot = hashlib.sha256(place.encode()).hexdigest()
                word = (mention.source, mention.raw, mention.term)
                self._draw(mention.measure, word, lot, mention)

    def _draw(self, measure: str, word: Word, lot: str, mention: Mention) -> None:
        known = self.drawn.setdefault(measure, {})
        known[word] = min(known.get(word, (lot, mention)), (lot, mention))

    def sample(self, measure: str, number: int) -> list[Mention]:
        """Return the mentions with the least lots; of each word only the first that is drawn."""
        drawn = sorted(self.drawn.get(measure, {}).values())[:number]
        return [mention for _, mention in drawn]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker process of a survey knows."""

    worker: Worker
    seed: str


_task: Task | None = None
_context: ImportContext | None = None


def start(task: Task) -> None:
    """Make this process a worker of a survey."""
    global _task, _context
    _task, _context = task, task.worker.context()


def tally(items: Sequence[Item]) -> Tally:
    """Return what the records of `items` come to, in a process that `start` was called in."""
    if _task is None or _context is None:
        raise RuntimeError("tally() needs start() first, in the same process")
    importer, counted = importer_named(_task.worker.importer), Tally()
    for item in items:
        for record in importer.records(item, _context):
            counted.count(record, _task.seed)
    return counted


def surveyed(name: str, paths: Iterable[Path], *, seed: str, processes: int) -> Tally:
    """Return what the importer makes of `paths`, each imported by itself.

    Raises:
        ImportFailed: nothing below a path is of that source.
    """
    importer, found = importer_named(name), Tally()
    begun = time.perf_counter()
    for path in paths:
        scan = Scan([path])
        task = Task(Worker(name, BASE, Path(os.devnull), importer.prepare(scan)), seed)
        parts = batches(importer.scan(scan), 100)
        for part in work(tally, parts, start=start, state=task, processes=processes):
            found.add(part)
        found.findings.update(finding.severity.value for finding in scan.findings)
    found.seconds = time.perf_counter() - begun
    return found
