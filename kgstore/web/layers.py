"""What lies around every route, from the outside in."""

from __future__ import annotations

from fastapi import FastAPI

from kgstore.web.access import PrivateGate
from kgstore.web.limits import BodyLimit, RateLimit
from kgstore.web.metrics import Figures
from kgstore.web.security import SecurityHeaders
from kgstore.web.services import Services
from kgstore.web.watch import Watch, to_standard_error


def install(app: FastAPI, services: Services) -> None:
    """Put the layers around the app, and its figures into `app.state.figures`.

    Counted and logged is everything; who may not ask is told before a body is read.
    """
    app.state.figures = Figures()
    log = to_standard_error if services.settings.access_log else None
    app.add_middleware(BodyLimit, services=services)
    app.add_middleware(RateLimit, services=services)
    app.add_middleware(PrivateGate, services=services)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Watch, figures=app.state.figures, log=log)
