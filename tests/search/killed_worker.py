"""Commits and follows with the index, and is killed: by itself at a place, or by who started it.

python -m tests.search.killed_worker STORE between|middle|built|SEED
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kgstore.commit.store import Store
from kgstore.search import folder, index, schema
from kgstore.search.index import SearchIndex
from tests.search import toy


def main(path: Path, where: str) -> None:
    with Store.open(path, write=True) as store:
        searching = SearchIndex(store)
        if where.isdecimal():
            follow(store, searching, random.Random(int(where)))
        toy.commit(store, toy.model("killed", 3))
        if where == "between":
            setattr(index, "changes", killed)  # noqa: B010 - the name as the module has it
        elif where == "middle":
            folder.Writing.commit = after(folder.Writing.add, killed)  # type: ignore[method-assign]
        else:
            schema.documents = after(schema.documents, killed)
        searching.current()


def follow(store: Store, searching: SearchIndex, chance: random.Random) -> None:
    """Commit and follow until somebody ends this process."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        count = 600 if chance.random() < 0.1 else chance.randint(1, 5)
        numbers = chance.sample(range(1000), count)
        seed = chance.randrange(10**6)
        toy.commit(store, *(toy.model(f"m{number}", seed + number) for number in numbers))
        searching.current()


def killed(*_arguments: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def after(_function: Callable[..., Any], instead: Callable[..., Any]) -> Callable[..., Any]:
    """Return what ends the process in the place of a function."""
    return instead


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
