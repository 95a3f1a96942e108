"""The validation report as an answer: a problem document, or `sh:ValidationReport` in Turtle."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import Request, Response

from kgstore.publish.conneg import choose
from kgstore.validate.report import Report
from kgstore.validate.turtle import report_as_turtle
from kgstore.web import problem
from kgstore.web.api_models import RefusedRecord, ValidationReport
from kgstore.web.api_openapi import PROBLEM, content

TURTLE = "text/turtle"
_SHACL: dict[str, Any] = {TURTLE: {"schema": {"type": "string"}}}

REPORT: dict[int | str, dict[str, Any]] = {
    422: {
        "description": "The record breaks a shape, or holds what cannot be kept; nothing was kept",
        "content": content(RefusedRecord, PROBLEM) | _SHACL,
    }
}
"""The OpenAPI response of a refused record."""

CHECKED: dict[str, Any] = content(ValidationReport, "application/json") | _SHACL
"""The OpenAPI content of a report that was asked for."""


def refused(request: Request, report: Report) -> Response:
    """Return the answer to a write that validation refuses."""
    if choose(request.headers.get("accept"), [PROBLEM, "application/json", TURTLE]) == TURTLE:
        return Response(report_as_turtle(report), 422, {"Vary": "Accept"}, TURTLE)
    number = report.total.violations
    return problem.problem(
        422,
        "The record is refused",
        f"{number} violation{'' if number == 1 else 's'}; nothing was kept",
        {"Vary": "Accept"},
        report=report.as_json(),
    )


def checked(request: Request, report: Report) -> Response:
    """Return the answer to a request for a report."""
    if choose(request.headers.get("accept"), ["application/json", TURTLE]) == TURTLE:
        return Response(report_as_turtle(report), 200, {"Vary": "Accept"}, TURTLE)
    body = orjson.dumps(report.as_json())
    return Response(body, 200, {"Vary": "Accept"}, "application/json")
