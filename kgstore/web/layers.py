"""What lies around every route, from the outside in."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from kgstore.web.access import PrivateGate
from kgstore.web.limits import BodyLimit, RateLimit
from kgstore.web.metrics import Figures
from kgstore.web.negotiation_encoding import Compression
from kgstore.web.security import SecurityHeaders
from kgstore.web.services import Services
from kgstore.web.sparql_answer import AbortQuietly
from kgstore.web.watch import Watch, to_standard_error

EXPOSED = ("ETag", "Link", "Location", "Retry-After", "X-Request-ID", "Content-Profile")
"""Headers that a script of another page may read, besides those that it always may."""


def install(app: FastAPI, services: Services) -> None:
    """Put the layers around the app, and its figures into `app.state.figures`.

    Counted and logged is everything; who may not ask is told before a body is read. Scripts of any
    page may call: tokens go in a header of their own, so no page has more rights than its user
    gives it.
    """
    app.state.figures = Figures()
    log = to_standard_error if services.settings.access_log else None
    app.add_middleware(Compression)
    app.add_middleware(BodyLimit, services=services)
    app.add_middleware(RateLimit, services=services)
    app.add_middleware(PrivateGate, services=services)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["*"],
        expose_headers=EXPOSED,
        max_age=86_400,
    )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AbortQuietly)
    app.add_middleware(Watch, figures=app.state.figures, log=log)
