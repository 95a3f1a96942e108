"""Whether the server lives and answers, and its figures: /health, /ready, /metrics."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response

from kgstore.errors import Busy, KgstoreError
from kgstore.web import problem
from kgstore.web.access import require
from kgstore.web.api_models import Health
from kgstore.web.api_openapi import problems
from kgstore.web.metrics import MEDIA_TYPE, Figures, Gauge, process_gauges
from kgstore.web.services import Services, services
from kgstore.web.tokens import Role

router = APIRouter(tags=["health"])
_PATIENCE = 5.0
_COUNTING = 60.0
_Given = Annotated[Services, Depends(services)]


@router.get("/health", operation_id="health", summary="Whether the process lives")
async def health() -> Health:
    """Answer 200 as long as the server runs; nothing is looked at."""
    return Health(status="alive")


@router.get(
    "/ready",
    operation_id="ready",
    summary="Whether the store answers",
    responses=problems(503),
    response_model=Health,
)
async def ready(given: _Given) -> Health | Response:
    """Answer 200 if a reader answers a query, or all are at work; else 503."""
    try:
        answer = await given.readers.run(
            "ASK {}", results="json", graph="ntriples", timeout=_PATIENCE
        )
        async for _ in answer.chunks():
            pass
    except Busy:
        return Health(status="ready")
    except KgstoreError as error:
        return problem.problem(503, "The store does not answer", str(error), {"Retry-After": "5"})
    return Health(status="ready")


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Figures for Prometheus",
    dependencies=[Depends(require(Role.READER))],
    responses={200: {"content": {"text/plain": {}}}, **problems(401)},
    response_class=Response,
)
async def metrics(request: Request, given: _Given) -> Response:
    """Return the figures in Prometheus' text format."""
    figures: Figures = request.app.state.figures
    quads = await to_thread.run_sync(_count, request, given)
    gauges = [
        Gauge("kgstore_commits", "Number of the last commit.", given.store.head),
        Gauge("kgstore_quads", "Quads in the store, counted once a minute at most.", quads),
        Gauge("kgstore_readers_busy", "Reader processes at work.", given.readers.busy),
        Gauge("kgstore_readers_queued", "Queries that wait for one.", given.readers.queued),
        *process_gauges(figures.started),
    ]
    return Response(figures.text(gauges), media_type=MEDIA_TYPE)


@dataclass(frozen=True, slots=True)
class _Counted:
    quads: int
    head: int
    time: float


def _count(request: Request, given: Services) -> int:
    """Count the quads anew only where there may be others: the engine reads all of them for it."""
    known: _Counted | None = getattr(request.app.state, "counted", None)
    head, now = given.store.head, time.monotonic()
    if known is None or (known.head != head and now - known.time > _COUNTING):
        known = _Counted(len(given.store.view), head, now)
        request.app.state.counted = known
    return known.quads
