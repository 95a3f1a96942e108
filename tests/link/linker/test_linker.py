"""What the linker proposes, and what it leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.link.lexicon import Lexicon
from kgstore.link.linker.linker import Linker
from kgstore.link.linker.proposal import BROAD, CLOSE, EXACT, LEXICAL, Proposal
from kgstore.link.schema import BACKGROUND, PLACEHOLDER, Label, Schema
from tests.link.linker.conftest import VISION


def schema(*texts: str, tasks: tuple[str, ...] = (VISION,)) -> Schema:
    labels = tuple(Label(f"urn:{n}", text) for n, text in enumerate(texts))
    return Schema("urn:schema", "a schema", labels, tasks)


def linked(linker: Linker, *texts: str, tasks: tuple[str, ...] = (VISION,)) -> dict[str, Proposal]:
    return {p.label.text: p for p in linker.link(schema(*texts, tasks=tasks))}


def test_company_makes_a_crane_a_machine_or_a_bird(linker: Linker) -> None:
    site = linked(linker, "crane", "excavator", "forklift", "bulldozer", "truck")
    lake = linked(linker, "crane", "heron", "stork", "duck", "goose")
    assert site["crane"].object == "crane-machine"
    assert site["crane"].runner_up == "crane-bird"
    assert lake["crane"].object == "crane-bird"
    assert 0 < site["crane"].runner_up_confidence < 0.5


def test_one_meaning_is_an_exact_match_with_its_reason(linker: Linker) -> None:
    found = linked(linker, "excavator", "forklift")["excavator"]
    assert (found.predicate, found.justification) == (EXACT, LEXICAL)
    assert found.object_label == "excavator"
    assert found.runner_up is None
    assert "sense 1 of 1" in found.reason
    assert "the only sense" in found.reason


def test_a_head_is_broader(linker: Linker) -> None:
    found = linked(linker, "sports car", "truck", "bus", "bicycle", "forklift")
    assert (found["sports car"].predicate, found["sports car"].object) == (BROAD, "car")


def test_what_a_label_narrows_is_broader_too(linker: Linker) -> None:
    assert linked(linker, "forklift - red")["forklift - red"].predicate == BROAD


def test_a_union_is_no_exact_match(linker: Linker) -> None:
    assert linked(linker, "forklift/excavator")["forklift/excavator"].predicate == CLOSE


def test_words_beside_the_name_decide(linker: Linker) -> None:
    assert linked(linker, "bow (weapon)")["bow (weapon)"].object == "bow-weapon"


ACTIONS = (VISION.replace("computer-vision", "action-recognition"),)


def test_actions_are_acts_and_events_by_whole_names(linker: Linker) -> None:
    texts = ("Archery", "Fencing", "Rowing", "PoleVault", "YoYo", "CarFencing")
    found = linked(linker, *texts, tasks=(*ACTIONS, VISION))
    assert {text: p.object for text, p in found.items()} == {
        "Archery": "archery",
        "Fencing": "fencing",
        "Rowing": "rowing",
        "PoleVault": "pole-vault",
    }
    assert {p.predicate for p in found.values()} == {CLOSE}


def test_three_actions_are_no_list(linker: Linker) -> None:
    assert linked(linker, "Archery", "Fencing", "Rowing", tasks=ACTIONS) == {}


def test_synonyms_agree(linker: Linker) -> None:
    label = Label("urn:0", "bow", ("bowknot",))
    found = linker.link(Schema("urn:s", "", (label,), (VISION,)))
    assert [p.object for p in found] == ["bow-ribbon"]


def test_classes_of_the_same_words_share_no_concept(linker: Linker) -> None:
    labels = ["heron", "stork", "crane", "forklift", "excavator", "crane"]
    texts = schema(*labels)
    found = [(p.label.iri, p.object) for p in linker.link(texts) if p.label.text == "crane"]
    assert len({concept for _, concept in found}) == len(found)


@pytest.mark.parametrize(
    "text",
    ["B-PER", "O", "LABEL_3", "3", "12a", "", " ", "PER", "none", "Other", "non-vehicle", "\x00",
     "❤", "赅", "x" * 10_000, "car " * 3_000, "B_LOC", "<unk>", "->"],
)  # fmt: skip
def test_what_is_no_word_is_left_alone(linker: Linker, text: str) -> None:
    assert text not in linked(linker, text, "truck", "bus", "forklift", tasks=())


@pytest.mark.parametrize("status", [PLACEHOLDER, BACKGROUND])
def test_placeholders_and_background_are_left_alone(linker: Linker, status: str) -> None:
    label = Label("urn:0", "forklift", status=status)
    assert linker.link(Schema("urn:s", "", (label,), (VISION,))) == []


@pytest.mark.parametrize(
    "texts",
    [
        ("positive", "neutral", "negative"),
        ("entailment", "neutral"),
        ("en", "de", "nut"),
        ("O", "bus"),
    ],
)
def test_lists_of_verdicts_and_codes_mean_nothing(linker: Linker, texts: tuple[str, ...]) -> None:
    assert linked(linker, *texts, tasks=()) == {}


def test_a_text_schema_is_linked_if_its_words_agree(linker: Linker) -> None:
    found = linked(linker, "joy", "fear", "anger", "disgust", "neutral", tasks=())
    assert found.keys() == {"joy", "fear", "anger", "disgust"}


def test_a_schema_of_unknown_use_may_speak_for_itself(linker: Linker) -> None:
    texts = ("car", "truck", "bus", "bicycle", "forklift", "heron", "stork", "duck", "book")
    assert linked(linker, *texts, tasks=())["forklift"].predicate == EXACT


def test_identifiers_are_never_read(linker: Linker) -> None:
    label = Label("urn:0", "qwertz", identifiers=("n02958343", "forklift"))
    assert linker.link(Schema("urn:s", "", (label,), (VISION,))) == []


def test_no_labels(linker: Linker) -> None:
    assert linker.link(schema()) == []


WORDS = st.sampled_from(["crane", "bow", "truck", "heron", "car", "en", "traffic light", "Owl"])


@given(st.lists(st.one_of(WORDS, st.text(max_size=40)), max_size=12), st.booleans())
def test_any_labels_are_linked_the_same_way_twice(
    lexicon: Lexicon, texts: list[str], seen: bool
) -> None:
    given_schema = schema(*texts, tasks=(VISION,) if seen else ())
    found = Linker(lexicon).link(given_schema)
    assert found == Linker(lexicon).link(given_schema)
    assert all(0.5 <= p.confidence <= 1 and p.object in lexicon.synsets for p in found)
    assert len({p.label.iri for p in found}) == len(found)
