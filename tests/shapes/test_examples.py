"""Every class has a shape, sound examples and examples that break one constraint each (Q11)."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, expand
from kgstore.resources import folder
from kgstore.validate.engine import validate

EXAMPLES = Path(__file__).parent
VALID = sorted(EXAMPLES.glob("*/valid/*.ttl"))
INVALID = sorted(EXAMPLES.glob("*/invalid/*.ttl"))
TRIGGERS = re.compile(r"^# triggers: (\S+) (\w+)$", re.MULTILINE)


def name_of(path: Path) -> str:
    return str(path.relative_to(EXAMPLES))


def broken(path: Path) -> list[tuple[str, str]]:
    quads = list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    report = validate({f"urn:file:{name_of(path)}": quads})
    return [(result.constraint, result.component) for result in report.results]


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_a_valid_example_breaks_nothing(path: Path) -> None:
    assert broken(path) == []


@pytest.mark.parametrize("path", INVALID, ids=name_of)
def test_an_invalid_example_breaks_what_it_says(path: Path) -> None:
    expected = TRIGGERS.findall(path.read_text("utf-8"))
    assert len(expected) == 1, "say in the file: # triggers: <shape> <constraint component>"
    assert broken(path) == [(expand(expected[0][0]), expected[0][1])]


def classes() -> set[str]:
    owl_class = PREFIXES["owl"] + "Class"
    return {
        quad.subject.value.removeprefix(MZ)
        for path in folder("ontology").glob("*.ttl")
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        if quad.predicate.value == RDF_TYPE
        and quad.object.value == owl_class
        and quad.subject.value.startswith(MZ)
    }


def test_every_class_has_a_shape_and_examples() -> None:
    shapes = {path.stem for path in folder("shapes").glob("*.ttl")}
    assert shapes - {"common", "Mapping"} == classes()  # a mapping record is an owl:Axiom
    for name in sorted(shapes):
        assert any(name_of(path).startswith(f"{name}/") for path in VALID), name
        assert any(name_of(path).startswith(f"{name}/") for path in INVALID), name
