"""What a word is, in one place: the index is filled with these words, and filters are read so.

A word is a run of letters and digits (Unicode L and N) in lower case. The SPARQL of a filter says
the same with a regular expression over `LCASE`.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Return the words of a text.

    >>> words("BERT-base_uncased (v2.1)")
    ['bert', 'base', 'uncased', 'v2', '1']
    """
    return _WORD.findall(text.lower())


def near(word: str, others: dict[str, int]) -> str | None:
    """Return the most used of `others` that one slip of the finger turns into `word`; two if long.

    >>> near("yolvo", {"yolov": 3, "yellow": 9}), near("cat", {"dog": 5})
    ('yolov', None)
    """
    most = 1 if len(word) < 8 else 2
    found = [(slips(word, other, most), -count, other) for other, count in others.items()]
    best = min(found, default=(most + 1, 0, ""))
    return best[2] if best[0] <= most else None


def slips(one: str, other: str, most: int) -> int:
    """Return how many letters are added, missing, wrong or swapped; `most` + 1 for any more.

    >>> slips("resnet", "resent", 2), slips("bert", "albert", 1)
    (1, 2)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
