"""From a word form to the lemmas it may come from: the rules of WordNet's morphy(7WN).

Exceptions ("geese goose") are a lexicon's own and come first; then the endings are replaced. In a
collocation every word may be inflected ("attorneys general", "traffic lights", "parking meters").
The forms are candidates: only the lexicon knows which of them are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

Exceptions = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By part of speech: an irregular form and its lemmas, both normalised."""

_ENDINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "n": (
        ("s", ""),
        ("ses", "s"),
        ("ves", "f"),
        ("ves", "fe"),
        ("xes", "x"),
        ("zes", "z"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("men", "man"),
        ("ies", "y"),
    ),
    "v": (
        ("s", ""),
        ("ies", "y"),
        ("es", "e"),
        ("es", ""),
        ("ed", "e"),
        ("ed", ""),
        ("ing", "e"),
        ("ing", ""),
    ),
}
_GAP = re.compile(r"[\s_]+")


def normalised(word: str) -> str:
    """Return a word as lexicons are asked for it: lower case, single spaces for underscores.

    >>> normalised(" Traffic_Light")
    'traffic light'
    """
    return _GAP.sub(" ", word).strip().lower()


def base_forms(
    word: str, pos: str, exceptions: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[str, ...]:
    """Return the lemmas that a form may come from, itself first, in order of trust.

    >>> base_forms("Traffic lights", "n")
    ('traffic lights', 'traffic light')
    >>> base_forms("geese", "n", {"geese": ("goose",)})
    ('geese', 'goose')
    >>> base_forms("mopping", "v"), base_forms("boss", "n")
    (('mopping', 'moppe', 'mopp'), ('boss',))
    """
    whole = normalised(word)
    irregular = exceptions or {}
    found = dict.fromkeys((whole, *irregular.get(whole, ())))
    words = whole.split(" ")
    if len(words) == 1:
        found |= dict.fromkeys(_regular(whole, pos))
        return tuple(found)
    forms = [(*irregular.get(w, ()), *_regular(w, pos)) for w in words]
    places = reversed(range(len(words))) if pos == "n" else range(len(words))
    for place in places:
        for form in forms[place]:
            found[" ".join((*words[:place], form, *words[place + 1 :]))] = None
    found[" ".join(f[0] if f else w for w, f in zip(words, forms, strict=True))] = None
    return tuple(found)


def _regular(word: str, pos: str) -> Iterator[str]:
    if pos == "n" and (word.endswith("ss") or len(word) <= 2):
        return  # morphy: neither "boss" nor "us" is a plural
    if pos == "n" and word.endswith("ful"):  # "boxesful" is of "boxful"
        yield from (form + "ful" for form in _regular(word[:-3], pos))
        return
    for ending, replacement in _ENDINGS.get(pos, ()):
        if word.endswith(ending) and len(word) > len(ending):
            yield word[: -len(ending)] + replacement
