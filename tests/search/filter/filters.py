"""Filters made at random: trees as they are parsed, and trees that the zoo's names resolve."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from kgstore.search.filter.ast import (
    Amount,
    And,
    Bound,
    Compare,
    Day,
    Filter,
    Has,
    Lacks,
    Leaf,
    Not,
    Operator,
    Or,
    Range,
    Term,
    Text,
)

OPERATORS: list[Operator] = ["<", "<=", ">", ">=", "="]
_words = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=8) | st.sampled_from(
    ["AND", "OR", "NOT", "-", "a b", 'say "x"', "a\\", "1..2", "2021-06", "a*", "<x>", "has", ""]
)
_names = _words.filter(lambda name: name.casefold() not in {"has", "lacks"})
_amounts = st.builds(
    Amount,
    st.decimals(-(10**6), 10**6, allow_nan=False, places=3).map(Decimal.normalize),
    st.sampled_from(["", "ms", "%", "MB", "fps", "µs", "B/s"]),
)
_bounds: st.SearchStrategy[Bound] = _amounts | st.builds(
    Day, st.sampled_from(["2021-06", "2021-06-30", "2021-06-30T12:00:00Z"])
)
_ranges = st.tuples(st.none() | _bounds, st.none() | _bounds).filter(lambda ends: any(ends))


def trees(leaves: st.SearchStrategy[Leaf], most: int = 12) -> st.SearchStrategy[Filter]:
    """Trees of leaves in which every conjunction and alternative has parts to join."""

    def joined(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
        parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.builds(And, parts) | st.builds(Or, parts) | st.builds(Not, inner)

    return st.recursive(leaves, joined, max_leaves=most)


ANY: st.SearchStrategy[Filter] = trees(
    st.one_of(
        st.builds(Text, _words, st.booleans()),
        st.builds(Has, _words),
        st.builds(Lacks, _words),
        st.builds(Term, _names, _words, st.booleans()),
        st.builds(Compare, _names, st.sampled_from(OPERATORS), _bounds),
        st.builds(lambda name, ends: Range(name, *ends), _names, _ranges),
    )
)
"""Any tree that the parser can make."""


def _amount(text: str) -> Amount:
    number = text.rstrip("%abcdefghijklmnopqrstuvwxyzBKM")
    return Amount(Decimal(number), text[len(number) :])


_PARTS = """
    Text yolo | Text tiny | Text net* | Text small classifier | Text absent
    Term task object-detection | Term task classification | Term license apache-2.0
    Term license mit | Term dataset coco | Term dataset imagenet | Term dataset voc
    Term on jetson-nano | Term on v100 | Term precision fp16
    Term detects vehicle | Term detects dog
    Term source hub | Term language en | Term keyword edge | Term library pytorch
    Term name yolo | Term name net* | Term description yolo | Term kind dataset
    Has license | Has latency | Has created | Has detects | Lacks license | Lacks mAP | Lacks size
    Compare size < 30MB | Compare size >= 20MB | Compare parameters <= 6M | Compare parameters > 50M
    Compare mAP >= 0.4 | Compare mAP < 50% | Compare AP50 > 0.5 | Compare accuracy > 80%
    Compare latency < 20ms | Compare latency >= 5ms | Compare WER < 5% | Compare top5 > 96%
    Compare created >= 2021-07 | Compare created <= 2021-06 | Compare size = 24MB
    Range parameters 1M..6M | Range mAP 0.3..0.5
"""


def _part(text: str) -> Leaf:
    kind, *words = text.split()
    match kind:
        case "Text":
            joined = " ".join(words)
            return Text(joined.removesuffix("*"), joined.endswith("*"))
        case "Term":
            return Term(words[0], words[1].removesuffix("*"), words[1].endswith("*"))
        case "Has":
            return Has(words[0])
        case "Lacks":
            return Lacks(words[0])
        case "Compare":
            operator = next(known for known in OPERATORS if known == words[1])
            is_date = words[0] == "created"
            return Compare(words[0], operator, Day(words[2]) if is_date else _amount(words[2]))
        case _:
            low, high = words[1].split("..")
            return Range(words[0], _amount(low), _amount(high))


PARTS = [_part(text) for line in _PARTS.strip().splitlines() for text in line.strip().split(" | ")]
"""Parts that mean something in the zoo."""

MEANT: st.SearchStrategy[Filter] = trees(st.sampled_from(PARTS), 8)
"""Trees that the zoo's resolver understands, but for those whose context is ambiguous."""
