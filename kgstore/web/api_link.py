"""Linking over HTTP: the classes of label schemas linked to the concepts of a knowledge base."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kgstore import intake
from kgstore.errors import ParameterError
from kgstore.link.run import link_store
from kgstore.link.told import as_json, lexicon_of
from kgstore.web import api_body
from kgstore.web.access import Caller, require
from kgstore.web.api_openapi import problems
from kgstore.web.services import Services, services
from kgstore.web.tokens import Role

router = APIRouter(prefix="/api/v1/link", tags=["links"])
_IRI = Field(min_length=1, max_length=4000, examples=["mzlab:coco80"])


class Wanted(BaseModel):
    """What to link: label schemas (IRIs), or all where none is named."""

    model_config = ConfigDict(extra="forbid")

    schemas: list[Annotated[str, _IRI]] = Field(default=[], max_length=1000)
    to: Literal["wordnet", "oewn", "wikidata"] = "wordnet"
    again: bool = False
    dry_run: bool = Field(default=False, alias="dryRun")


class LinkedSchema(BaseModel):
    """What became of the classes of one label schema, by kind."""

    schema_: str = Field(alias="schema")
    name: str
    classes: int
    counts: dict[str, int]


class LinkOutcome(BaseModel):
    """What a run did; `passedOver` schemas were linked before, `commit` is null for nothing new."""

    target: str
    passedOver: int  # noqa: N815 - the API's names are those of the record context
    commit: int | None
    kinds: list[str] = Field(description="What can become of a class.", examples=[["known"]])
    schemas: list[LinkedSchema]


@router.post(
    "",
    operation_id="link",
    summary="Link classes to concepts",
    response_model=LinkOutcome,
    responses=problems(400, 401, 403, 404, 413, 415, 503),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": Wanted.model_json_schema()}},
        }
    },
)
async def link(
    request: Request,
    given: Annotated[Services, Depends(services)],
    caller: Annotated[Caller, Depends(require(Role.CURATOR))],
) -> Any:
    """Link by identifiers, then by words; the answer comes when that is done, in its turn."""
    wanted = _read(await api_body.read_json(request, "application/json"))
    iris = [intake.iri_of(text, given.store.base) for text in wanted.schemas]
    settings = given.settings.with_(agent=caller.name)

    def run() -> dict[str, Any]:
        lexicon = lexicon_of(given.store, wanted.to)
        again, dry_run = wanted.again, wanted.dry_run
        return as_json(
            link_store(given.store, settings, lexicon, iris, again=again, dry_run=dry_run)
        )

    return await given.write(run)


def _read(value: Any) -> Wanted:
    try:
        return Wanted.model_validate(value, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "body"
        raise ParameterError(f"{where}: {first['msg']}", subject=where) from error
