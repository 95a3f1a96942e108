"""The lemmas that a name can be a form of."""

from __future__ import annotations

import pytest

from kgstore.link.lexicon import Lexicon
from kgstore.link.linker.forms import Forms, Way


@pytest.mark.parametrize(
    ("name", "lemma", "way"),
    [
        ("Traffic light", "traffic light", Way.WRITTEN),
        ("traffic lights", "traffic light", Way.VARIED),
        ("traffic-light", "traffic light", Way.VARIED),
        ("trafficlight", "traffic light", Way.VARIED),
        ("hardback book", "hardback", Way.PRUNED),
        ("sports ball", "ball", Way.HEAD),
        ("ball of wool", "ball", Way.HEAD),
    ],
)
def test_the_closest_form(lexicon: Lexicon, name: str, lemma: str, way: Way) -> None:
    closest = Forms(lexicon).of(name)[0]
    assert (closest.lemma, closest.way) == (lemma, way)


@pytest.mark.parametrize("name", ["non-vehicle", "no car", "floor-car", "qwertz", "ab"])
def test_what_no_form_is_known_of(lexicon: Lexicon, name: str) -> None:
    assert Forms(lexicon).of(name) == []


def test_a_pruned_form_means_only_kinds_of_the_head(lexicon: Lexicon) -> None:
    forms = Forms(lexicon)
    pruned = forms.of("hardback book")[0]
    assert [sense.synset.iri for sense in forms.meant(pruned)] == ["hardback"]


def test_words_left_out_are_hints(lexicon: Lexicon) -> None:
    assert Forms(lexicon).of("red sports ball")[0].hints == ("red", "sports")


def test_compounds_by_their_heads_alone(lexicon: Lexicon) -> None:
    assert Forms(lexicon, compounds=False).of("traffic light") == []
    assert Forms(lexicon, compounds=False).of("car")[0].way == Way.WRITTEN
