"""`/sparql`: queries by GET, form POST and direct POST (SPARQL 1.1 Protocol section 2.1).

A request without a query gets the service description. `format=json|xml|csv|tsv|turtle|ntriples|
jsonld|rdfxml` in the place of `Accept` is an addition that many endpoints have.
"""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from kgstore.web.description import describe
from kgstore.web.negotiation import Format, depends_on_store_alone, pick, query_form, table_for
from kgstore.web.services import services
from kgstore.web.sparql_endpoint import Endpoint, add
from kgstore.web.sparql_request import FORM, Operation, bad, fields_of, read_operation
from kgstore.web.sparql_run import answered, state

router = APIRouter()
_KINDS = ("application/sparql-query", FORM)
_PARAMETERS = frozenset({"query", "default-graph-uri", "named-graph-uri", "update"})


async def query(request: Request) -> Response:
    """Answer a query, or describe the service to who sends none."""
    by_address = request.method != "POST"
    if by_address:
        given = fields_of(request.scope["query_string"])
        if not _PARAMETERS & given.keys():
            return describe(request)
        if "query" not in given and "update" in given:
            raise bad("an update goes to /update, by POST")
    operation = await read_operation(request, "query")
    wanted = _format(request, operation)
    cacheable = by_address and depends_on_store_alone(operation.text)
    version = state(services(request).store) if cacheable else None
    return await answered(request, operation, wanted, version)


def _format(request: Request, operation: Operation) -> Format:
    table = table_for(query_form(operation.text))
    wanted = pick(table, request.headers.get("accept"), operation.fields.get("format", ()))
    if wanted is None:
        raise HTTPException(406, f"The answer can be one of {', '.join(table)}")
    return wanted


_METHODS = {"GET": query, "HEAD": query, "POST": query}
add(router, Endpoint("/sparql", _METHODS, takes=", ".join(_KINDS)))
