"""What the SPARQL service is, for who sends no query: RDF for programs, the editor for people.

See SPARQL 1.1 Service Description; its text stands in description.ttl. Who accepts anything gets
RDF, as section 2 of that specification asks; who would rather have HTML is led to `/ask`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from kgstore.namespaces import PREFIXES
from kgstore.publish.conneg import choose
from kgstore.publish.serialise import format_named
from kgstore.web import linked_paths
from kgstore.web.negotiation import GRAPHS, Format
from kgstore.web.services import services

SD = "http://www.w3.org/ns/sparql-service-description#"
_HTML = "text/html"
_FOLDER = Path(__file__).parent


def describe(request: Request) -> Response:
    """Return the service description in the form that is wanted most.

    Raises:
        HTTPException: 406, there is no such form.
    """
    offered = [*GRAPHS, _HTML]
    wanted = choose(request.headers.get("accept"), offered)
    if wanted is None:
        raise HTTPException(406, f"The service is described as one of {', '.join(offered)}")
    headers = {"Vary": "Accept", "Link": '<>; rel="alternate"; type="text/turtle"'}
    found = services(request)
    if wanted == _HTML:
        place = linked_paths.root(found.store.base) + "/ask"
        return RedirectResponse(place, 303, headers)
    form = Format(GRAPHS[wanted], wanted)
    content = description(found.store.base, form.name, federates=bool(found.settings.federation))
    return Response(content, headers=headers | {"Content-Type": form.content_type})


@lru_cache(maxsize=16)
def description(base: str, format_name: str, *, federates: bool = False) -> bytes:
    """Return the description of the services of the store under a base IRI.

    >>> b"<urn:x/update>" in description("urn:x", "ntriples")
    True
    """
    text = (_FOLDER / "description.ttl").read_bytes()
    quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base + "/"))
    if federates:
        feature = ox.NamedNode(SD + "feature"), ox.NamedNode(SD + "BasicFederatedQuery")
        quads.append(ox.Quad(ox.NamedNode(base + "/sparql"), *feature))
    triples = [quad.triple for quad in quads]
    prefixes = {"sd": SD, "formats": "http://www.w3.org/ns/formats/"}
    prefixes |= {name: PREFIXES[name] for name in ("dcterms", "rdfs")}
    return ox.serialize(triples, format=format_named(format_name), prefixes=prefixes) or b""
