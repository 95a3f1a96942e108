"""Runs an endless query in one of two readers, tells their numbers, and waits to be killed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from kgstore.commit.store import Store
from kgstore.query.readers.pool import ReaderPool
from kgstore.settings import Settings


async def main(path: Path, text: str) -> None:
    with Store.open(path, write=True) as store:
        pool = ReaderPool(store, Settings(readers=2))
        await pool.start()
        running = asyncio.create_task(pool.run(text, results="json", graph="turtle"))
        await asyncio.sleep(0.2)
        sys.stdout.write(" ".join(map(str, pool.pids)) + "\n")
        sys.stdout.flush()
        await running


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
