"""Errors as problem documents (RFC 9457): one form for whatever went wrong."""

from __future__ import annotations

import re
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kgstore import errors
from kgstore.errors import KgstoreError

MEDIA_TYPE = "application/problem+json"
_PLACE = re.compile(r"line (\d+), column (\d+)")

STATUS: dict[type[KgstoreError], int] = {
    errors.QuerySyntaxError: 400,
    errors.ParameterError: 400,
    errors.UnknownQuery: 404,
    errors.UnknownFormat: 406,
    errors.QueryTimeout: 503,
    # SPARQL 1.1 Protocol section 2.1.7: 500 if the service fails or refuses to execute a query
    errors.MemoryExceeded: 500,
    errors.ResultTooLarge: 500,
    errors.ReaderDied: 500,
    errors.Busy: 503,
    errors.QueryError: 400,
    errors.NotFound: 404,
    errors.UnknownSource: 404,
    errors.IriError: 400,
    errors.RecordError: 400,
    errors.ImportFailed: 400,
    errors.Unauthorised: 401,
    errors.Forbidden: 403,
    errors.Refused: 422,
    errors.Conflict: 409,
    errors.StoreBusy: 503,
    errors.StoreError: 503,
}
"""The HTTP status of each error; a subclass has its parent's unless it has its own."""


def problem(
    status: int, title: str, detail: str = "", headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """Return a problem document; `more` are its extension members (RFC 9457 section 3.2).

    >>> problem(404, "not found", "nothing is known of it").status_code
    404
    """
    content = {"type": "about:blank", "title": title, "status": status}
    content |= {"detail": detail} if detail else {}
    return Response(orjson.dumps(content | more), status, headers, MEDIA_TYPE)


def status_of(error: KgstoreError) -> int:
    """Return the HTTP status that an error has.

    >>> status_of(errors.UnknownQuery("there is no such query"))
    404
    """
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 500


def of_error(error: KgstoreError) -> Response:
    """Return the problem document of one of kgstore's own errors; its type names the class."""
    status = status_of(error)
    more: dict[str, Any] = {"type": errors.PROBLEMS + type(error).__name__}
    if error.subject:
        more["subject"] = error.subject
    if error.advice:
        more["advice"] = error.advice
    if place := _PLACE.search(str(error)):
        more |= {"line": int(place[1]), "column": int(place[2])}
    if isinstance(error, errors.FilterError):
        more |= {"column": error.column, "suggestions": list(error.suggestions)}
    if isinstance(error, errors.Refused):
        more["findings"] = [finding.as_json() for finding in error.findings]
    return problem(status, _title(error), str(error), _headers(status, error.subject), **more)


def _headers(status: int, subject: str) -> dict[str, str] | None:
    """RFC 9110 section 10.2.3; RFC 6750 section 3."""
    if status == 503:
        return {"Retry-After": "5"}
    if status == 401:
        wrong = ', error="invalid_token"' if subject == "token" else ""
        return {"WWW-Authenticate": f'Bearer realm="kgstore"{wrong}'}
    return None


def _title(error: KgstoreError) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__)
    return words.capitalize()


def install(app: FastAPI) -> None:
    """Make every error of the app a problem document, without a traceback."""

    @app.exception_handler(KgstoreError)
    async def own(_request: Request, error: KgstoreError) -> Response:
        return of_error(error)

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers) if error.headers else None
        found = problem(error.status_code, str(error.detail), "", headers)
        shown: Response = request.app.state.as_page(request, found, str(error.detail))
        return shown

    @app.exception_handler(RequestValidationError)
    async def unfit(request: Request, error: RequestValidationError) -> Response:
        found = [{"in": list(e["loc"]), "reason": e["msg"]} for e in error.errors()]
        answer = problem(400, "The request is not as it should be", parameters=found)
        words = "; ".join(f"{one['in'][-1]}: {one['reason']}" for one in found)
        shown: Response = request.app.state.as_page(request, answer, words)
        return shown

    @app.exception_handler(Exception)
    async def unforeseen(_request: Request, error: Exception) -> Response:
        return problem(500, "An error that kgstore did not foresee", type(error).__name__)
