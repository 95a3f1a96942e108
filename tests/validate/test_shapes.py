"""Loading shapes: the packaged ones, an overlay's, and those that are no shapes."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import URIRef

from kgstore.errors import ResourceError
from kgstore.namespaces import MZ
from kgstore.validate.engine import validate
from kgstore.validate.shapes import load_shapes

MODEL = "https://e.org/id/model/x/m"
DATA = f"<{MODEL}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{MZ}MLModel> ."
HEAD = f"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix mz: <{MZ}> . @prefix : <urn:o:> .\n"


def overlay(folder: Path, text: str) -> Path:
    (folder / "shapes").mkdir()
    (folder / "shapes" / "own.ttl").write_text(HEAD + text)
    return folder


def constraints(folder: Path, text: str) -> set[str]:
    report = validate({MODEL: DATA}, shapes=load_shapes(overlay(folder, text)))
    return {result.constraint for result in report.results}


def test_superclasses_are_those_of_the_ontology() -> None:
    above = load_shapes().superclasses[URIRef(MZ + "TestingConfiguration")]
    assert {str(c).removeprefix(MZ) for c in above} == {"InferenceConfiguration", "Configuration"}


ALIAS = "sh:path mz:alias ; sh:minCount 1"
ABOUT = "sh:targetClass mz:MLModel"


@pytest.mark.parametrize(
    "text",
    [
        f":s a sh:NodeShape ; {ABOUT} ; sh:property :p . :p {ALIAS} .",
        f":p a sh:PropertyShape ; {ABOUT} ; sh:path mz:alias ; sh:minCount 2 .",
        f":p a sh:PropertyShape ; sh:targetNode <{MODEL}> ; {ALIAS} .",
        f":p a sh:NodeShape ; {ABOUT} ; sh:node :n . :n a sh:NodeShape ; sh:property [ {ALIAS} ] .",
        f":p a sh:NodeShape ; {ABOUT} ; sh:not [ sh:class mz:MLModel ] .",
    ],
)
def test_an_overlay_adds_rules_of_any_form(tmp_path: Path, text: str) -> None:
    assert "urn:o:p" in constraints(tmp_path, text)


def test_an_overlay_switches_a_rule_off(tmp_path: Path) -> None:
    name = "https://w3id.org/modelzoo/shapes#MLModel-task-stated"
    assert name in {r.constraint for r in validate({MODEL: DATA}).results}
    assert name not in constraints(tmp_path, f"<{name}> sh:deactivated true .")


def test_a_rule_that_is_switched_off_with_its_class_shape_is_not_asked(tmp_path: Path) -> None:
    text = f":s a sh:NodeShape ; {ABOUT} ; sh:deactivated true ; sh:property :p . :p {ALIAS} ."
    assert "urn:o:p" not in constraints(tmp_path, text)


def test_a_part_of_a_rule_keeps_its_own_words_and_severity(tmp_path: Path) -> None:
    part = f'[ {ALIAS} ; sh:severity sh:Info ; sh:message "Add an alias." ]'
    text = f":p a sh:NodeShape ; sh:targetNode <{MODEL}> ; sh:property {part} ."
    found = validate({MODEL: DATA}, shapes=load_shapes(overlay(tmp_path, text))).results
    assert [(r.severity.value, r.path) for r in found if r.message == "Add an alias."] == [
        ("Info", MZ + "alias")
    ]


@pytest.mark.parametrize(
    "text",
    [
        ":p a sh:PropertyShape .",
        "no turtle",
        f":p a sh:PropertyShape ; {ABOUT} ; {ALIAS} ; sh:severity :Grave .",
    ],
)
def test_what_is_no_shape_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(ResourceError):
        load_shapes(overlay(tmp_path, text))
