"""The API under /api/v1, health and metrics: their routers, jobs and OpenAPI document."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.routing import APIRoute

from kgstore.web import (
    api_checks,
    api_find,
    api_history,
    api_imports,
    api_link,
    api_links,
    api_links_import,
    api_openapi,
    api_origin,
    api_queries,
    api_records,
    health,
    layers,
)
from kgstore.web.api_methods import Methods
from kgstore.web.finding import Finding
from kgstore.web.jobs import Jobs
from kgstore.web.services import Services

_MODULES = (
    api_origin,
    api_find,
    api_records,
    api_checks,
    api_imports,
    api_link,
    api_links_import,
    api_history,
    health,
)
TAGS = [
    {"name": "records", "description": "One source's description of one thing, as JSON-LD."},
    {"name": "imports", "description": "Many records at once, from files of a source."},
    {"name": "find", "description": "Search by a filter, with facets, ranges and completion."},
    {"name": "queries", "description": "Named questions, with their parameters."},
    {"name": "links", "description": "Predicted classes and concepts; what curators decided."},
    {"name": "commits", "description": "The ledger: who said what, when."},
    {"name": "quarantine", "description": "Records that imports refused, until they are mended."},
    {"name": "health", "description": "For those who watch the server."},
]


def install(app: FastAPI, services: Services) -> None:
    """Add what this module names to the app; to be called before other routers are added."""
    app.state.jobs = Jobs(services)
    app.state.finding = Finding(services.store)
    services.after_writes.append(app.state.finding.wake)
    app.openapi_tags = TAGS
    routers = [module.router for module in _MODULES]
    routers.append(api_queries.router_of(services.library, services.store.base))
    routers.append(api_links.router_of(services.library))
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    app.add_middleware(Methods, routes=routes)
    layers.install(app, services)
    for router in routers:
        app.include_router(router)


def complete(app: FastAPI) -> None:
    """Complete the OpenAPI document, once every router is there."""
    api_openapi.complete(app)
