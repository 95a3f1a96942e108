"""Killed at any point, a store keeps what it acknowledged and is whole.

The processes are started anew (never forked) and killed with SIGKILL after a random time, in the
middle of imports, replacements, deletions and recoveries. One store is used all the way through.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kgstore.commit.store import Store
from tests.commit.crash_worker import SIZE
from tests.commit.toy import assert_sound, assert_verified, content, create, graph, reopen

KILLS = 56
State = dict[str, int]


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(tmp_path: Path) -> None:
    path, random_ = tmp_path / "store", random.Random(20260101)
    create(path).close()
    expected: State = {}
    acknowledged = in_flight = 0
    for seed in range(KILLS):
        acks, before, after = killed(path, seed, random_.uniform(0.0, 0.35), expected)
        with reopen(path, write=bool(seed % 2)) as store:
            found = versions(store, before.keys() | after.keys())
            assert found in (before, after), "a commit in flight is neither whole nor absent"
            assert_sound(store)
        in_flight += before != after
        acknowledged, expected = acknowledged + acks, found
    assert_verified(path)
    # Made of chance, but far from these bounds; they show that the kills hit what they should.
    assert acknowledged > KILLS
    assert in_flight > KILLS // 2


def killed(path: Path, seed: int, delay: float, state: State) -> tuple[int, State, State]:
    """Return the number of commits acknowledged, the state after them, and with the one in flight.

    Every fourth process is killed without waiting for it to be ready: while it recovers.
    """
    command = [sys.executable, "-m", "tests.commit.crash_worker", str(path), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        if seed % 4:
            assert process.stdout.readline() == "ready\n"
        else:
            delay += 0.15
        time.sleep(delay)
        process.kill()
        lines = process.stdout.read().splitlines()
    acks, before, after = 0, state, state
    for line in lines:
        what, _, plan = line.partition(" ")
        if what == "ack":
            acks, before = acks + 1, after
        elif plan.endswith("}"):  # a line cut short was never acted upon
            after = applied(before, json.loads(plan))
    return acks, before, after


def applied(state: State, plan: dict[str, int | None]) -> State:
    merged = state | {name: version for name, version in plan.items() if version is not None}
    return {name: version for name, version in merged.items() if plan.get(name, 0) is not None}


def versions(store: Store, names: set[str]) -> State:
    """Return the version of each record that the store has, after comparing every triple of it."""
    found: State = {}
    for name in names:
        lines = store.view.lines(graph(name))
        values = [line for line in lines if "<urn:value>" in line]
        if values:
            found[name] = int(values[0].partition('"')[2].partition(".")[0])
            assert set(lines) == set(content(name, found[name], SIZE).splitlines())
        else:
            assert not lines
    return found
