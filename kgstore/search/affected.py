"""Which models and datasets a change of the store touches, so that only they are indexed anew.

`queries/facet/facet_affected.rq` walks from what has changed to the entries that read it. It is
asked after the change only. That is enough: on a way from an entry to something that has changed,
the first step that is no more begins at a thing that the entry still reaches. For a step along a
property that is the subject of the removed triple, which is among the changed subjects; for a step
against it (from a model to its configurations) the object, which is added here.
"""

from __future__ import annotations

import pyoxigraph as ox

from kgstore.commit.changes import Changes
from kgstore.commit.view import View
from kgstore.namespaces import MZ, PREFIXES
from kgstore.resources import folder
from kgstore.sparql.header import read
from kgstore.sparql.restriction import restricted

MANY = 2000
"""Changed subjects, or entries to index anew, from which a rebuild is as quick."""
_AGAINST = (MZ + "model", PREFIXES["skos"] + "inScheme")
"""The properties that facet_affected.rq follows against their direction."""


def affected(view: View, changes: Changes) -> set[str] | None:
    """Return the IRIs of the entries to index anew, the gone ones included; None if too many.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> with TemporaryDirectory() as folder:
    ...     affected(View(Path(folder) / "v", write=True), Changes({"urn:a"}))
    {'urn:a'}
    """
    changed = changes.subjects.union(*(changes.cut.get(name, ()) for name in _AGAINST))
    if len(changed) > MANY:
        return None
    query = read(folder("queries") / "facet" / "facet_affected.rq")
    found = view.query(restricted(query, "changed", sorted(changed)))
    foci = set(changes.subjects)
    if isinstance(found, ox.QuerySolutions):
        foci |= {solution["focus"].value for solution in found}
    return foci if len(foci) <= MANY else None
