"""Finding over HTTP: results page by page or whole, filters explained, filters completed.

These operations are plain functions, which FastAPI runs on threads: none waits on the event loop.
"""

from __future__ import annotations

from io import BytesIO
from types import MappingProxyType
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse

from kgstore.search import export
from kgstore.search.filter.parse import LONGEST, parse
from kgstore.search.filter.text import write
from kgstore.search.filter.to_sparql import to_sparql
from kgstore.search.find import MOST
from kgstore.search.found import Found
from kgstore.web.access import require
from kgstore.web.api_find_models import Completions, Explanation, FoundPage
from kgstore.web.api_openapi import content, problems
from kgstore.web.finding import Finding, finding
from kgstore.web.linked_paths import root
from kgstore.web.negotiation import pick
from kgstore.web.services import Services, services
from kgstore.web.tokens import Role

PATH: Final = "/api/v1/find"
FORMATS: Final = MappingProxyType(
    {
        "application/json": "json",
        "text/csv": "csv",
        "application/jsonl": "jsonl",
        "application/vnd.apache.parquet": "parquet",
    }
)
_FILTER = "task:object-detection mAP>=0.4 dataset:coco"
router = APIRouter(prefix=PATH, tags=["find"], dependencies=[Depends(require(Role.READER))])

_Finding = Annotated[Finding, Depends(finding)]
_Services = Annotated[Services, Depends(services)]
_Filter = Annotated[
    str,
    Query(
        alias="filter",
        description=f"What to find (docs/finding.md), in at most {LONGEST} characters; without one,"
        " every model.",
        examples=[_FILTER],
    ),
]
_Sort = Annotated[str, Query(description="A field, a metric, `name` or `relevance`.")]
_On = Annotated[str, Query(description="The dataset that the metric was measured on.")]
_Ascending = Annotated[
    bool | None, Query(description="The least first; without it, the best first.")
]
_Facets = Annotated[
    list[str] | None, Query(description="Fields whose values are counted.", examples=[["task"]])
]
_Histograms = Annotated[
    list[str] | None, Query(description="Numbers and dates counted by ranges.", examples=[["size"]])
]
_Limit = Annotated[int, Query(ge=0, le=MOST, description="Rows of a page, of JSON alone.")]
_Cursor = Annotated[str, Query(description="Where the page before ended.")]
_Format = Annotated[str, Query(description=f"Instead of `Accept`: {', '.join(FORMATS.values())}.")]
_PLAIN: dict[str, Any] = {kind: {} for kind in FORMATS if kind != "application/json"}


@router.get(
    "",
    operation_id="find",
    summary="Find models and datasets",
    response_class=Response,
    responses={
        200: {
            "description": "A page as JSON; as CSV, JSON Lines or Parquet the whole result",
            "content": content(FoundPage, "application/json") | _PLAIN,
        },
        **problems(400, 401, 406, 503),
    },
)
def find(
    request: Request,
    given: _Finding,
    served: _Services,
    text: _Filter = "",
    sort: _Sort = "",
    on_dataset: _On = "",
    ascending: _Ascending = None,
    facet: _Facets = None,
    histogram: _Histograms = None,
    limit: _Limit = 20,
    cursor: _Cursor = "",
    format_name: Annotated[_Format, Query(alias="format")] = "",
) -> Response:
    """Find by words, terms, numbers and measured values; count facets and ranges."""
    chosen = pick(FORMATS, request.headers.get("accept"), [format_name])
    if chosen is None or (format_name and format_name not in FORMATS.values()):
        raise HTTPException(406, f"The result is given as one of {', '.join(FORMATS)}")
    whole = chosen.name != "json"
    found = given.finder.find(
        text,
        sort=sort,
        on_dataset=on_dataset,
        up=ascending,
        facets=() if whole else facet or (),
        histograms=() if whole else histogram or (),
        limit=0 if whole else limit,
        cursor=None if whole else cursor or None,
    )
    headers = {"Content-Type": chosen.content_type, "Vary": "Accept"}
    if whole:
        return _whole(given, found, chosen.name, headers)
    page = found.as_json() | {"notes": [note.as_json() for note in found.notes]}
    page["sparql"] = found.sparql
    page["next"] = _next(request, root(served.store.base), found.cursor)
    return Response(orjson.dumps(page), headers=headers)


def _whole(given: Finding, found: Found, name: str, headers: dict[str, str]) -> Response:
    """Return all rows; what they are written as is never held as a whole, but for Parquet."""
    rows = given.finder.rows(found.meaning, found.sort)
    headers["Content-Disposition"] = f'attachment; filename="found.{name}"'
    if name == "parquet":
        output = BytesIO()
        export.write(rows, output, name)
        return Response(output.getvalue(), headers=headers)
    return StreamingResponse(export.chunks(rows, name), headers=headers)


def _next(request: Request, top: str, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    asked = [
        (name, value) for name, value in request.query_params.multi_items() if name != "cursor"
    ]
    return f"{top}{PATH}?{urlencode([*asked, ('cursor', cursor)])}"


@router.get(
    "/explain",
    operation_id="explain-filter",
    summary="Explain a filter",
    response_model=Explanation,
    responses=problems(400, 401, 503),
)
def explain(
    given: _Finding,
    text: _Filter = "",
    sort: _Sort = "",
    on_dataset: _On = "",
    ascending: _Ascending = None,
) -> Any:
    """Return how each part of a filter is understood, and the SPARQL query that finds the same.

    The query sorts where an order is asked for that is not `name` or `relevance`.
    """
    resolved = given.finder.understand(text)
    meaning = resolved.meaning
    order = given.finder.order(meaning, sort, on_dataset, ascending) if sort else None
    return {
        "filter": write(parse(text)),
        "notes": [note.as_json() for note in resolved.notes],
        "sparql": to_sparql(meaning, order),
    }


@router.get(
    "/complete",
    operation_id="complete-filter",
    summary="What can stand at a place of a filter",
    response_model=Completions,
    responses=problems(400, 401, 503),
)
def complete(
    given: _Finding,
    text: _Filter = "",
    position: Annotated[
        int | None, Query(ge=0, description="Offset of the cursor; else the end.")
    ] = None,
) -> Any:
    """Return fields, signs, units and values that could stand at a place, with their counts."""
    found = given.complete(text, position)
    proposals = [proposal.as_json() for proposal in found.proposals]
    return {"start": found.start, "end": found.end, "proposals": proposals}
