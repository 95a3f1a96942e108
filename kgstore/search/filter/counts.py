"""How many models and datasets have which values of a field: what completion shows beside them.

A value counts for all that it counts as: what is for object detection is for detection too.
"""

from __future__ import annotations

import pyoxigraph as ox

from kgstore.search.fields import Field
from kgstore.sparql.embedding import embedded
from kgstore.sparql.restriction import unrestricted
from kgstore.sparql.view import View


def counted(view: View, field: Field) -> dict[str, int]:
    """Return the values of a term field with how many have each, the most used first."""
    found = view.query(_query(field))
    counts: dict[str, int] = {}
    if isinstance(found, ox.QuerySolutions):
        for row in found:
            value, count = row["wide"], row["count"]
            if isinstance(value, ox.NamedNode | ox.Literal) and isinstance(count, ox.Literal):
                counts[value.value] = int(count.value)
    return counts


def _query(field: Field) -> str:
    """Return the query that counts, made of the field's own queries.

    The closure runs over the values in use only: without a start it would run over everything.
    """
    rows = embedded(unrestricted(field.query, "focus"), ["focus", "value"])
    prefixes, parts = dict(rows.prefixes), [f"{{ {rows.text} }}"]
    if field.wider is None:
        parts.append("BIND(?value AS ?wide)")
    else:
        used = embedded(unrestricted(field.query, "focus"), ["value"]).text
        wider = unrestricted(field.wider.query, "value", f"{{ {used} }}")
        closure = embedded(wider, ["value", "wide"])
        prefixes |= closure.prefixes
        parts.insert(0, f"{{ {closure.text} }}")
    prologue = "".join(f"PREFIX {name} {iri}\n" for name, iri in prefixes.items())
    body = "\n".join(parts)
    return (
        f"{prologue}SELECT ?wide (COUNT(DISTINCT ?focus) AS ?count) WHERE {{\n{body}\n}}"
        " GROUP BY ?wide ORDER BY DESC(?count)"
    )
