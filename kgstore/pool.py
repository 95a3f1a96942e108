"""Work shared among processes: batches go out in order, results come back in that order.

Processes are spawned, never forked (the store's engine has threads), and only a few batches are
under way at a time, so memory stays bounded however long the source is.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

from kgstore.errors import KgstoreError

T = TypeVar("T")
S = TypeVar("S")
R = TypeVar("R")

AHEAD = 2
"""Batches under way for each process."""


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield `items` in lists of `size`; the last may be shorter.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def work(
    function: Callable[[list[T]], R],
    parts: Iterator[list[T]],
    *,
    start: Callable[[S], None],
    state: S,
    processes: int,
) -> Iterator[R]:
    """Yield `function(part)` for each part; `start(state)` runs first in every process.

    A single part is worked on in this process: starting others would take longer.

    Raises:
        KgstoreError: a process died, as when the machine is out of memory.
    """
    first = next(parts, None)
    if first is None:
        return
    second = next(parts, None)
    if second is None or processes == 1:
        start(state)
        yield function(first)
        rest = parts if second is None else _chain(second, parts)
        yield from (function(part) for part in rest)
        return
    yield from _share(function, _chain(first, _chain(second, parts)), start, state, processes)


def _begin(start: Callable[[S], None], state: S) -> None:
    """Begin a worker's life, which ends when its parent's does, be it by `kill -9`."""
    Thread(target=_follow_the_parent, daemon=True).start()
    start(state)


def _follow_the_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _chain(first: list[T], rest: Iterator[list[T]]) -> Iterator[list[T]]:
    yield first
    yield from rest


def _share(
    function: Callable[[list[T]], R],
    parts: Iterator[list[T]],
    start: Callable[[S], None],
    state: S,
    processes: int,
) -> Iterator[R]:
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(start, state)
    ) as executor:
        waiting: deque[Future[R]] = deque()
        try:
            for part in parts:
                waiting.append(executor.submit(function, part))
                if len(waiting) >= processes * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise KgstoreError(
                "a worker process died",
                subject="import",
                advice="Is the machine out of memory? Fewer --workers need less.",
            ) from error
        finally:
            for future in waiting:
                future.cancel()
