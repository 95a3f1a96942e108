"""What a complete record has is data, and nothing that the shapes ask for is left out of it."""

from __future__ import annotations

import pyoxigraph as ox

from kgstore.namespaces import MZ, PREFIXES
from kgstore.resources import folder
from kgstore.web.model.completeness import items

SH = PREFIXES["sh"]


def test_all_that_the_shape_of_a_model_misses_as_info_is_among_it() -> None:
    quads = list(ox.parse(path=folder("shapes") / "MLModel.ttl", format=ox.RdfFormat.TURTLE))
    info = {
        quad.subject.value.rpartition("#")[2]
        for quad in quads
        if quad.predicate.value == SH + "severity"
        and quad.object == ox.NamedNode(SH + "Info")
        and isinstance(quad.subject, ox.NamedNode)
    }
    assert info
    assert info == {item.shape for item in items() if item.shape}


def test_every_property_is_one_of_the_ontology() -> None:
    known = set()
    for path in folder("ontology").glob("*.ttl"):
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode):
                known.add(quad.subject.value)
    asked = {one for item in items() for one in item.any if one.startswith(MZ)}
    assert asked <= known
    assert {item.of for item in items()} == {"", "training", "evaluation"}
