"""Links over HTTP: mappings listed and explained by named queries, and decided on by curators."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kgstore.errors import ParameterError
from kgstore.link.review import Verdict, decide
from kgstore.link.told import decided_as_json
from kgstore.sparql.header import Query
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import read_iri
from kgstore.web import api_body
from kgstore.web.access import Caller, require
from kgstore.web.api_openapi import problems
from kgstore.web.api_queries import asking
from kgstore.web.negotiation import table_for
from kgstore.web.services import Services, services
from kgstore.web.tokens import Role

_PATH = "/api/v1/links"
_Services = Annotated[Services, Depends(services)]
_Curator = Annotated[Caller, Depends(require(Role.CURATOR))]
_WRITE = problems(400, 401, 403, 404, 413, 415, 503)
_ID = Field(min_length=1, max_length=4000, examples=["4c048d3d5f3e6ad3"])


class Records(BaseModel):
    """The mapping records that a decision is about: ids of the list, or IRIs."""

    model_config = ConfigDict(extra="forbid")

    records: list[Annotated[str, _ID]] = Field(min_length=1, max_length=1000)


class Judgement(Records):
    """A decision; `author` is a name or an ORCID, else the token's agent."""

    reason: str = Field(min_length=1, examples=["these are birds"])
    author: str = ""


class Rejection(Judgement):
    """A decision against mappings; `instead` is the concept (IRI) accepted in their place."""

    instead: str = ""


class DecidedMapping(BaseModel):
    """A mapping that was decided on."""

    id: str
    subject: str
    predicate: str
    object: str
    also: list[str] = Field(description="What else the class is linked to by that predicate.")


class Decision(BaseModel):
    """What was decided; `commit` is null where that had been decided before."""

    verdict: Verdict
    mappings: list[DecidedMapping]
    commit: int | None


def router_of(library: Library) -> APIRouter:
    """Return the routes of links."""
    router = APIRouter(tags=["links"])
    _ask(router, _PATH, library.query("links"), "list-links")
    _ask(router, f"{_PATH}/explain", library.query("link_explain"), "explain-link")
    for verdict, form, text in (
        (Verdict.ACCEPT, Judgement, "they are linked, however sure the linker was"),
        (Verdict.REJECT, Rejection, "they are linked no more, whoever proposes them again"),
        (Verdict.WITHDRAW, Records, "what the mapping sets say holds again"),
    ):
        _decide(router, verdict, form, text)
    return router


def _ask(router: APIRouter, path: str, query: Query, name: str) -> None:
    media_types = table_for(query.form)
    router.add_api_route(
        path,
        asking(query),
        methods=["GET"],
        operation_id=name,
        summary=query.summary,
        description=query.rests_on,
        response_class=Response,
        responses={
            200: {"description": "The answer", "content": {kind: {} for kind in media_types}},
            **problems(400, 401, 406, 503),
        },
        dependencies=[Depends(require(Role.READER))],
    )


def _decide(router: APIRouter, verdict: Verdict, form: type[Records], text: str) -> None:
    async def decision(request: Request, given: _Services, caller: _Curator) -> Any:
        value = await api_body.read_json(request, "application/json")
        return await _decided(given, caller, verdict, _read(form, value))

    schema = form.model_json_schema()
    router.add_api_route(
        f"{_PATH}/{verdict}",
        decision,
        methods=["POST"],
        operation_id=f"{verdict}-links",
        summary=f"{verdict.capitalize()} links",
        description=f"{verdict.capitalize()} mappings, all of them or none: {text}.",
        response_model=Decision,
        responses=_WRITE,
        openapi_extra={
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}
        },
    )


def _read(form: type[Records], value: Any) -> Records:
    try:
        return form.model_validate(value, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "body"
        raise ParameterError(f"{where}: {first['msg']}", subject=where) from error


async def _decided(given: Services, caller: Caller, verdict: Verdict, form: Records) -> Any:
    settings = given.settings.with_(agent=caller.name)
    more = {name: getattr(form, name, "") for name in ("reason", "author")}
    instead = getattr(form, "instead", "")
    more["instead"] = read_iri(instead).value if instead else ""

    def write() -> dict[str, Any]:
        done = decide(given.store, settings, form.records, verdict, **more)
        return decided_as_json(given.store.view, verdict, done)

    return await given.write(write)
