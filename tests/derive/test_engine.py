"""Derivation: what is derived is what the definitions say, and bit by bit equals all at once."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from kgstore.derive.engine import RuleDeriver
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE

Triple = tuple[str, str, str]
A = RDF_TYPE
SUB, SCHEME = PREFIXES["rdfs"] + "subClassOf", PREFIXES["skos"] + "inScheme"
VERSION = PREFIXES["dcat"] + "isVersionOf"
LINEAGE = [MZ + p for p in ("canonical", "splitOf", "subsetOf")] + [VERSION]
RELATIONS = ("fineTunedFrom", "quantizedFrom", "mergedFrom", "adapterOf", "convertedFrom")
ANCESTRY = [MZ + p for p in ("derivedFromModel", *RELATIONS)]
CLASSES = [("Testing", "Inference"), ("Inference", "Configuration"), ("Training", "Configuration")]
TBOX = [(f"{MZ}{a}Configuration", SUB, f"{MZ}{b}".removesuffix("Configuration") + "Configuration")
        for a, b in CLASSES]  # fmt: skip


def name(kind: str) -> st.SearchStrategy[str]:
    return st.integers(0, 2).map(lambda n: f"urn:{kind}{n}")


def said(subject: str, predicates: list[str], value: str) -> st.SearchStrategy[Triple]:
    return st.tuples(name(subject), st.sampled_from(predicates), name(value))


CONFIGURATIONS = [f"{MZ}{kind}Configuration" for kind in ("Training", "Testing", "Inference")]
FACTS = st.one_of(
    said("c", [MZ + "model"], "m"),
    said("c", [MZ + "dataset"], "d"),
    said("c", [MZ + "hasMetricValue"], "v"),
    st.tuples(name("c"), st.just(A), st.sampled_from(CONFIGURATIONS)),
    said("d", LINEAGE, "d"),
    st.tuples(name("d"), st.just(MZ + "splitRole"), st.just(MZ + "ValidationRole")),
    said("m", ANCESTRY, "m"),
    said("m", [MZ + "output"], "o"),
    said("o", [MZ + "labelSchema"], "l"),
    said("l", [MZ + "canonical"], "l"),
    said("k", [SCHEME], "l"),
)
GRAPH = st.sets(FACTS, max_size=30)


def iri(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    assert isinstance(term, ox.NamedNode)
    return term.value


def closure(facts: set[Triple], start: str, predicates: Iterable[str]) -> set[str]:
    """Return what the path (p1|p2|...)* leads to."""
    found, todo = {start}, [start]
    while todo:
        here = todo.pop()
        steps = {o for s, p, o in facts if s == here and p in predicates} - found
        found |= steps
        todo += steps
    return found


def values(facts: set[Triple], subject: str, predicate: str) -> set[str]:
    return {o for s, p, o in facts if s == subject and p == predicate}


def by_definition(facts: set[Triple]) -> set[tuple[str, Triple]]:
    """Return what the rules should derive, by the definitions in the ontology."""
    found = set()
    for configuration, _, model in {t for t in facts if t[1] == MZ + "model"}:
        types = values(facts, configuration, A)
        measured = bool(values(facts, configuration, MZ + "hasMetricValue"))
        for named in values(facts, configuration, MZ + "dataset"):
            validation = MZ + "ValidationRole" in values(facts, named, MZ + "splitRole")
            for dataset in closure(facts, named, LINEAGE):
                if MZ + "TrainingConfiguration" in types:
                    found.add(("trained_on", (model, MZ + "trainedOn", dataset)))
                if MZ + "TestingConfiguration" in types:
                    found.add(("tested_on", (model, MZ + "testedOn", dataset)))
                if measured:
                    found.add(("evaluated_on", (model, MZ + "evaluatedOn", dataset)))
                if measured and validation:
                    found.add(("validated_on", (model, MZ + "validatedOn", dataset)))
    for model, _, output in {t for t in facts if t[1] == MZ + "output"}:
        for named in values(facts, output, MZ + "labelSchema"):
            for schema in closure(facts, named, [MZ + "canonical"]):
                found.add(("predicts_classes_of", (model, MZ + "predictsClassesOf", schema)))
                for kind in {s for s, p, o in facts if p == SCHEME and o == schema}:
                    found.add(("can_predict", (model, MZ + "canPredict", kind)))
    for model in {s for s, p, _ in facts if p in ANCESTRY}:
        for ancestor in closure(facts, model, ANCESTRY) - {model}:
            found.add(("ancestor_model", (model, MZ + "ancestorModel", ancestor)))
    for thing, _, kind in {t for t in facts if t[1] == A}:
        for above in closure(set(TBOX), kind, [SUB]) - {kind}:
            found.add(("supertypes", (thing, A, above)))
    return found


class Small:
    """A store as small as can be: one record graph, derived graphs, and their union by default."""

    def __init__(self) -> None:
        self.store = ox.Store()
        self.facts: set[Triple] = set()
        self.derived: set[tuple[str, Triple]] = set()
        self._write()

    def change(self, facts: set[Triple], deriver: RuleDeriver) -> None:
        """Take `facts` for those there were, deriving what the change touches as the store does."""
        losing = {s for s, _, _ in self.facts - facts}
        before = deriver.affected(self.store, losing)
        changed = {s for s, _, _ in self.facts ^ facts}
        self.facts = facts
        self._write()
        after = deriver.affected(self.store, changed)
        foci = {r: before.get(r, set()) | after.get(r, set()) for r in {*before, *after}}
        new = {
            (rule, (focus, t.predicate.value, iri(t.object)))
            for rule, focus, triples in deriver.derive(self.store, foci)
            for t in triples
        }
        self.derived = {(r, t) for r, t in self.derived if t[0] not in foci.get(r, ())} | new
        self._write()

    def _write(self) -> None:
        self.store.clear()
        for triple in {*self.facts, *TBOX}:
            self._add(triple, "record/x")
        for rule, triple in self.derived:
            self._add(triple, f"derived/{rule}")

    def _add(self, triple: Triple, graph: str) -> None:
        s, p, o = map(ox.NamedNode, triple)
        self.store.add(ox.Quad(s, p, o, ox.NamedNode(f"https://e.org/graph/{graph}")))
        self.store.add(ox.Quad(s, p, o))


def all_at_once(facts: set[Triple]) -> set[tuple[str, Triple]]:
    small = Small()
    small.facts = facts
    small._write()
    return {
        (rule, (focus, t.predicate.value, iri(t.object)))
        for rule, focus, triples in RuleDeriver().derive_all(small.store)
        for t in triples
    }


@given(GRAPH)
@settings(max_examples=60, deadline=None)
def test_what_is_derived_is_what_the_definitions_say(facts: set[Triple]) -> None:
    assert all_at_once(facts) == by_definition(facts)


@given(st.lists(GRAPH, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_bit_by_bit_equals_all_at_once(states: list[set[Triple]]) -> None:
    small, deriver = Small(), RuleDeriver()
    for facts in states:
        small.change(facts, deriver)
        assert small.derived == all_at_once(facts)


def test_a_focus_with_nothing_left_is_not_yielded() -> None:
    assert not list(RuleDeriver().derive(ox.Store(), {"trained_on": ["urn:m0"]}))


def test_the_version_changes_with_the_rules() -> None:
    deriver = RuleDeriver()
    assert RuleDeriver(deriver.rules[1:]).version != deriver.version
