"""Crawls the Hub into a store: batch by batch, from where it stopped, no further than is new.

Each batch is fetched, then committed, then noted in `online/` of the store: how far the list was
read, and up to which change all is known. So a crawl that is killed goes on from its last batch;
what was fetched twice is found unchanged. The store is open only while a batch is committed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import orjson

from kgstore import opening
from kgstore.errors import ImportFailed
from kgstore.import_report import ImportReport
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.huggingface import importer
from kgstore.importers.huggingface.fetching import Patience, Stopped
from kgstore.importers.huggingface.online import Hub, Wanted, connected
from kgstore.pipeline import import_source
from kgstore.records.iri import digest
from kgstore.records.record import Record
from kgstore.settings import Settings

BATCH = 500
_SOONER = 900.0
"""Seconds after which a standing crawl tries again when the Hub did not answer."""

Note = Callable[[str], None]


@dataclass(slots=True)
class State:
    """How far a crawl of one scope has come; moments are the Hub's own texts.

    Everything changed up to `seen_until` is known. While a crawl is under way `following` is the
    query of its next page, `newest` the newest change that it met, `until` where it may end.
    """

    seen_until: str = ""
    following: str = ""
    newest: str = ""
    until: str = ""

    @classmethod
    def read(cls, path: Path) -> State:
        """Return the state in a file; a new one if there is none, or none that can be read."""
        try:
            said = orjson.loads(path.read_bytes())
            return cls(**{f.name: str(said.get(f.name, "")) for f in fields(cls)})
        except (OSError, orjson.JSONDecodeError, AttributeError):
            return cls()

    def write(self, path: Path) -> None:
        """Put the state into its file, whole or not at all."""
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(orjson.dumps(asdict(self)))
        part.replace(path)


@dataclass(slots=True)
class _Fetched:
    """Items as a source that the pipeline imports; a worker makes records of them as of files."""

    items: list[Item]
    name: str = importer.name
    title: str = importer.title
    reads: str = importer.reads
    homepage: str = importer.homepage

    def prepare(self, scan: Scan) -> None:
        """Return None: the items share nothing."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Return the items."""
        return self.items

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield what the importer of files makes of an item."""
        return importer.records(item, context)


@dataclass(slots=True)
class Crawl:
    """One crawl; `since_last` ends it where the last one began, `again` forgets where that was."""

    settings: Settings
    wanted: Wanted
    stop: threading.Event
    note: Note
    since_last: bool = False
    again: bool = False
    patience: Patience | None = None
    batch: int = BATCH

    def run(self) -> ImportReport:
        """Read what is wanted; return what became of it, also if told to stop.

        Raises:
            ImportFailed: the Hub gives no answer; what was committed before stays.
            StoreError: there is no store, or it is in use.
        """
        report = ImportReport(importer.name)
        with opening.for_reading(self.settings):
            pass  # a missing store is told before anything is fetched
        hub = connected(self.stop, self.note, self.patience)
        try:
            read = self._named if self.wanted.named else self._listed
            read(hub, report)
        except Stopped:
            self.note("stopped; the same command goes on from the last batch.")
        finally:
            hub.fetcher.close()
        return report

    @property
    def _place(self) -> Path:
        scope = orjson.dumps(asdict(self.wanted), option=orjson.OPT_SORT_KEYS).decode()
        where = os.environ.get("HF_ENDPOINT", "")
        return self.settings.store / "online" / f"huggingface-{digest(where + scope)}.json"

    def _named(self, hub: Hub, report: ImportReport) -> None:
        state = self._state()
        known = state.seen_until if self.since_last else ""
        fresh = []
        for name, answer in hub.named(self.wanted):
            if answer is None:
                self.note(f"{name}: the Hub has none of this name for us.")
            elif _changed(answer) >= known:
                fresh.append(answer)
                state.newest = max(state.newest, _changed(answer))
        self._commit(hub, fresh, report)
        State(seen_until=state.newest or known).write(self._place)

    def _listed(self, hub: Hub, report: ImportReport) -> None:
        state = self._state()
        if state.following:
            self.note("an earlier crawl was broken off; going on from there.")
        else:
            state.until = state.seen_until if self.since_last else ""
            state.newest, state.following = "", self.wanted.query()
        while state.following:
            answers = list(self._answers(hub, state, report.counts.read))
            self._commit(hub, answers, report)
            if not state.following:
                state.seen_until = max(state.newest, state.seen_until)
            state.write(self._place)
            if answers:
                self.note(f"{report.counts.read:,} read, changed {_changed(answers[-1])} or later")

    def _state(self) -> State:
        if self.again:
            self._place.unlink(missing_ok=True)
        return State.read(self._place)

    def _answers(self, hub: Hub, state: State, before: int) -> Iterator[dict[str, Any]]:
        """Yield the answers of a batch of pages; afterwards `state` says where the next begins."""
        most = self.wanted.limit - before if self.wanted.limit else 0
        number = 0
        while state.following and number < self.batch:
            page = hub.page(self.wanted, state.following)
            if page is None:
                raise ImportFailed(
                    f"the Hub does not know this page of its list: {state.following[:80]}",
                    subject=hub.endpoint,
                    advice="--again begins anew.",
                )
            state.following = page.following
            for answer in page.answers:
                if _changed(answer) < state.until or (most and number == most):
                    state.following = ""
                    break
                number += 1
                state.newest = max(state.newest, _changed(answer))
                yield answer
            if not page.answers or (most and number == most):
                state.following = ""

    def _commit(self, hub: Hub, answers: list[dict[str, Any]], report: ImportReport) -> None:
        if not answers:
            return
        items = hub.items(self.wanted, answers)
        with opening.for_writing(self.settings) as store:
            settings = self.settings.with_(workers=1)  # one batch is soon done
            done = import_source(store, _Fetched(items), [], settings, again=self.again)
        _add(report, done)


def standing(crawl: Crawl, every: float, done: Callable[[ImportReport], None]) -> None:
    """Crawl again and again, `every` so many seconds, what is new, until told to stop."""
    while not crawl.stop.is_set():
        wait = every
        try:
            done(crawl.run())
        except ImportFailed as error:
            wait = min(every, _SOONER)
            crawl.note(f"{error}")
        crawl.since_last, crawl.again = True, False
        if not crawl.stop.is_set():
            crawl.note(f"the next crawl begins in {wait:,.0f} s.")
            crawl.stop.wait(wait)


def _changed(answer: dict[str, Any]) -> str:
    """Return when a repository was changed last; all moments of the Hub are written alike."""
    return str(answer.get("lastModified") or answer.get("createdAt") or "9999")


def _add(total: ImportReport, part: ImportReport) -> None:
    for one in fields(total.counts):
        number = getattr(total.counts, one.name) + getattr(part.counts, one.name)
        setattr(total.counts, one.name, number)
    total.findings += part.findings
    total.losses.add(part.losses.counts)
