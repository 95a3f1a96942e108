"""What a schema is about, and how sure one can be there."""

from __future__ import annotations

from collections import Counter

import pytest

from kgstore.link.lexicon import Lexicon, Synset, lexicon_of
from kgstore.link.linker.candidates import Candidate, candidates
from kgstore.link.linker.footing import Footing, is_done, is_seen, is_word
from kgstore.link.linker.forms import Forms
from kgstore.link.linker.names import Name
from kgstore.link.schema import Label, Schema

TASK = "https://w3id.org/modelzoo/vocabulary/task/"


def candidate(lexicon: Lexicon, word: str) -> Candidate:
    return candidates([Name(word)], Forms(lexicon))[0]


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        (("object-detection", "computer-vision"), True),
        (("action-recognition", "video-classification", "computer-vision"), False),
        (("text-classification", "natural-language-processing"), False),
        ((), False),
    ],
)
def test_tasks_that_look_at_things(tasks: tuple[str, ...], expected: bool) -> None:
    assert is_seen(Schema("", "", (), tuple(TASK + task for task in tasks))) is expected


def test_tasks_that_look_at_actions() -> None:
    assert is_done(Schema("", "", (), (TASK + "action-recognition", TASK + "computer-vision")))
    assert not is_done(Schema("", "", (), (TASK + "video-classification",)))


def test_a_few_actions_say_nothing(lexicon: Lexicon) -> None:
    archery = candidate(lexicon, "archery")
    few, enough = Counter({"noun.act": 3}), Counter({"noun.act": 4})
    assert Footing(False, 1.0, few, done=True).ceiling(archery) == 0
    assert Footing(False, 0.2, enough, done=True).ceiling(archery) == 0.9


@pytest.mark.parametrize(
    "text",
    ["car", "traffic light", "B52 bomber", "joy", "I-beam", "ice cream", "T-shirt", "été"],
)
def test_words(text: str) -> None:
    assert is_word(Label("", text), seen=True)


@pytest.mark.parametrize(
    "text",
    ["B-PER", "I_LOC", "x", "7", "v2", "a=b", "#", "<pad>", "unknown", "N/A", "DET", "MASC_PL"],
)
def test_no_words(text: str) -> None:
    assert not is_word(Label("", text), seen=False)


def test_things_seen_have_no_ceiling(lexicon: Lexicon) -> None:
    ground = Footing(seen=True, words=0.1, domains=Counter())
    assert ground.ceiling(candidate(lexicon, "car")) == 1


def test_elsewhere_the_kind_must_be_common(lexicon: Lexicon) -> None:
    feelings = Counter({"noun.feeling": 8, "noun.artifact": 1})
    ground = Footing(seen=False, words=1.0, domains=feelings)
    assert ground.ceiling(candidate(lexicon, "joy")) > 0.9
    assert ground.ceiling(candidate(lexicon, "car")) == 0
    assert 0.5 < ground.ceiling(candidate(lexicon, "traffic light")) < 0.8


def test_few_words_and_few_classes_say_nothing(lexicon: Lexicon) -> None:
    joy = candidate(lexicon, "joy")
    assert Footing(False, 0.4, Counter({"noun.feeling": 20})).ceiling(joy) == 0
    assert Footing(False, 1.0, Counter({"noun.feeling": 3})).ceiling(joy) == 0


def test_without_domains_nothing_can_agree() -> None:
    plain = lexicon_of("plain", "urn:l", [Synset("urn:joy", "n", ("joy",))])
    ground = Footing(seen=False, words=1.0, domains=Counter({"": 20}))
    assert ground.ceiling(candidate(plain, "joy")) == 0
