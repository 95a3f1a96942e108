"""The API under /api/v1, health and metrics: their routers, jobs and OpenAPI document."""

from __future__ import annotations

from fastapi import FastAPI

from kgstore.web import (
    api_checks,
    api_history,
    api_imports,
    api_openapi,
    api_queries,
    api_records,
    health,
    layers,
)
from kgstore.web.jobs import Jobs
from kgstore.web.services import Services

TAGS = [
    {"name": "records", "description": "One source's description of one thing, as JSON-LD."},
    {"name": "imports", "description": "Many records at once, from files of a source."},
    {"name": "queries", "description": "Named questions, with their parameters."},
    {"name": "commits", "description": "The ledger: who said what, when."},
    {"name": "quarantine", "description": "Records that imports refused, until they are mended."},
    {"name": "health", "description": "For those who watch the server."},
]


def install(app: FastAPI, services: Services) -> None:
    """Add what this module names to the app; to be called before other routers are added."""
    app.state.jobs = Jobs(services)
    app.openapi_tags = TAGS
    layers.install(app, services)
    for module in (api_records, api_checks, api_imports, api_history, health):
        app.include_router(module.router)
    app.include_router(api_queries.router_of(services.library))


def complete(app: FastAPI) -> None:
    """Complete the OpenAPI document, once every router is there."""
    api_openapi.complete(app)
