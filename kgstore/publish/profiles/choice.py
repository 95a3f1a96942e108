"""Which resources a profile describes: those that a user names, or all that there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from kgstore.errors import NotFound, QueryError, UnknownFormat
from kgstore.namespaces import MZ, RDF_TYPE, compact
from kgstore.publish.profiles.base import Missing, Source
from kgstore.query.run import run


def chosen(
    source: Source, iris: Iterable[str], classes: Sequence[str], profile: str
) -> tuple[list[str], list[Missing]]:
    """Return those of `iris` that are of one of `classes`, in their order, and what of the rest.

    Raises:
        NotFound: nothing is known of one of them.
        UnknownFormat: none of them is of one of the classes.
    """
    wanted = list(dict.fromkeys(iris))
    types = source.view.types(wanted)
    found, unfit = [], []
    for iri in wanted:
        if iri not in types and not any(source.view.triples("", iri)):
            raise NotFound(
                f"nothing is known of {iri}",
                subject=iri,
                advice="`kgstore query` finds IRIs; prefixed names such as mzd:COCO work too.",
            )
        if not classes or types.get(iri, frozenset()).intersection(classes):
            found.append(iri)
        else:
            unfit.append(Missing(iri, compact(RDF_TYPE), _reason(types.get(iri, ()), profile)))
    if unfit and not found:
        raise UnknownFormat(
            f"{unfit[0].resource}: {unfit[0].why}",
            subject=unfit[0].resource,
            advice=f"It describes: {', '.join(map(compact, classes))}. `native` takes everything.",
        )
    return found, unfit


def everything(source: Source, query: str) -> list[str]:
    """Return the IRIs in the first column of a named query, sorted.

    Raises:
        QueryError: it is no SELECT query.
    """
    rows = run(source.view, source.library.query(query))
    if not isinstance(rows, ox.QuerySolutions):
        raise QueryError(f"{query} is not a SELECT query", subject=query)
    return sorted({row[0].value for row in rows if isinstance(row[0], ox.NamedNode)})


def _reason(types: Iterable[str], profile: str) -> str:
    kinds = sorted(compact(kind) for kind in types if kind.startswith(MZ))
    return f"the profile {profile} does not describe {' or '.join(kinds) or 'such a thing'}"
