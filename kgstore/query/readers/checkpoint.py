"""Checkpoints: copies of the live view, by hard links, that reader processes have open.

The live folder is never opened beside a writer. A checkpoint is made when a query needs a newer
state than the last one shows, at most two in any second (one costs some 20 ms and 3 MB); who comes
in between shares the next one. It is removed when there is a newer one and its last reader has
left, never before: a reader whose files are gone grows without bound.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from kgstore.commit.format import Layout
from kgstore.commit.store import Store

_MOST, _SPAN = 2, 1.0
"""So many checkpoints in so many seconds."""


@dataclass(eq=False, slots=True)
class Checkpoint:
    """A copy of the view; `head` is the commit that it shows, `users` how many readers have it."""

    folder: Path
    head: int
    users: int = 0


class Checkpoints:
    """The checkpoints of one server; `made` is called after each.

    A store that is open for reading only does not change: its own folder is its checkpoint.
    """

    def __init__(self, store: Store, executor: Executor, made: Callable[[], None]) -> None:
        self._store, self._executor, self._told = store, executor, made
        self._root = Layout(store.path).checkpoints
        self._times: deque[float] = deque(maxlen=_MOST)
        self._count = 0
        self._making: asyncio.Task[None] | None = None
        self._removals: set[asyncio.Future[None]] = set()
        self.latest: Checkpoint | None = None

    def open(self) -> None:
        """Remove what an earlier process left; the store's lock says that it is gone."""
        if self._store.writable:
            shutil.rmtree(self._root, ignore_errors=True)
            self._root.mkdir()
        else:
            self.latest = Checkpoint(self._store.view.folder, self._store.head)

    async def current(self) -> Checkpoint:
        """Return a checkpoint that shows every commit acknowledged before this call.

        Raises:
            StoreError: it cannot be made, as when the disk is full.
        """
        wanted = self._store.head
        # A commit that fails takes the head back, so that it is asked for again.
        while self.latest is None or self.latest.head < min(wanted, self._store.head):
            if self._making is None:
                self._making = asyncio.create_task(self._make())
                self._making.add_done_callback(_seen)  # it may be that nobody waits any more
            await asyncio.shield(self._making)
        return self.latest

    def leave(self, checkpoint: Checkpoint) -> None:
        """Note that a reader has let go of it."""
        checkpoint.users -= 1
        self._drop_if_free(checkpoint)

    async def close(self) -> None:
        """Remove all; no reader may be left."""
        if self._making is not None:
            await asyncio.wait([self._making])
        if self._removals:
            await asyncio.wait(self._removals)
        if self._store.writable:
            shutil.rmtree(self._root, ignore_errors=True)
        self.latest = None

    async def _make(self) -> None:
        try:
            loop = asyncio.get_running_loop()
            if len(self._times) == _MOST:
                await asyncio.sleep(self._times[0] + _SPAN - loop.time())
            self._times.append(loop.time())
            self._count += 1
            folder = self._root / str(self._count)
            head = await loop.run_in_executor(self._executor, self._made, folder)
        finally:
            self._making = None
        before, self.latest = self.latest, Checkpoint(folder, head)
        if before is not None:
            self._drop_if_free(before)
        self._told()

    def _made(self, folder: Path) -> int:
        try:
            return self._store.checkpoint(folder)
        except BaseException:
            _remove(folder)
            raise

    def _drop_if_free(self, checkpoint: Checkpoint) -> None:
        if checkpoint.users or checkpoint is self.latest or not self._store.writable:
            return
        loop = asyncio.get_running_loop()
        removal = loop.run_in_executor(self._executor, _remove, checkpoint.folder)
        self._removals.add(removal)
        removal.add_done_callback(self._removals.discard)


def _seen(task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        task.exception()


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
