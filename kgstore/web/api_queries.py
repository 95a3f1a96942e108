"""The named queries as operations: one for each, with its parameters, made from its header."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from kgstore.errors import ParameterError
from kgstore.sparql import header
from kgstore.sparql.header import Kind, Parameter
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import bind
from kgstore.web.access import require
from kgstore.web.api_models import NamedQueries
from kgstore.web.api_openapi import problems
from kgstore.web.linked_paths import root
from kgstore.web.negotiation import GRAPHS, pick, table_for
from kgstore.web.services import Services, services
from kgstore.web.sparql_answer import Streamed, unless_gone
from kgstore.web.tokens import Role

APART = frozenset({"derive", "export", "facet", "page"})
"""The folders of queries that other parts of kgstore ask, which are no questions of a user's."""
_PATH = "/api/v1/queries"
_TYPES: dict[Kind, Any] = {
    Kind.IRI: str,
    Kind.IRIS: list[str],
    Kind.STRING: str,
    Kind.INTEGER: int,
    Kind.DOUBLE: float,
    Kind.BOOLEAN: bool,
}
_TEXTS = {
    Kind.IRI: " (an IRI or a prefixed name)",
    Kind.IRIS: " (IRIs or prefixed names; repeat the parameter)",
}
_ERRORS = problems(400, 401, 406, 503)
_KEYWORD = inspect.Parameter.KEYWORD_ONLY
Ask = Callable[..., Awaitable[Response]]


def router_of(library: Library, base: str) -> APIRouter:
    """Return the routes of the library's queries, and of the list of them."""
    router = APIRouter(tags=["queries"], dependencies=[Depends(require(Role.READER))])
    found = [query for query in library if is_public(query)]
    entries = [_as_json(query, root(base)) for query in found]

    @router.get(
        _PATH,
        operation_id="list-queries",
        summary="List the named queries",
        response_model=NamedQueries,
        responses=problems(401),
    )
    async def list_queries() -> Any:
        """Return the queries with their parameters and what their answers rest on."""
        return {"queries": entries}

    for query in found:
        _add(router, f"{_PATH}/{query.name}", query)
    _add(router, "/api/v1/unresolved", library.query("unresolved"), "list-unresolved")
    _add(router, "/api/v1/stats", library.query("stats"), "get-stats")
    return router


def is_public(query: header.Query) -> bool:
    """Return whether a query is a question that the API offers."""
    return query.folder not in APART and not APART & set(query.tags)


def _add(router: APIRouter, path: str, query: header.Query, name: str = "") -> None:
    media_types = table_for(query.form)
    router.add_api_route(
        path,
        asking(query),
        methods=["GET"],
        operation_id=name or f"query-{query.name}",
        summary=query.summary,
        description="  \n".join(text for text in (query.question, query.rests_on) if text),
        response_class=Response,
        responses={
            200: {"description": "The answer", "content": {kind: {} for kind in media_types}},
            **_ERRORS,
        },
    )


def asking(query: header.Query) -> Ask:
    """Return the function that answers a query; its signature has the query's parameters."""
    names = {parameter.name for parameter in query.parameters}

    async def ask(request: Request, given: Services, **values: Any) -> Response:
        for unknown in request.query_params.keys() - names:
            advice = f"It has: {', '.join(sorted(names)) or 'none'}."
            message = f"the query {query.name} has no parameter {unknown}"
            raise ParameterError(message, subject=unknown, advice=advice)
        return await _answered(request, given, query, {k[:-1]: v for k, v in values.items()})

    own = {"request": Request, "given": Annotated[Services, Depends(services)]}
    parameters = [
        *(inspect.Parameter(name, _KEYWORD, annotation=kind) for name, kind in own.items()),
        *map(_declared, query.parameters),
    ]
    ask.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # FastAPI reads it
    return ask


async def _answered(
    request: Request, given: Services, query: header.Query, values: dict[str, Any]
) -> Response:
    table = table_for(query.form)
    chosen = pick(table, request.headers.get("accept"))
    if chosen is None:
        raise HTTPException(406, f"The answer is given as one of {', '.join(table)}")
    run = given.readers.run(
        bind(query, values),
        results="json" if table is GRAPHS else chosen.name,
        graph=chosen.name if table is GRAPHS else "turtle",
    )
    answer = await unless_gone(request, run)
    return Streamed(answer, {"Content-Type": chosen.content_type, "Vary": "Accept"})


def _declared(parameter: Parameter) -> inspect.Parameter:
    """Return a parameter; the bar in its name tells it from `given` and from `class`."""
    text = parameter.description + _TEXTS.get(parameter.kind, "")
    return inspect.Parameter(
        f"{parameter.name}_",
        _KEYWORD,
        default=parameter.default,
        annotation=Annotated[_TYPES[parameter.kind], Query(alias=parameter.name, description=text)],
    )


def _as_json(query: header.Query, top: str) -> dict[str, Any]:
    return {
        "name": query.name,
        "summary": query.summary,
        "question": query.question,
        "tags": query.tags,
        "parameters": [
            {
                "name": p.name,
                "kind": p.kind,
                "default": p.default,
                "description": p.description,
            }
            for p in query.parameters
        ],
        "restsOn": query.rests_on,
        "href": f"{top}{_PATH}/{query.name}",
    }
