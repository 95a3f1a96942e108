"""`/update`: SPARQL updates of the caller's own graphs (SPARQL 1.1 Protocol section 2.2).

An update sees, as named graphs, the caller's own and those that it names by their IRI; as default
graph the merged view, as it was before the request. It may change the caller's own graphs only.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kgstore.commit.store import Store
from kgstore.web.access import require
from kgstore.web.graphs_commit import Written, write
from kgstore.web.services import services
from kgstore.web.sparql_endpoint import Endpoint, add
from kgstore.web.sparql_request import FORM, read_operation
from kgstore.web.update_plan import Limits, Plan

router = APIRouter()
_KINDS = ("application/sparql-update", FORM)
_editor = require("editor")


async def update(request: Request) -> Response:
    """Run an update: 204, and a link to the commit if there was anything to change."""
    found, caller = services(request), _editor(request)
    operation = await read_operation(request, "update")
    limits = Limits(found.settings.query_timeout, found.settings.query_memory << 20)
    plan = Plan.of(found.store, caller.name, operation, limits)
    written = await write(found, caller, "SPARQL update", plan.draft)
    return committed(found.store, written)


def committed(
    store: Store, written: Written, status: int = 204, headers: dict[str, str] | None = None
) -> Response:
    """Return the answer to a write, with a link to its commit."""
    more = dict(headers or {})
    if written.commit is not None:
        relation = "http://www.w3.org/ns/prov#wasGeneratedBy"
        more["Link"] = f'<{store.base}/commit/{written.commit.number}>; rel="{relation}"'
    return Response(status_code=status, headers=more)


add(router, Endpoint("/update", {"POST": update}, takes=", ".join(_KINDS)))
