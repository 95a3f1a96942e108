"""Work shared among processes: in order, bounded, and a death of a worker is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

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


FATHER = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from tests.test_pool import slow, start
from kgstore.pool import batches, work
if __name__ == "__main__":
    for pids in work(slow, batches(range(100), 1), start=start, state="", processes=2):
        print(*pids, flush=True)
"""


def slow(part: list[int]) -> list[int]:
    time.sleep(0.05)
    return [os.getpid()]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().split(")")[-1].split()[0] != "Z"


def test_workers_do_not_outlive_their_parent(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "father.py").write_text(FATHER)
    command = [sys.executable, str(tmp_path / "father.py"), str(checkout)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as father:
        assert father.stdout is not None
        workers = {int(father.stdout.readline()) for _ in range(6)}
        father.kill()
    deadline = time.monotonic() + 20
    while any(map(is_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(is_alive, workers))
