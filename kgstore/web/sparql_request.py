"""What a client sends to the SPARQL endpoints, read strictly (SPARQL 1.1 Protocol section 2).

Text is UTF-8, without NUL; an unknown kind of body is refused (415), and whatever else does not
fit is refused with a sentence that says why (400).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import parse_qsl

import pyoxigraph as ox
from fastapi import HTTPException, Request

from kgstore.errors import QueryError, QuerySyntaxError
from kgstore.sparql.lexer import place

FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 10_000

Fields = Mapping[str, Sequence[str]]
"""The values of each parameter, in the order in which they were sent."""


def bad(detail: str) -> HTTPException:
    """Return the error that a request is not as it should be."""
    return HTTPException(400, detail)


def fields_of(text: bytes) -> dict[str, list[str]]:
    """Return the parameters of a query string or a form.

    >>> fields_of(b"a=1&b=%C3%A9&a=")
    {'a': ['1', ''], 'b': ['é']}

    Raises:
        HTTPException: it is no UTF-8, or no form.
    """
    try:
        pairs = parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise bad("the parameters are not percent-encoded UTF-8") from error
    except ValueError as error:
        raise bad(f"the parameters cannot be read: {error}") from error
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def media_type(request: Request, accepted: Sequence[str]) -> str:
    """Return the media type of the body, which is one of `accepted` and in UTF-8.

    Raises:
        HTTPException: 415, with the kinds that are accepted in `Accept-Post` or `Accept`.
    """
    kinds = ", ".join(accepted)
    headers = {"Accept-Post" if request.method == "POST" else "Accept": kinds}
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise HTTPException(415, "A body must come uncompressed", {"Accept-Encoding": "identity"})
    header = Message()
    header["Content-Type"] = request.headers.get("content-type", "")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in accepted:
        sent = f"not {kind}" if kind else "and Content-Type says which"
        raise HTTPException(415, f"The body must be one of {kinds}, {sent}", headers)
    charset = header.get_content_charset() or "utf-8"
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        raise HTTPException(415, f"The body must be in UTF-8, not {charset}", headers)
    return kind


def as_text(content: bytes) -> str:
    """Return a body as text.

    Raises:
        HTTPException: it is no UTF-8; says at which byte.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise bad(f"the body is not UTF-8 at byte {error.start}") from error


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or update with its dataset; None means that the request names no dataset."""

    text: str
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    fields: Fields = field(default_factory=dict)


async def read_operation(request: Request, kind: str) -> Operation:
    """Return the `query` or `update` (`kind`) that a request carries, in any of the ways.

    Raises:
        HTTPException: see above.
        QuerySyntaxError: the text holds NUL.
    """
    found = fields_of(request.scope["query_string"])
    if request.method == "POST":
        direct = f"application/sparql-{kind}"
        sent = media_type(request, (direct, FORM))
        body = await request.body()
        more = {kind: [as_text(body)]} if sent == direct else fields_of(body)
        for name, values in more.items():
            found.setdefault(name, []).extend(values)
    texts = found.get(kind, [])
    if len(texts) != 1:
        raise bad(f"a request has one {kind}; this one has {len(texts) or 'none'}")
    if "\0" in texts[0]:
        where = place(texts[0], texts[0].index("\0"))
        raise QuerySyntaxError(f"{where}: a NUL character", subject=kind)
    prefix = "" if kind == "query" else "using-"
    default = found.get("default-graph-uri" if kind == "query" else "using-graph-uri", [])
    named = found.get(f"{prefix}named-graph-uri", [])
    for iri in (*default, *named):
        check_iri(iri)
    has_dataset = bool(default or named)
    return Operation(
        texts[0], default if has_dataset else None, named if has_dataset else None, found
    )


def check_iri(iri: str) -> None:
    """Return if a text is an absolute IRI.

    >>> check_iri("urn:a")

    Raises:
        QueryError: it is not.
    """
    try:
        ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is no absolute IRI: {error}", subject=iri) from error
