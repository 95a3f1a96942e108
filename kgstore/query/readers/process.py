"""A reader process, seen from the pool: started, spoken to, ended, and why it ended."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import orjson

import kgstore
from kgstore.errors import KgstoreError, QueryError, ReaderDied
from kgstore.query.readers.answer import Answer
from kgstore.query.readers.checkpoint import Checkpoint
from kgstore.query.readers.reader import exceeded
from kgstore.query.readers.wire import (
    END,
    FAIL,
    MOVE,
    MOVED,
    READY,
    RETIRE,
    Frames,
    Question,
    frame,
)

_START = 30.0
"""Seconds that a reader may take to start."""
_ENVIRONMENT = {
    "RUST_BACKTRACE": "0",  # nothing to make when memory has run out
    "MALLOC_ARENA_MAX": "2",  # else glibc reserves half a gigabyte of addresses for threads
}
_PANIC = re.compile(r"panicked at .*\n(.*)")
_NO_MEMORY = ("memory allocation of", "bad_alloc", "MemoryError")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader is given: memory in MB, the largest result in bytes, the hosts it may call."""

    memory: int
    result: int
    hosts: str


class ReaderProcess(asyncio.Protocol):
    """One reader; it calls `free` after each answer, `gone` once it has ended, `left` a checkpoint.

    `has` are the checkpoints that it may have open.
    """

    def __init__(
        self,
        limits: Limits,
        free: Callable[[ReaderProcess], None],
        gone: Callable[[ReaderProcess], None],
        left: Callable[[Checkpoint], None],
    ) -> None:
        self._limits = limits
        self._free, self._gone, self._left = free, gone, left
        self._frames = Frames()
        self._answer: Answer | None = None
        self._paused = False
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `reap`
        self._words = ""
        self.has: list[Checkpoint] = []
        self.ended = False

    async def start(self) -> None:
        """Start the process, a new one and no fork, and wait until it is ready.

        Raises:
            ReaderDied: it did not start.
        """
        ours, theirs = socket.socketpair()
        # In a thread: on a busy machine it takes over 0.1 s, for which no other query's deadline,
        # nor anything else in the loop, would be heeded.
        spawning = asyncio.ensure_future(asyncio.to_thread(self._spawned, theirs))
        try:
            self._process = await asyncio.shield(spawning)
            loop = asyncio.get_running_loop()
            await loop.create_unix_connection(lambda: self, sock=ours)
            await asyncio.wait_for(asyncio.shield(self._ready), _START)
        except BaseException as error:
            if self._transport is None:
                ours.close()
            self._process = await spawning  # whoever is cancelled leaves no process behind
            self.kill()
            await self.reap()
            if not isinstance(error, (KgstoreError, TimeoutError)):
                raise
            raise ReaderDied(
                f"a reader process did not start: {self._words or 'it says nothing'}",
                subject="readers",
            ) from error

    def _spawned(self, connection: socket.socket) -> subprocess.Popen[bytes]:
        limits = self._limits
        arguments = [str(limits.memory), str(limits.result), limits.hosts]
        package = str(Path(kgstore.__file__).parent.parent)
        path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
        with connection:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "kgstore.query.readers", *arguments],
                stdin=connection.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env={**os.environ, "PYTHONPATH": path, **_ENVIRONMENT},
                start_new_session=True,  # an interrupt from the terminal is for the server alone
            )

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it can be given work."""
        return not self.ended and self._process.poll() is None

    def ask(self, question: Question, checkpoint: Checkpoint, answer: Answer) -> None:
        """Send it a question; what comes back goes to `answer`."""
        if self.ended:
            answer.fail(ReaderDied("the reader of the query ended", subject="query"))
            return
        self._answer = answer
        self._note(checkpoint)
        self._send(question.packed())

    def move(self, checkpoint: Checkpoint) -> None:
        """Make it open a checkpoint, and let go of the one that it has."""
        self._note(checkpoint)
        self._send(frame(MOVE, str(checkpoint.folder).encode()))

    def _note(self, checkpoint: Checkpoint) -> None:
        if checkpoint not in self.has:
            checkpoint.users += 1
            self.has.append(checkpoint)

    def _send(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def pause(self) -> None:
        """Take no more from the reader for a while."""
        if self._transport is not None and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Take more again."""
        if self._transport is not None and self._paused and not self.ended:
            self._paused = False
            self._transport.resume_reading()

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        if self._transport is not None:
            self._transport.abort()

    async def reap(self) -> None:
        """Wait until the process is gone for good, and let go of all that it had."""
        pause = 0.001
        while self._process.poll() is None:
            await asyncio.sleep(pause)
            pause = min(2 * pause, 0.05)
        if not self._errors.closed:
            self._words = _end_of(self._errors)
            self._errors.close()
        if self._answer is not None:
            self._answer.fail(self._cause())
            self._answer = None
        while self.has:
            self._left(self.has.pop())

    def _cause(self) -> KgstoreError:
        code, told = self._process.returncode, self._words
        if any(words in told for words in _NO_MEMORY):
            return exceeded(self._limits.memory << 20)
        if code == -signal.SIGSEGV or "overflowed its stack" in told:
            message = "the query brought its reader down: it is nested too deeply"
            return QueryError(message, subject="query")
        if panic := _PANIC.search(told):
            message = f"the engine gave up on the query: {panic[1]}"
            advice = "Where it sorts values of several kinds, sort by STR() of them."
            return ReaderDied(message, subject="query", advice=advice)
        how = f"by signal {-code}" if code < 0 else f"with status {code}"
        return ReaderDied(
            f"the reader of the query ended {how}",
            subject="query",
            advice="Is the machine out of memory? Otherwise ask again.",
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        # uvloop's transports are no subclasses of asyncio's.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Hand each frame to whom it is for."""
        for kind, payload in self._frames.feed(data):
            if kind == READY:
                self._ready.set_result(None)
            elif kind == MOVED:
                self._leave_those_before(payload.decode())
            elif self._answer is not None:
                self._deliver(self._answer, kind, payload)

    def _deliver(self, answer: Answer, kind: bytes, payload: bytes) -> None:
        answer.receive(kind, payload)
        if kind not in {END, FAIL}:
            return
        self._answer = None
        self.resume()
        if payload == RETIRE or (kind == FAIL and orjson.loads(payload)["last"]):
            self.kill()
        else:
            self._free(self)

    def _leave_those_before(self, folder: str) -> None:
        while self.has and str(self.has[0].folder) != folder:
            self._left(self.has.pop(0))

    def connection_lost(self, _error: Exception | None) -> None:
        """Take note that it has ended, or is about to."""
        self.ended = True
        if not self._ready.done():
            self._ready.set_exception(ReaderDied("it ended", subject="readers"))
            self._ready.exception()  # it may be that nobody asks any more
        else:
            self._gone(self)


def _end_of(file: IO[bytes]) -> str:
    file.seek(max(0, file.seek(0, os.SEEK_END) - 2000))
    return file.read().decode("utf-8", "replace").strip()
