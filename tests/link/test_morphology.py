"""From word forms to lemmas."""

from __future__ import annotations

import pytest

from kgstore.link.morphology import base_forms, normalised


@pytest.mark.parametrize(
    ("form", "pos", "lemma"),
    [
        ("dogs", "n", "dog"),
        ("buses", "n", "bus"),
        ("knives", "n", "knife"),
        ("wolves", "n", "wolf"),
        ("boxes", "n", "box"),
        ("benches", "n", "bench"),
        ("brushes", "n", "brush"),
        ("firemen", "n", "fireman"),
        ("berries", "n", "berry"),
        ("boxesful", "n", "boxful"),
        ("Parking_Meters", "n", "parking meter"),
        ("attorneys general", "n", "attorney general"),
        ("cars of trains", "n", "car of train"),
        ("runs", "v", "run"),
        ("tries", "v", "try"),
        ("baking", "v", "bake"),
        ("walked", "v", "walk"),
        ("looking up", "v", "look up"),
    ],
)
def test_the_lemma_is_among_the_candidates(form: str, pos: str, lemma: str) -> None:
    assert lemma in base_forms(form, pos)


@pytest.mark.parametrize("word", ["boss", "us", "glass"])
def test_what_only_looks_like_a_plural_stays(word: str) -> None:
    assert base_forms(word, "n") == (word,)


def test_irregular_forms_come_first() -> None:
    assert base_forms("Axes", "n", {"axes": ("ax", "axis")})[:3] == ("axes", "ax", "axis")
    assert base_forms("wild geese", "n", {"geese": ("goose",)})[1] == "wild goose"


def test_words_are_asked_for_in_one_spelling() -> None:
    assert normalised("  Teddy__Bear\t") == "teddy bear"
