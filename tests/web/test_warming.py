"""A server asks itself for pages: at its start, and when writing has come to rest."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse

from kgstore.web.warming import PLACES, Warming, places
from tests.web.find.conftest import make
from tests.web.server import base_of, listening, serve

REST = 0.2


def app_that_counts(asked: list[str]) -> FastAPI:
    app = FastAPI()

    @app.get("/good")
    def good() -> PlainTextResponse:
        asked.append("good")
        return PlainTextResponse("good")

    @app.get("/bad")
    def bad() -> None:
        asked.append("bad")
        raise RuntimeError("bad")

    @app.get("/busy")
    def busy() -> PlainTextResponse:
        asked.append("busy")
        return PlainTextResponse("busy", 503 if asked.count("busy") == 1 else 200)

    return app


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.02)


def test_pages_are_asked_for_at_the_start_and_after_writes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: list[str] = []
    warming = Warming(app_that_counts(asked), ["/bad", "/busy", "/good"], REST)

    async def run() -> None:
        task = asyncio.create_task(warming.run())
        await until(lambda: asked == ["bad", "busy", "busy", "good"])
        writer = threading.Thread(target=warming.written)
        writer.start()
        writer.join()
        warming.written()
        await until(lambda: asked[4:] == ["bad", "busy", "good"])
        await asyncio.sleep(2 * REST)
        assert len(asked) == 7, "two writes that follow each other are one reason"
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert "/bad answered 500" in caplog.text


def test_every_page_that_is_asked_for_is_there(tmp_path: Path) -> None:
    path, listener = tmp_path / "store", listening()
    make(path, base_of(listener))
    with serve(path, listener, {}, warm=True, public=False) as running:
        log = path.with_name("store.log")
        for place in PLACES:
            assert httpx.get(running.url + place, timeout=60).status_code == 401, "it is private"
    assert "asked for beforehand" not in log.read_text("utf-8")
    assert len(places()) > len(PLACES)
