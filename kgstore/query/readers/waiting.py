"""Who gets the next free reader: in the order of asking, with a bound on how many may wait."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

from kgstore.errors import Busy

T = TypeVar("T")


class Waiting(Generic[T]):
    """Things that are lent one to each; at most `most` may wait for one.

    >>> async def example():
    ...     waiting = Waiting(1)
    ...     waiting.give("reader")
    ...     return await waiting.take(0.0, None)
    >>> asyncio.run(example())
    'reader'
    """

    def __init__(self, most: int) -> None:
        self.free: list[T] = []
        self._most = most
        self._queue: deque[asyncio.Future[T]] = deque()

    def __len__(self) -> int:
        return len(self._queue)

    async def take(self, deadline: float, best: T | None) -> T:
        """Return a free one, `best` if it is; wait for one until `deadline` (the loop's time).

        Raises:
            Busy: too many wait already, or none became free in time.
        """
        if self.free:
            index = self.free.index(best) if best in self.free else -1
            return self.free.pop(index)
        if len(self._queue) >= self._most:
            raise Busy(f"all readers have work, and {len(self)} queries wait", len(self))
        turn: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            async with asyncio.timeout_at(deadline):
                return await turn
        except TimeoutError:
            self._forget(turn)
            message = f"no reader became free in time; {len(self)} more queries wait"
            raise Busy(message, len(self)) from None
        except asyncio.CancelledError:
            self._forget(turn)
            raise

    def give(self, thing: T) -> None:
        """Lend it to who waits longest, or keep it."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(thing)
                return
        self.free.append(thing)

    def remove(self, thing: T) -> None:
        """Lend it no more."""
        if thing in self.free:
            self.free.remove(thing)

    def refuse(self, error: Exception) -> None:
        """Send all who wait away."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_exception(error)

    def _forget(self, turn: asyncio.Future[T]) -> None:
        if turn in self._queue:
            self._queue.remove(turn)
        elif turn.done() and not turn.cancelled() and turn.exception() is None:
            self.give(turn.result())
