"""What an exported graph lacks by the shapes of its profile's specification.

The shapes (`shapes/profiles/<profile>.ttl`) say what each specification makes mandatory, and the
ranges. pySHACL evaluates them over the export as it is: nothing is inferred and nothing added.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox
import pyshacl
from rdflib import Graph
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from kgstore.errors import ResourceError
from kgstore.namespaces import compact
from kgstore.publish.profiles.base import NOT_STATED, Missing
from kgstore.resources import folder

_REASONS = {
    "MinCountConstraintComponent": NOT_STATED,
    "MaxCountConstraintComponent": "the specification takes no more than one",
    "ClassConstraintComponent": "what it names is not said to be of the class that is due",
    "DatatypeConstraintComponent": "its value is of another datatype",
    "NodeKindConstraintComponent": "its value is of another kind of term",
    "MinLengthConstraintComponent": "its text is shorter than the specification asks for",
    "MaxLengthConstraintComponent": "its text is longer than the specification takes",
}


@lru_cache(maxsize=16)
def shapes_of(profile: str) -> Graph | None:
    """Return the shapes of a profile, or None where its specification demands nothing.

    Raises:
        ResourceError: the file is no Turtle.
    """
    path = folder("shapes") / "profiles" / f"{profile}.ttl"
    if not path.is_file():
        return None
    try:
        return Graph().parse(path, format="turtle")
    except SyntaxError as error:
        raise ResourceError(f"{path.name} is no Turtle: {error}", subject=str(path)) from error


def integer_types(shapes: Graph) -> dict[str, str]:
    """Return the type that shapes give to the values of a property, where it is a kind of integer.

    Oxigraph stores and computes all of them as xsd:integer, so that no query can give another.
    """
    found = (
        (shapes.value(part, SH.path), kind) for part, kind in shapes.subject_objects(SH.datatype)
    )
    return {str(path): str(kind) for path, kind in found if str(kind).endswith("Integer")}


def missing(quads: Iterable[ox.Quad], shapes: Graph) -> list[Missing]:
    """Return what a graph lacks by `shapes`, sorted, nothing twice."""
    _, results, _ = pyshacl.validate(_graph(quads), shacl_graph=shapes, inplace=True)
    if not isinstance(results, Graph):
        raise ResourceError(f"the shapes cannot be used: {results}", subject="shapes/profiles")
    found = {_missing(results, node) for node in results.subjects(RDF.type, SH.ValidationResult)}
    return sorted(found)


def _missing(results: Graph, node: Node) -> Missing:
    component = str(results.value(node, SH.sourceConstraintComponent)).rpartition("#")[2]
    path = results.value(node, SH.resultPath)
    return Missing(
        resource=str(results.value(node, SH.focusNode)),
        field=compact(str(path)) if path is not None else "",
        why=_REASONS.get(component, str(results.value(node, SH.resultMessage))),
    )


def _graph(quads: Iterable[ox.Quad]) -> Graph:
    text = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    return Graph().parse(data=(text or b"").decode(), format="nt")
