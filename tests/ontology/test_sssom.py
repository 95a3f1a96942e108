"""Q17: every mapping set is sound SSSOM, and says nothing twice, both ways or of unknown things."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.link.sssom import Mapping, read_mappings
from kgstore.namespaces import MZ, PREFIXES, VOCABULARY

ONTOLOGY = Path(__file__).parents[2] / "ontology"
SETS = sorted(ONTOLOGY.rglob("*.sssom.tsv"))
LINKS = [path for path in SETS if path.parent.name == "links"]
WORDNET, SKOS = PREFIXES["wn30"], PREFIXES["skos"]
A_LINK = {SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch")}

every_set = pytest.mark.parametrize("path", SETS, ids=lambda path: path.name)
every_link_set = pytest.mark.parametrize("path", LINKS, ids=lambda path: path.name)


def pair(mapping: Mapping) -> tuple[str, str, str]:
    return mapping.subject, mapping.predicate, mapping.object


def described(knowledge: ox.Store) -> set[str]:
    quads = knowledge.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def subjects_of(knowledge: ox.Store, predicate: str, value: str) -> list[str]:
    found = knowledge.quads_for_pattern(
        None, ox.NamedNode(predicate), ox.NamedNode(value), ox.DefaultGraph()
    )
    return [quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)]


def test_there_are_mapping_sets() -> None:
    names = {path.name for path in SETS}
    assert {"alignments.sssom.tsv", "coco80.sssom.tsv"} <= names


@every_set
def test_the_front_matter_is_complete_and_its_prefixes_are_ours(path: Path) -> None:
    mapping_set = read_mappings(path)[0].mapping_set
    assert mapping_set.licence.startswith("https://spdx.org/licenses/")
    assert mapping_set.iri.startswith("https://w3id.org/modelzoo/")
    shared = {p: iri for p, iri in mapping_set.prefixes.items() if p in PREFIXES}
    assert shared == {prefix: PREFIXES[prefix] for prefix in shared}


@every_set
def test_no_row_is_said_twice_or_both_ways(path: Path) -> None:
    counts = Counter(pair(mapping) for mapping in read_mappings(path))
    assert not [key for key, count in counts.items() if count > 1]


@every_set
def test_what_is_ours_exists(path: Path, knowledge: ox.Store) -> None:
    known = described(knowledge)
    ends = {iri for mapping in read_mappings(path) for iri in (mapping.subject, mapping.object)}
    assert not {iri for iri in ends if iri.startswith((MZ, VOCABULARY))} - known


@every_set
def test_a_row_has_a_date_an_author_and_a_reason(path: Path) -> None:
    for mapping in read_mappings(path):
        assert mapping.cells["mapping_date"]
        assert mapping.cells["author_label"]
        assert mapping.justification.startswith(PREFIXES["semapv"])
        assert mapping.cells["comment"] or not (mapping.negated or path in LINKS)


def test_no_record_of_one_set_has_the_iri_of_another() -> None:
    iris = Counter(mapping.iri for path in SETS for mapping in read_mappings(path))
    assert not [iri for iri, count in iris.items() if count > 1]


@every_link_set
def test_a_link_leads_to_a_concept_of_the_neighbourhood(path: Path, knowledge: ox.Store) -> None:
    concepts = set(subjects_of(knowledge, PREFIXES["skos"] + "inScheme", WORDNET))
    for mapping in read_mappings(path):
        assert mapping.predicate in A_LINK
        assert mapping.object in concepts or mapping.negated, mapping.line


@every_link_set
def test_a_class_has_at_most_one_exact_concept(path: Path) -> None:
    exact = [m for m in read_mappings(path) if m.predicate == SKOS + "exactMatch"]
    counts = Counter(mapping.subject for mapping in exact if not mapping.negated)
    assert set(counts.values()) == {1}


@every_link_set
def test_labels_are_those_of_class_and_concept(path: Path, knowledge: ox.Store) -> None:
    label = ox.NamedNode(SKOS + "prefLabel")
    for mapping in read_mappings(path):
        ends = [(mapping.subject, mapping.cells["subject_label"])]
        ends += [(mapping.object, mapping.cells["object_label"])] if not mapping.negated else []
        for iri, text in ends:
            quad = ox.Quad(
                ox.NamedNode(iri), label, ox.Literal(text, language="en"), ox.DefaultGraph()
            )
            assert quad in knowledge, f"line {mapping.line}: {iri} is not called {text}"


@every_link_set
def test_every_class_of_the_schema_is_linked(path: Path, knowledge: ox.Store) -> None:
    mappings = read_mappings(path)
    schemas = {mapping.subject.rpartition("/")[0] for mapping in mappings}
    assert len(schemas) == 1
    classes = set(subjects_of(knowledge, SKOS + "inScheme", schemas.pop()))
    assert classes == {mapping.subject for mapping in mappings if not mapping.negated}


def test_all_eighty_classes_of_coco_are_linked_and_all_but_two_reach_a_concept() -> None:
    mappings = [m for m in read_mappings(ONTOLOGY / "links" / "coco80.sssom.tsv") if not m.negated]
    classes = {mapping.subject for mapping in mappings}
    exact = {m.subject for m in mappings if m.predicate == SKOS + "exactMatch"}
    assert len(classes) == 80
    assert {iri.rpartition("/")[2] for iri in classes - exact} == {"stop-sign", "potted-plant"}


def test_the_reference_implementation_finds_no_fault() -> None:
    script = (
        "import sys\n"
        "from sssom.parsers import parse_sssom_table\n"
        "from sssom.validators import validate\n"
        "for path in sys.argv[1:]:\n"
        "    for report in validate(parse_sssom_table(path)).values():\n"
        "        for result in report.results: print(path, result.message)\n"
    )
    # Its dependencies warn at import, which our settings of pytest would take for errors.
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, *map(str, SETS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
