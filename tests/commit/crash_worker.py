"""Commits until it is killed: says what it tries before each commit, and `ack` when it returned.

    python -m tests.commit.crash_worker STORE SEED

A line `try {...}` holds the changes as JSON: name -> version, or null for a deleted record.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from tests.commit.toy import change, graph, reopen

NAMES = [f"model-{number}" for number in range(40)]
SIZE = 12


def main(path: Path, seed: int) -> None:
    random_ = random.Random(seed)
    with reopen(path) as store:
        say("ready")
        while True:
            kind = random_.choice(["replace", "replace", "delete", "import"])
            count = random_.randint(5, 40) if kind == "import" else random_.randint(1, 3)
            chosen = random_.sample(NAMES, count)
            versions = {name: random_.randrange(10**6) for name in chosen}
            plan: dict[str, int | None] = (
                dict.fromkeys(chosen) if kind == "delete" else {**versions}
            )
            say(f"try {json.dumps(plan)}")
            run(store, kind, [changed(name, version) for name, version in plan.items()])
            say("ack")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def changed(name: str, version: int | None) -> GraphChange:
    return GraphChange(graph(name), None) if version is None else change(name, version, SIZE)


def run(store: Store, kind: str, changes: list[GraphChange]) -> None:
    if kind == "import":
        with store.bulk(agent="worker", message="import") as bulk:
            for one in changes:
                bulk.put(one)
    else:
        store.commit(changes, agent="worker", message=kind)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
