"""Work shared among processes: in order, bounded, and a death of a worker is told."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from kgstore.errors import KgstoreError
from kgstore.pool import batches, work

started: list[str] = []


def start(state: str) -> None:
    started[:] = [state]


def double(part: list[int]) -> list[str]:
    return [f"{started[0]}{2 * number}" for number in part]


def die(part: list[int]) -> list[int]:
    os.kill(os.getpid(), signal.SIGKILL)
    return part


def test_results_come_in_the_order_of_the_parts() -> None:
    parts = batches(range(9), 2)
    done = work(double, parts, start=start, state="n", processes=2)
    assert [text for part in done for text in part] == [f"n{2 * number}" for number in range(9)]


def test_one_part_is_worked_on_in_this_process() -> None:
    started.clear()
    done = work(double, batches([1], 5), start=start, state="here", processes=2)
    assert list(done) == [["here2"]]
    assert started == ["here"]


def test_parts_are_taken_only_a_few_ahead() -> None:
    taken: list[int] = []

    def parts() -> Iterator[list[int]]:
        for number in range(40):
            taken.append(number)
            yield [number]

    done = work(double, parts(), start=start, state="", processes=2)
    next(done)
    assert len(taken) <= 6
    assert len(list(done)) == 39


def test_a_worker_that_dies_is_told_of() -> None:
    with pytest.raises(KgstoreError, match="a worker process died"):
        list(work(die, batches(range(4), 2), start=start, state="", processes=2))
