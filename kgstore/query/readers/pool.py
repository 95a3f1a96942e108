"""The pool of reader processes: SPARQL of anybody, with a deadline, limits and a bounded queue.

A query goes to a process that is free, over a checkpoint that shows every acknowledged commit. Its
deadline counts from the call, waiting included. Whoever goes over a limit or leaves has the process
ended, which takes effect at once, whatever the engine is doing; another is started in its place. A
point query costs about 0.2 ms more than in this process, a new reader is ready in some 0.1 s.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from kgstore.commit.store import Store
from kgstore.errors import Busy, QuerySyntaxError, ReaderDied, UnknownFormat
from kgstore.query.readers.answer import Answer
from kgstore.query.readers.checkpoint import Checkpoint, Checkpoints
from kgstore.query.readers.process import Limits, ReaderProcess
from kgstore.query.readers.waiting import Waiting
from kgstore.query.readers.wire import Question
from kgstore.query.results import GRAPH_FORMATS, ROW_FORMATS
from kgstore.settings import Settings

_IDLE = 1.0
"""Seconds after a checkpoint at which readers that have nothing to do move to it."""
_PAUSE, _LONGEST = 0.2, 10.0
"""Seconds to wait when a reader does not start; then twice that, and so on up to the second."""
_GRAPHS: Final = frozenset({*GRAPH_FORMATS, "rdfxml"})
_log = logging.getLogger("kgstore.readers")


class ReaderPool:
    """Answers queries over `store` by processes; to be started and closed in one event loop."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._limits = Limits(
            settings.query_memory, settings.result_limit << 20, settings.federation
        )
        self._waiting: Waiting[ReaderProcess] = Waiting(settings.queue)
        self._executor = ThreadPoolExecutor(2, "readers")
        self._checkpoints = Checkpoints(store, self._executor, self._on_checkpoint)
        self._readers: set[ReaderProcess] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._mover: asyncio.TimerHandle | None = None
        self._closed = False

    async def start(self) -> None:
        """Start the readers; return when all are ready.

        Raises:
            ReaderDied: one does not start.
        """
        self._checkpoints.open()
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._settings.readers):
                    group.create_task(self._add())
        except* ReaderDied as failed:
            await self.close()
            raise failed.exceptions[0] from None

    async def close(self) -> None:
        """End all readers and whatever they do; again does nothing."""
        if self._closed:
            return
        self._closed = True
        self._waiting.refuse(_closing())
        if self._mover is not None:
            self._mover.cancel()
        for reader in self._readers:
            reader.kill()
        await asyncio.gather(*(reader.reap() for reader in self._readers))
        self._readers.clear()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._checkpoints.close()
        self._executor.shutdown()

    @property
    def queued(self) -> int:
        """How many queries wait for a reader."""
        return len(self._waiting)

    @property
    def busy(self) -> int:
        """How many readers are at work, or being replaced."""
        return self._settings.readers - len(self._waiting.free)

    @property
    def pids(self) -> list[int]:
        """The numbers of the reader processes."""
        return sorted(reader.pid for reader in self._readers)

    async def run(
        self,
        text: str,
        *,
        results: str,
        graph: str,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        timeout: float | None = None,
    ) -> Answer:
        """Return the answer to a query, once its first bytes are there or all of it.

        `results` names the format of rows and of yes or no, `graph` that of triples. Graphs make
        up the dataset of the query as the protocol has it; both None is the whole store.
        `timeout` is in seconds.

        Raises:
            QuerySyntaxError: the text is not SPARQL.
            QueryError: it would call another host, or fails; or a subclass of it (time, memory,
                size).
            UnknownFormat: there is no such format.
            Busy: too many queries wait, or no reader became free before the deadline.
            ReaderDied: the reader ended.
        """
        _check(text, results, graph)
        seconds = self._settings.query_timeout if timeout is None else timeout
        deadline = asyncio.get_running_loop().time() + seconds
        reader, checkpoint = await self._reader(deadline)
        answer = Answer(reader, checkpoint.head, deadline, seconds)
        question = Question(
            str(checkpoint.folder),
            text,
            results,
            graph,
            None if default_graphs is None else list(default_graphs),
            None if named_graphs is None else list(named_graphs),
            seconds,
        )
        reader.ask(question, checkpoint, answer)
        try:
            await answer.begun()
        except BaseException:
            answer.drop()
            raise
        return answer

    async def _reader(self, deadline: float) -> tuple[ReaderProcess, Checkpoint]:
        """Return a reader for one query, and the checkpoint that it is to read."""
        while True:
            if self._closed:
                raise _closing()
            latest = self._checkpoints.latest
            at_it = (reader for reader in self._waiting.free if latest in reader.has)
            reader = await self._waiting.take(deadline, next(at_it, None))
            if reader.is_alive():
                break
        try:
            async with asyncio.timeout_at(deadline):
                return reader, await self._checkpoints.current()
        except TimeoutError:
            self._give(reader)
            raise Busy("the store could not be copied in time", self.queued) from None
        except BaseException:
            self._give(reader)
            raise

    def _give(self, reader: ReaderProcess) -> None:
        if not reader.ended:
            self._waiting.give(reader)

    async def _add(self) -> None:
        reader = ReaderProcess(self._limits, self._give, self._replace, self._checkpoints.leave)
        await reader.start()
        if self._closed:
            reader.kill()
            await reader.reap()
            return
        self._readers.add(reader)
        self._give(reader)

    def _replace(self, reader: ReaderProcess) -> None:
        """Take note that a reader has ended; start another beside, and clear up."""
        self._waiting.remove(reader)
        if self._closed:
            return
        self._readers.discard(reader)
        for work in (reader.reap(), self._add_again()):
            task = asyncio.create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _add_again(self) -> None:
        pause = _PAUSE
        while not self._closed:
            try:
                return await self._add()
            except (ReaderDied, OSError) as error:
                _log.error("%s; trying again in %g s", error, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST)

    def _on_checkpoint(self) -> None:
        if self._mover is None and not self._closed:
            self._mover = asyncio.get_running_loop().call_later(_IDLE, self._move_idle)

    def _move_idle(self) -> None:
        self._mover, latest = None, self._checkpoints.latest
        for reader in self._waiting.free:
            if latest is not None and reader.has and latest not in reader.has:
                reader.move(latest)


def _check(text: str, results: str, graph: str) -> None:
    for name, known in ((results, ROW_FORMATS), (graph, _GRAPHS)):
        if name not in known:
            advice = f"Take one of: {', '.join(sorted(known))}."
            raise UnknownFormat(f"there is no format {name}", subject=name, advice=advice)
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise QuerySyntaxError("the query is no Unicode text", subject="query")


def _closing() -> Busy:
    return Busy("the server is closing")
