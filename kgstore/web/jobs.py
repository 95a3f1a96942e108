"""Imports under way: each waits for its turn on the thread that writes, and tells how far it is.

Jobs are kept in memory: what an import did is in the ledger, and a server that stops forgets only
who asked for it. One that is stopped with the server leaves the store as it was.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from kgstore.errors import ImportFailed, KgstoreError, NotFound, StoreBusy
from kgstore.import_report import ImportReport
from kgstore.importers.base import Importer
from kgstore.pipeline import import_source
from kgstore.web.services import Services

_KEPT = 100
_WAITING = 20
_FOLDER = "uploads"


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(slots=True)
class Job:
    """One import of files in `folder`, for `agent`; `read` counts records as they are read.

    `commit` is the number of what it committed; None where nothing was.
    """

    importer: Importer
    agent: str
    folder: Path
    files: int
    dry_run: bool
    again: bool = False
    id: str = field(default_factory=lambda: uuid4().hex)
    state: State = State.WAITING
    read: int = 0
    created: str = ""
    started: str | None = None
    ended: str | None = None
    error: KgstoreError | None = None
    report: ImportReport | None = None
    commit: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has ended, one way or the other."""
        return self.state in {State.DONE, State.FAILED}


class Jobs:
    """The imports since the start of the server; the newest hundred are remembered."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False
        shutil.rmtree(services.store.path / _FOLDER, ignore_errors=True)  # a crash may leave it

    def __iter__(self) -> Iterator[Job]:
        """Yield the jobs, the newest first."""
        yield from reversed(self._jobs.values())

    def find(self, identity: str) -> Job:
        """Return a job.

        Raises:
            NotFound: there is none, or it was so long ago that it is forgotten.
        """
        if identity not in self._jobs:
            raise NotFound(f"there is no import {identity}", subject=identity)
        return self._jobs[identity]

    def refuse_more(self) -> None:
        """Return if another job may wait.

        Raises:
            StoreBusy: too many do, or the server is stopping.
        """
        if self._stopping:
            raise StoreBusy("the server is stopping", advice="Try again later.")
        if sum(not job.is_over for job in self) >= _WAITING:
            raise StoreBusy(f"{_WAITING} imports are waiting", advice="Try again later.")

    def begin(self, job: Job) -> None:
        """Take a job on; it runs when the writes before it are done."""
        job.created = _now()
        self._jobs[job.id] = job
        for old in [job for job in self._jobs.values() if job.is_over]:
            if len(self._jobs) > _KEPT:
                del self._jobs[old.id]
        task = asyncio.create_task(self._run(job))
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._settle(job, ended))

    @property
    def is_stopping(self) -> bool:
        """Whether the server is about to stop."""
        return self._stopping

    def stop(self) -> None:
        """Make what is under way end soon, leaving the store as it was; take nothing more on."""
        self._stopping = True

    async def close(self) -> None:
        """Wait until what is under way has ended."""
        self.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, job: Job) -> None:
        try:
            await self._services.write(lambda: self._work(job), patience=None)
        finally:
            await asyncio.to_thread(shutil.rmtree, job.folder, ignore_errors=True)

    def _settle(self, job: Job, ended: asyncio.Task[None]) -> None:
        self._tasks.discard(ended)
        error = StoreBusy("the server stopped") if ended.cancelled() else ended.exception()
        if error is not None and not isinstance(error, KgstoreError):
            error = KgstoreError(f"an error that kgstore did not foresee: {error!r}")
        job.error = error
        job.state = State.FAILED if error else State.DONE
        job.ended = _now()

    def _work(self, job: Job) -> None:
        self._go_on()
        job.state, job.started = State.RUNNING, _now()
        before = self._services.store.head
        job.report = import_source(
            self._services.store,
            job.importer,
            [job.folder],
            self._services.settings.with_(agent=job.agent),
            dry_run=job.dry_run,
            again=job.again,
            progress=lambda read: self._note(job, read),
        )
        after = self._services.store.head
        job.commit = after if after > before else None
        report = job.report
        report.findings = [replace(f, file=as_uploaded(f.file)) for f in report.findings]

    def _note(self, job: Job, read: int) -> None:
        job.read = read
        self._go_on()

    def _go_on(self) -> None:
        if self._stopping:
            raise ImportFailed("the server is stopping; nothing of the import was kept")


def upload_folder(store: Path) -> Path:
    """Return a new folder for the files of one import; it goes when the import has ended."""
    folder = store / _FOLDER / uuid4().hex
    folder.mkdir(parents=True)
    return folder


def as_uploaded(file: str) -> str:
    """Return the name of a file as its user gave it.

    >>> as_uploaded(f"/srv/zoo/uploads/{'0f' * 16}/models/tiny.json:3")
    'models/tiny.json:3'
    """
    return re.sub(rf"^.*/{_FOLDER}/[0-9a-f]{{32}}/", "", file)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
