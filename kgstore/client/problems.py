"""Problem documents (RFC 9457) as the errors that they were on the server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

import orjson

from kgstore import errors
from kgstore.errors import KgstoreError
from kgstore.records.finding import Finding, Severity
from kgstore.validate.report import Counts, Report, Result

_BY_STATUS: Final[Mapping[int, type[KgstoreError]]] = {
    401: errors.Unauthorised,
    403: errors.Forbidden,
    404: errors.NotFound,
    406: errors.UnknownFormat,
    409: errors.Conflict,
    410: errors.NotFound,
    412: errors.Conflict,
    428: errors.Conflict,
    429: errors.Busy,
    503: errors.Busy,
}
_COLUMN: Final = re.compile(r"column (\d+): ")
_CHANGED = "Read the record again, and change what is there now; or overwrite it."
_ADVICE: Final = {
    401: "Give a token: --token, KGSTORE_TOKEN or connect(..., token=...).",
    409: _CHANGED,
    412: _CHANGED,
    413: "Import it in parts, or on the machine of the server; its KGSTORE_BODY_LIMIT says how much"
    " it takes.",
    428: _CHANGED,
}


def error_of(status: int, content: bytes, address: str) -> KgstoreError:
    """Return the error that an answer stands for, of the class that it had on the server.

    >>> body = b'{"type": "https://w3id.org/modelzoo/problem/UnknownQuery", "detail": "no cq99"}'
    >>> error_of(404, body, "https://e.org")
    UnknownQuery('no cq99')

    A server's errors without a class of ours are told by their status.

    >>> error_of(502, b"<html>", "https://e.org").advice
    'Is https://e.org the address of a kgstore server, and is it well?'
    """
    problem = _read(content)
    if problem is None:
        found: KgstoreError = errors.ServerError(f"{address} answers {status}", subject=address)
        found.advice = _ADVICE.get(
            status, f"Is {address} the address of a kgstore server, and is it well?"
        )
        return found
    return of_problem(status, problem)


def of_problem(status: int, problem: dict[str, Any]) -> KgstoreError:
    """Return the error that a problem document stands for.

    >>> of_problem(410, {"title": "It was deleted"})
    NotFound('It was deleted')
    """
    message = str(problem.get("detail") or problem.get("title") or f"the server answers {status}")
    found = _made(status, problem, message)
    found.subject = str(problem.get("subject") or "")
    found.advice = _ADVICE.get(status) or str(problem.get("advice") or "")
    return found


def _made(status: int, problem: dict[str, Any], message: str) -> KgstoreError:
    if "report" in problem:
        return errors.Refused(message, report_of(problem["report"]).results)
    if "parameters" in problem:
        return errors.ParameterError(_parameters(problem["parameters"]) or message)
    kind = errors.error_named(str(problem.get("type")))
    if kind is KgstoreError:
        kind = _BY_STATUS.get(status, errors.ServerError)
    if issubclass(kind, errors.Refused):
        return kind(message, [finding_of(one) for one in problem.get("findings", [])])
    if issubclass(kind, errors.FilterError):
        return _of_filter(message, problem)
    return kind(message)


def _of_filter(message: str, problem: dict[str, Any]) -> errors.FilterError:
    place = _COLUMN.match(message)
    suggestions = tuple(map(str, problem.get("suggestions", ())))
    return errors.FilterError(
        message[place.end() :] if place else message,
        column=int(place[1]) if place else 1,
        suggestions=suggestions,
    )


def _read(content: bytes) -> dict[str, Any] | None:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) and {"title", "detail"} & found.keys() else None


def _parameters(given: list[dict[str, Any]]) -> str:
    return "; ".join(f"{one['in'][-1]}: {one['reason']}" for one in given if one.get("in"))


def finding_of(value: dict[str, Any]) -> Finding:
    """Return a finding that came as JSON."""
    return Finding(**(_known(Finding, value) | {"severity": Severity(value["severity"])}))


def report_of(value: dict[str, Any], record: str = "") -> Report:
    """Return a validation report that came as JSON; all counts are under one record's name.

    >>> report_of({"violations": 0, "warnings": 2, "infos": 0, "results": []}, "urn:m").total
    Counts(violations=0, warnings=2, infos=0)
    """
    results = [
        Result(**(_known(Result, one) | {"severity": Severity(one["severity"])}))
        for one in value["results"]
    ]
    counts = Counts(value["violations"], value["warnings"], value["infos"])
    return Report({record or next((r.record for r in results), ""): counts}, results)


def _known(kind: type, value: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a dataclass that a JSON object has; a newer server may say more."""
    names = {field.name for field in fields(kind)}
    return {name: item for name, item in value.items() if name in names}
