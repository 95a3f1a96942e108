"""Support that classes give each other."""

from __future__ import annotations

import pytest

from kgstore.link.lexicon import Lexicon, Synset, lexicon_of
from kgstore.link.linker.coherence import Belief, Coherence, Hierarchy

CRANE: Belief = {"crane-bird": 0.5, "crane-machine": 0.5}
MACHINES: list[Belief] = [{"excavator": 1.0}, {"forklift": 1.0}, {"bulldozer": 1.0}]
BIRDS: list[Belief] = [{"heron": 1.0}, {"stork": 1.0}, {"duck": 1.0}]


def test_the_root_says_nothing_and_a_leaf_all(lexicon: Lexicon) -> None:
    hierarchy = Hierarchy(lexicon)
    assert hierarchy.content("heron") == 1
    assert hierarchy.content("entity") < hierarchy.content("animal") < hierarchy.content("bird")
    assert [iri for iri, _, _ in hierarchy.way("heron")] == ["heron", "bird", "animal", "entity"]


@pytest.mark.parametrize(
    ("others", "better", "worse"),
    [(MACHINES, "crane-machine", "crane-bird"), (BIRDS, "crane-bird", "crane-machine")],
)
def test_company_decides(lexicon: Lexicon, others: list[Belief], better: str, worse: str) -> None:
    support = next(iter(Coherence(Hierarchy(lexicon), [CRANE, *others]).supports()))
    assert support[better].family > support[worse].family
    assert support[better].domain > support[worse].domain
    assert support[better].lift > support[worse].lift


def test_the_order_says_something_only_if_kinds_stand_together(lexicon: Lexicon) -> None:
    hierarchy = Hierarchy(lexicon)
    mixed = [belief for pair in zip(MACHINES, BIRDS, strict=True) for belief in pair]
    assert Coherence(hierarchy, MACHINES + BIRDS).order > 0.5
    assert Coherence(hierarchy, mixed).order == 0


def test_what_another_class_claims(lexicon: Lexicon) -> None:
    first, second = Coherence(Hierarchy(lexicon), [CRANE, {"crane-bird": 1.0}]).supports()
    assert (first["crane-bird"].claimed, first["crane-machine"].claimed) == (1, 0)
    assert second["crane-bird"].claimed == 0.5


def test_classes_without_candidates_and_no_classes(lexicon: Lexicon) -> None:
    assert list(Coherence(Hierarchy(lexicon), []).supports()) == []
    assert list(Coherence(Hierarchy(lexicon), [{}, {}]).supports()) == [{}, {}]
    alone = next(iter(Coherence(Hierarchy(lexicon), [{"heron": 1.0}]).supports()))
    assert alone["heron"].family == 0


def test_a_cycle_ends() -> None:
    ring = [Synset("a", "n", ("a",), ("b",)), Synset("b", "n", ("b",), ("a",))]
    hierarchy = Hierarchy(lexicon_of("ring", "urn:l", ring))
    assert {iri for iri, _, _ in hierarchy.way("a")} == {"a", "b"}
