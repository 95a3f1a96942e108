"""Writes take turns on one thread; who waits too long is not run at all."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import Any, cast

import pytest

from kgstore.errors import StoreBusy
from kgstore.web.services import Services


def test_a_write_that_waits_too_long_is_refused_and_never_run() -> None:
    services = Services(*[cast(Any, None)] * 5)
    done: list[str] = []
    free = Event()

    def long() -> str:
        free.wait(10)
        done.append("long")
        return "long"

    async def work() -> None:
        first = asyncio.create_task(services.write(long))
        await asyncio.sleep(0.01)
        with pytest.raises(StoreBusy, match="busy with another write"):
            await services.write(lambda: done.append("late"), patience=0.05)
        free.set()
        assert await first == "long"
        await services.write(lambda: done.append("next"), patience=5)

    asyncio.run(work())
    services.writer.shutdown()
    assert done == ["long", "next"]


def test_a_write_that_has_begun_is_waited_for() -> None:
    services = Services(*[cast(Any, None)] * 5)
    free = Event()

    async def work() -> bool:
        asyncio.get_running_loop().call_later(0.2, free.set)
        return await services.write(lambda: free.wait(10), patience=0.01)

    assert asyncio.run(work()) is True
    services.writer.shutdown()
