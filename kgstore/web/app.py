"""The application: the routers put together over the services of one store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from kgstore import __version__
from kgstore.web import (
    about,
    api,
    assets,
    catalogue,
    documents,
    graphs,
    home,
    linked,
    login,
    ontology_pages,
    ontology_pages_vocabulary,
    pages_dataset,
    problem,
    sitemap,
    sparql,
    update,
    warming,
)
from kgstore.web.ask import router as ask
from kgstore.web.compare import pages as compare
from kgstore.web.concepts import routes as concepts
from kgstore.web.curate import routes as curate
from kgstore.web.dataset import leaderboard_page
from kgstore.web.find import page as find_page
from kgstore.web.model import routes as model_routes
from kgstore.web.services import Services

ROUTERS: list[APIRouter] = [
    update.router,
    graphs.router,
    home.router,
    find_page.router,
    assets.router,
    login.router,
    curate.router,
    compare.router,
    about.router,
    ask.router,
    linked.router,
    leaderboard_page.router,
    model_routes.router,
    pages_dataset.router,
    catalogue.router,
    ontology_pages.router,
    ontology_pages_vocabulary.router,
    sitemap.router,
    concepts.router,
]
"""The routers, in the order in which paths are matched; each module of this package adds its own
here by one import and one entry."""


def create_app(services: Services) -> FastAPI:
    """Return the application that serves the store of `services`."""

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        await services.readers.start()
        app.state.finding.start()
        asking = warming.begin(app, services)
        yield
        asking.cancel()
        await app.state.jobs.close()
        await asyncio.to_thread(app.state.finding.stop)
        await services.readers.close()
        services.writer.shutdown()

    app = FastAPI(
        title="kgstore",
        version=__version__,
        summary="What is known of machine-learning models, as a knowledge graph.",
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        redirect_slashes=False,
    )
    app.state.services = services
    app.state.as_page = documents.as_page
    problem.install(app)
    app.include_router(sparql.router)  # first: what is asked most should be found soonest
    api.install(app, services)
    for router in ROUTERS:
        app.include_router(router)
    api.complete(app)
    return app
