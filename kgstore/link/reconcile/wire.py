"""How questions are written for each version of the API, and how answers are read.

Versions 0.1 and 0.2 take a form whose field `queries` is JSON (0.2, section 4.3); 1.0-draft takes
JSON at `/match`. What services add is ignored, what they leave out is forgiven where it can be:
a candidate without id or without score is no candidate, an answer of another form is an error.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import orjson

from kgstore.errors import ServerError
from kgstore.link.reconcile.model import (
    VERSIONS,
    Answer,
    Candidate,
    Question,
    Service,
)

MOST_CANDIDATES = 50
"""Candidates of one question that are kept, however many a service sends."""
_DRAFT = "1.0-draft"
_LONGEST = 1000


def service_of(url: str, manifest: Any) -> Service:
    """Return what a manifest says.

    >>> service_of("https://e.org", {"name": "E", "versions": ["0.2"]}).version
    '0.2'

    Raises:
        ServerError: it is no manifest, or of versions that are not spoken here.
    """
    if not isinstance(manifest, dict) or not isinstance(manifest.get("name"), str):
        raise ServerError(
            f"{url} does not describe itself as a reconciliation service",
            subject=url,
            advice="Give the service's endpoint, as https://wikidata.reconci.link/en/api.",
        )
    told = manifest.get("versions")
    spoken = [str(one) for one in told] if isinstance(told, list) and told else ["0.1"]
    version = next((one for one in VERSIONS if one in spoken), "")
    if not version:
        raise ServerError(
            f"{url} speaks versions {', '.join(spoken)} of the API; kgstore speaks "
            f"{', '.join(VERSIONS)}",
            subject=url,
        )
    view = manifest.get("view")
    batch = manifest.get("batchSize")
    return Service(
        url,
        _text(manifest["name"]),
        version,
        _text(manifest.get("serviceVersion")),
        _text(manifest.get("identifierSpace")),
        _text(view.get("url")) if isinstance(view, dict) else "",
        batch if isinstance(batch, int) and batch > 0 else 0,
    )


def _text(value: Any) -> str:
    """Return a text of a service on one line, without control characters, of bearable length."""
    if not isinstance(value, str):
        return ""
    return "".join(c if c.isprintable() else " " for c in value[:_LONGEST]).strip()


def request_of(service: Service, questions: Sequence[Question]) -> tuple[str, dict[str, Any]]:
    """Return the URL that a batch is posted to, and the body as arguments of `httpx`.

    >>> url, body = request_of(Service("https://e.org/api", "E"), [Question("crane", limit=3)])
    >>> url, body
    ('https://e.org/api', {'data': {'queries': '{"q0":{"query":"crane","limit":3}}'}})
    """
    if service.version == _DRAFT:
        url = service.url.rstrip("/") + "/match"
        return url, {"json": {"queries": [_draft_query(one) for one in questions]}}
    queries = {f"q{number}": _query(one) for number, one in enumerate(questions)}
    return service.url, {"data": {"queries": orjson.dumps(queries).decode()}}


def _query(question: Question) -> dict[str, Any]:
    query: dict[str, Any] = {"query": question.text, "limit": question.limit}
    if question.type:
        query["type"] = question.type
    if question.properties:
        query["properties"] = [{"pid": p.pid, "v": p.value} for p in question.properties]
    return query


def _draft_query(question: Question) -> dict[str, Any]:
    conditions = [{"matchType": "name", "propertyValue": question.text}]
    conditions += [
        {"matchType": "property", "propertyId": p.pid, "propertyValue": p.value}
        for p in question.properties
    ]
    query: dict[str, Any] = {"limit": question.limit, "conditions": conditions}
    return query | ({"type": question.type} if question.type else {})


def answers_of(service: Service, value: Any, number: int) -> list[Answer]:
    """Return the answers to a batch of that many questions, in the order of the questions.

    Raises:
        ServerError: the value is not what the API says, or a question is not answered.
    """
    if isinstance(value, dict) and value.get("status") == "error":
        raise _unfit(service, str(value.get("message") or value.get("details") or "an error"))
    if service.version == _DRAFT:
        results = value.get("results") if isinstance(value, dict) else None
        if not isinstance(results, list) or len(results) != number:
            raise _unfit(service, f"its answer has not the results of {number} queries")
        found = [one.get("candidates") if isinstance(one, dict) else None for one in results]
    else:
        if not isinstance(value, dict):
            raise _unfit(service, "its answer is no JSON object")
        entries = [value.get(f"q{index}") for index in range(number)]
        found = [one.get("result") if isinstance(one, dict) else None for one in entries]
    missing = [index for index, one in enumerate(found) if not isinstance(one, list)]
    if missing:
        raise _unfit(service, f"{len(missing)} of {number} queries are not answered")
    return [_answer(one) for one in found if isinstance(one, list)]


def _answer(candidates: list[Any]) -> Answer:
    read = [candidate for one in candidates if (candidate := _candidate(one))]
    ranked = sorted(read, key=lambda one: (-one.match, -one.score, one.id))
    return Answer(tuple(ranked[:MOST_CANDIDATES]), max(len(ranked) - MOST_CANDIDATES, 0))


def _candidate(value: Any) -> Candidate | None:
    if not isinstance(value, dict):
        return None
    identifier, score = value.get("id"), value.get("score", 0)
    if not isinstance(identifier, str) or not identifier or isinstance(score, bool):
        return None
    try:
        number = float(score)
    except (TypeError, ValueError):
        return None
    if not math.isfinite(number):
        return None
    match = value.get("match") is True
    description = _text(value.get("description"))
    return Candidate(identifier, _text(value.get("name")), number, match, description)


def _unfit(service: Service, reason: str) -> ServerError:
    return ServerError(
        f"{service.name} does not answer as a reconciliation service: {reason}",
        subject=service.url,
        advice="Nothing was changed. Answers that came before are kept; try again later.",
    )
