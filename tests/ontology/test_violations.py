"""The quality gate's set-based rules: each `violations/*.rq` finds nothing in ontology/.

Beside each query stands a small graph that breaks its rule, because a query that cannot find
anything would pass for ever.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

VIOLATIONS = Path(__file__).parent / "violations"
RULES = sorted(VIOLATIONS.glob("*.rq"))


def rows(store: ox.Store, rule: Path) -> list[str]:
    found = store.query(rule.read_text("utf-8"))
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return ["  ".join(f"{name}={row[name]}" for name in names) for row in found]


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_the_ontology_keeps_the_rule(rule: Path, knowledge: ox.Store) -> None:
    found = rows(knowledge, rule)
    assert not found, "\n".join([rule.read_text("utf-8").splitlines()[0], *found[:20]])


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_the_rule_finds_a_violation(rule: Path) -> None:
    store = ox.Store()
    for graph in (ox.DefaultGraph(), ox.NamedNode("urn:file:bad.ttl")):
        store.load(path=rule.with_suffix(".ttl"), format=ox.RdfFormat.TURTLE, to_graph=graph)
    assert rows(store, rule)
