"""JSON bodies as they come over HTTP, read with care."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import HTTPException, Request

from kgstore.intake import refuse_unsound

JSON_TYPES = ("application/ld+json", "application/json")
MERGE_PATCH = "application/merge-patch+json"


async def read_json(request: Request, *media_types: str) -> Any:
    """Return the JSON value that a request's body is.

    Raises:
        HTTPException: 415 for another media type, 400 for what is no JSON in UTF-8.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in media_types:
        what = f"is {given}" if given else "has no media type"
        accepted = {"Accept-Post": ", ".join(media_types)}
        if request.method == "PATCH":
            accepted = {"Accept-Patch": ", ".join(media_types)}
        raise HTTPException(415, f"The body {what}; send {' or '.join(media_types)}", accepted)
    try:
        value = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, f"The body is no JSON in UTF-8: {error}") from error
    refuse_unsound(value)
    return value
