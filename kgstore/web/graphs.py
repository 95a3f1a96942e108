"""`/data` and `/graph/...`: the Graph Store Protocol (SPARQL 1.1 Graph Store HTTP Protocol).

`/data?graph=IRI` and `/data?default` name a graph indirectly (section 4.2), `/graph/...` directly
(4.1). Who may read the store reads every graph; an editor writes the own ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request, Response

from kgstore.errors import NotFound
from kgstore.web.access import Caller, require
from kgstore.web.graphs_commit import Draft, check_own, content_of, exists, own, write
from kgstore.web.graphs_upload import KINDS, read
from kgstore.web.graphs_version import demand, version_of
from kgstore.web.linked_paths import canonical
from kgstore.web.negotiation import GRAPHS, pick
from kgstore.web.services import services
from kgstore.web.sparql_endpoint import Endpoint, add
from kgstore.web.sparql_request import Operation, bad, check_iri, fields_of, media_type
from kgstore.web.sparql_run import answered
from kgstore.web.update import committed

router = APIRouter()
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_DEFAULT = ""
_editor = require("editor")
Find = Callable[[Request], str | None]
"""Says which graph a request is about; None is the graph store itself."""


def indirect(request: Request) -> str | None:
    """Return the graph that the query string names.

    Raises:
        HTTPException: it names several.
        QueryError: it names one by no absolute IRI.
    """
    given = fields_of(request.scope["query_string"])
    graphs, default = given.get("graph", []), given.get("default", [])
    if len(graphs) + len(default) > 1:
        raise bad("a request is about one graph: ?graph=IRI or ?default")
    if default:
        return _DEFAULT
    if graphs:
        check_iri(graphs[0])
    return graphs[0] if graphs else None


def direct(request: Request) -> str | None:
    """Return the graph whose IRI the address is.

    Raises:
        HTTPException: the address is not UTF-8.
    """
    _, found, rest = canonical(request.scope["raw_path"]).partition("/graph/")
    if not found:
        raise bad("the address is not percent-encoded UTF-8")
    return f"{services(request).store.base}/graph/{rest}"


@dataclass(frozen=True, slots=True)
class Graphs:
    """The operations at an address where `find` tells the graph (section 5)."""

    find: Find

    async def get(self, request: Request) -> Response:
        """Answer with a graph (5.2); HEAD without its body (5.6)."""
        store, graph = services(request).store, self._one(request)
        version = version_of(store, graph)
        if version is None:
            raise NotFound(f"there is no graph {graph}", subject=graph)
        wanted = pick(GRAPHS, request.headers.get("accept"))
        if wanted is None:
            raise HTTPException(406, f"A graph can be one of {', '.join(GRAPHS)}")
        operation = Operation(_EVERYTHING, [graph], []) if graph else Operation(_EVERYTHING)
        return await answered(request, operation, wanted, version)

    async def put(self, request: Request) -> Response:
        """Make a graph, or replace it (5.3)."""
        caller = _editor(request)
        return await _stored(request, caller, self._one(request), merging=False)

    async def post(self, request: Request) -> Response:
        """Merge into a graph; one that is not named is made, under a name of ours (5.5)."""
        caller, graph = _editor(request), self.find(request)
        if graph is not None:
            return await _stored(request, caller, graph, merging=True)
        graph = own(services(request).store.base, caller.name) + uuid4().hex
        response = await _stored(request, caller, graph, merging=True)
        response.headers["Location"] = graph
        return response

    async def delete(self, request: Request) -> Response:
        """Take a graph away (5.4)."""
        found, caller, graph = services(request), _editor(request), self._one(request)
        check_own(found.store.base, caller.name, [graph])

        def plan() -> Draft:
            demand(request.headers, version_of(found.store, graph))
            if not exists(found.store, graph):
                raise NotFound(f"there is no graph {graph}", subject=graph)
            return Draft({graph: None})

        return committed(found.store, await write(found, caller, f"DELETE {graph}", plan))

    def endpoint(self, path: str) -> Endpoint:
        """Return the address."""
        methods = {"GET": self.get, "HEAD": self.get, "PUT": self.put, "POST": self.post}
        return Endpoint(path, {**methods, "DELETE": self.delete}, takes=", ".join(KINDS))

    def _one(self, request: Request) -> str:
        graph = self.find(request)
        if graph is None:
            raise bad("say which graph: ?graph=IRI or ?default")
        return graph


async def _stored(request: Request, caller: Caller, graph: str, *, merging: bool) -> Response:
    """Write the graph in the body over what there is, or (`merging`) into it."""
    found = services(request)
    store = found.store
    check_own(store.base, caller.name, [graph])
    kind = media_type(request, [*KINDS])
    body = await request.body()

    def plan() -> Draft:
        demand(request.headers, version_of(store, graph))
        lines = read(body, kind, graph, store.base)
        lines += store.view.lines(graph) if merging else []
        return Draft({graph: content_of(lines)}, not exists(store, graph))

    written = await write(found, caller, f"{request.method} {graph}", plan)
    return committed(store, written, 201 if written.draft.created else 204)


add(router, Graphs(indirect).endpoint("/data"))
add(router, Graphs(direct).endpoint("/graph/{rest:anything}"))
