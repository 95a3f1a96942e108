"""Conditional requests (RFC 9110 section 13): nobody overwrites what they have not seen."""

from __future__ import annotations

import re

from fastapi import HTTPException
from starlette.datastructures import Headers

_LINKED = "-ld"
"""What the tag of the JSON-LD form ends with: other bytes, the same record."""
_TAG = re.compile(r'\s*(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)')


def etag(digest: str) -> str:
    """Return the strong entity tag of a digest.

    >>> etag("1f0c")
    '"1f0c"'
    """
    return f'"{digest}"'


def matches(header: str, digest: str) -> bool:
    """Return whether a list of entity tags, or `*`, holds that of `digest` ("": there is none).

    A weak tag will do for a write too: the digest is the record's, and it is our own compression
    that makes its tag weak.

    >>> matches('"a", W/"b"', "b"), matches("*", ""), matches('"a"', "b")
    (True, False, False)
    """
    if header.strip() == "*":
        return bool(digest)
    return bool(digest) and digest in {tag.removesuffix(_LINKED) for tag in _TAG.findall(header)}


def unchanged(headers: Headers, digest: str) -> bool:
    """Return whether a GET may be answered 304 (RFC 9110 section 13.1.2)."""
    wanted = headers.get("if-none-match")
    return wanted is not None and matches(wanted, digest)


def demand(headers: Headers, digest: str) -> None:
    """Return if a write may go on, over what has `digest` ("": there is nothing yet).

    What is there is changed only by who names its tag.

    Raises:
        HTTPException: 412 where a condition does not hold, 428 (RFC 6585) where one is needed.
    """
    tags = {"ETag": etag(digest)} if digest else None
    wanted, unwanted = headers.get("if-match"), headers.get("if-none-match")
    if wanted is not None and not matches(wanted, digest):
        raise HTTPException(412, "The record is not as If-Match says", tags)
    if unwanted is not None and matches(unwanted, digest):
        raise HTTPException(412, "There is such a record already", tags)
    if digest and wanted is None:
        raise HTTPException(428, "Send the record's ETag as If-Match", tags)
