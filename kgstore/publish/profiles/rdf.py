"""RDF profiles: the CONSTRUCT queries of `queries/export/<profile>/`, and the shapes they satisfy.

A folder's queries are told apart by their parameters, so that a domain expert may change them and
add others, in the packaged folder or in a store's overlay, without a line of Python:

* `resource`: describes those resources, a hundred at a time;
* `resource` and `catalogue`: puts them into the catalogue; only where the whole store is exported;
* `catalogue` alone: describes the catalogue itself, once, before all else.

`<profile>_resources.rq` is the SELECT that finds what the whole store's export describes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import pyoxigraph as ox

from kgstore.errors import QueryError
from kgstore.namespaces import PREFIXES
from kgstore.pool import batches
from kgstore.publish.profiles.base import Exported, Missing, Source
from kgstore.publish.profiles.choice import chosen, everything
from kgstore.publish.profiles.conformance import integer_types, missing, shapes_of
from kgstore.publish.serialise import MEDIA_TYPES
from kgstore.query.run import run
from kgstore.sparql.header import Query, Value

_RESOURCE, _CATALOGUE = "resource", "catalogue"
_BATCH = 100


@dataclass(frozen=True, slots=True)
class RdfProfile:
    """A profile made of queries; `extends` names those whose queries it runs before its own."""

    name: str
    title: str
    iri: str
    classes: tuple[str, ...]
    extends: tuple[str, ...] = ()
    formats: Mapping[str, str] = field(default_factory=lambda: MEDIA_TYPES)
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)

    def export(self, source: Source, iris: Iterable[str] | None = None) -> Exported:
        """Return the profile's description of some resources, or of all that it describes.

        Raises:
            NotFound: nothing is known of one of the resources.
            UnknownFormat: the profile describes none of the resources.
            QueryError: one of its queries is unsound.
        """
        exported = Exported()
        queries = self._queries(source)
        per_resource = queries[_RESOURCE,]
        if iris is None:
            found = everything(source, f"{self.name}_resources")
            per_resource = per_resource + queries[_CATALOGUE, _RESOURCE]
            head = [quad for query in queries[_CATALOGUE,] for quad in _run(source, query, [])]
        else:
            found, unfit = chosen(source, iris, self.classes, self.name)
            exported.missing += unfit
            head = []
        parts = _described(source, per_resource, found)
        exported.quads = self._checked(head, parts, set(found), exported.missing)
        return exported

    def _queries(self, source: Source) -> dict[tuple[str, ...], list[Query]]:
        """Return the queries of the profile's folders by the names of their parameters."""
        kinds: dict[tuple[str, ...], list[Query]] = {
            (_RESOURCE,): [],
            (_CATALOGUE,): [],
            (_CATALOGUE, _RESOURCE): [],
        }
        for query in source.library.in_folders(*self.extends, self.name):
            if query.form != "CONSTRUCT":
                continue
            names = tuple(sorted(parameter.name for parameter in query.parameters))
            if names not in kinds:
                raise QueryError(
                    f"{query.name}: an export query takes resource, catalogue or both",
                    subject=query.name,
                )
            kinds[names].append(query)
        return kinds

    def _checked(
        self,
        head: Sequence[ox.Quad],
        parts: Iterable[tuple[Sequence[str], Sequence[ox.Quad]]],
        resources: Collection[str],
        lacking: list[Missing],
    ) -> Iterator[ox.Quad]:
        """Yield the statements of `head` and `parts`, and note in `lacking` what they lack.

        What a part says of a resource that another part is there to describe is not judged.
        """
        shapes = shapes_of(self.name)
        types = integer_types(shapes) if shapes is not None else {}
        known = set(lacking)
        for described, said in chain([([], head)], parts):
            quads = [_typed(quad, types) for quad in said]
            yield from quads
            own = set(described)
            found = missing(quads, shapes) if shapes is not None and quads else []
            for one in found:
                if one not in known and (one.resource in own or one.resource not in resources):
                    known.add(one)
                    lacking.append(one)


def _described(
    source: Source, queries: Sequence[Query], iris: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[ox.Quad]]]:
    for batch in batches(iris, _BATCH):
        found = {quad for query in queries for quad in _run(source, query, batch)}
        yield batch, sorted(found, key=str)


def _typed(quad: ox.Quad, types: Mapping[str, str]) -> ox.Quad:
    wanted = types.get(quad.predicate.value)
    if wanted is None or not isinstance(quad.object, ox.Literal):
        return quad
    value = ox.Literal(quad.object.value, datatype=ox.NamedNode(wanted))
    return ox.Quad(quad.subject, quad.predicate, value)


def _run(source: Source, query: Query, iris: Sequence[str]) -> Iterator[ox.Quad]:
    given: dict[str, Value] = {
        _RESOURCE: [f"<{iri}>" for iri in iris],
        _CATALOGUE: f"<{source.base}/catalog>",
    }
    names = {parameter.name for parameter in query.parameters}
    triples = run(source.view, query, {name: given[name] for name in names})
    if not isinstance(triples, ox.QueryTriples):
        raise QueryError(f"{query.name} is not a CONSTRUCT query", subject=query.name)
    for triple in triples:
        yield ox.Quad(triple.subject, triple.predicate, triple.object)
