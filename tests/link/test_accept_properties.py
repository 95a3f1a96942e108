"""Whatever is committed in whatever order, the links are those that the rule gives for all sets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgstore.commit.store import Store
from kgstore.link.accept import commit_mappings, made_set
from kgstore.link.mapping import MANUAL, Mapping
from kgstore.namespaces import PREFIXES
from kgstore.settings import Settings
from tests.link.conftest import BASE

SKOS = PREFIXES["skos"]
LEXICAL = PREFIXES["semapv"] + "LexicalMatching"
NAMES = ("words", "service", "review")
Row = tuple[str, str, str, bool, bool, float]
Sets = dict[str, list[Row]]

rows = st.tuples(
    st.sampled_from(["urn:crane", "urn:dog"]),
    st.sampled_from([SKOS + "exactMatch", SKOS + "closeMatch", SKOS + "broadMatch"]),
    st.sampled_from(["urn:bird", "urn:machine"]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([0.2, 0.8, 1.0]),
)
steps = st.lists(
    st.tuples(st.sampled_from(NAMES), st.lists(rows, max_size=4, unique_by=lambda r: r[:5])),
    max_size=6,
)


def mapping(name: str, row: Row) -> Mapping:
    subject, predicate, target, negated, by_hand, confidence = row
    justification = MANUAL if by_hand else LEXICAL
    own = made_set(BASE, name, "A set")
    return Mapping(own, 0, subject, predicate, target, negated, justification, confidence)


def wanted(sets: Sets) -> set[str]:
    """Return the links as the documents say it: what holds, and is not denied by anybody."""
    nots = {row[:3] for found in sets.values() for row in found if row[3]}
    links = set()
    for name, found in sets.items():
        for subject, predicate, target, negated, by_hand, confidence in found:
            exact, close = SKOS + "exactMatch", SKOS + "closeMatch"
            denying = {predicate}
            denying |= {close} if predicate == exact else set()
            denying |= {exact} if predicate == close and not by_hand else set()
            denied = any((subject, one, target) in nots for one in denying)
            sure = confidence >= 0.8 and not denied
            if not negated and (name == "review" or sure):
                links.add(f"<{subject}> <{predicate}> <{target}> .")
    return links


@settings(max_examples=60, deadline=None)
@given(changes=steps)
def test_links_are_those_of_the_rule_after_every_change(
    changes: list[tuple[str, list[Row]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("store")
    with Store.create(folder / "s", BASE) as store:
        sets: Sets = {}
        for name, found in changes:
            given_rows = [mapping(name, row) for row in found]
            commit_mappings(store, Settings(store=folder, agent="tester"), name, given_rows, "x")
            sets[name] = found
            assert set(store.view.lines("")) == wanted(sets)
