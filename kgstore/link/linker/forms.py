"""The lemmas of a lexicon that a name can be a form of, and how far each is from what was written.

The ways, in order of trust: as it is written; in another form (plural, hyphens, "trafficlight");
without a word that adds nothing ("hardback book"); by its head alone ("sports ball" is a ball).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from kgstore.link.lexicon import Lexicon, Sense

_SHORTEST_HALF = 2
LONGEST_WORD = 40
"""Characters of a word that is tried as two."""

_NEGATIONS = frozenset(("no", "non", "not", "without", "anti", "un"))
"""What a name begins with whose class is anything but its head: "non-vehicle"."""
_JOINTS = ("of", "with", "for", "in", "on")


class Way(IntEnum):
    """How a lemma was reached from a name; the smaller, the closer."""

    WRITTEN = 0
    VARIED = 1
    PRUNED = 2
    HEAD = 3


@dataclass(frozen=True, slots=True)
class Form:
    """A lemma and how it was reached; where `kinds_of` is given, only its senses below those count.

    `hints` are words of the name that the lemma leaves out.
    """

    lemma: str
    way: Way
    kinds_of: frozenset[str] | None = None
    hints: tuple[str, ...] = ()


class Forms:
    """Finds the forms of names in a lexicon, each name looked up once.

    Without `compounds`, a name of several words is never looked up whole: so one can measure on
    compounds that a lexicon knows what the heads of those it does not know are worth.
    """

    def __init__(self, lexicon: Lexicon, *, compounds: bool = True) -> None:
        self._lexicon = lexicon
        self._compounds = compounds
        self._senses: dict[str, Sequence[Sense]] = {}
        self._found: dict[str, list[Form]] = {}

    def senses(self, lemma: str) -> Sequence[Sense]:
        """Return the noun senses of a lemma."""
        known = self._senses.get(lemma)
        if known is None:
            known = self._senses[lemma] = self._lexicon.senses(lemma, "n")
        return known

    def meant(self, form: Form) -> Sequence[Sense]:
        """Return the senses that a form can have."""
        senses = self.senses(form.lemma)
        if form.kinds_of is None:
            return senses
        return [sense for sense in senses if self._is_below(sense, form.kinds_of)]

    def of(self, name: str) -> list[Form]:
        """Return the forms that a name can be, the closest first, no lemma twice."""
        known = self._found.get(name)
        if known is None:
            forms: dict[str, Form] = {}
            for form in self._forms(" ".join(name.lower().split())):
                forms.setdefault(form.lemma, form)
            known = self._found[name] = list(forms.values())
        return known

    def _forms(self, name: str) -> Iterator[Form]:
        words = name.replace("-", " ").split()
        parts = self._parts(name) if len(words) == 1 else words
        known = self._compounds or len(parts) == 1
        whole = list(self._whole(name, words, parts)) if known else []
        yield from whole
        if not whole and len(parts) > 1 and self._has_head(name, parts):
            yield from self._pruned(parts)
            yield from self._head(parts)

    def _has_head(self, name: str, parts: list[str]) -> bool:
        """Whether the name's end says what it is: not "non-vehicle", nor for sure "floor-wood"."""
        return parts[0] not in _NEGATIONS and not ("-" in name and " " not in name)

    def _whole(self, name: str, words: list[str], parts: list[str]) -> Iterator[Form]:
        for lemma in self._lexicon.lemmas_of(name, "n"):
            yield Form(lemma, Way.WRITTEN if lemma == name else Way.VARIED)
        for spelling in (" ".join(words), "".join(words), "-".join(words), " ".join(parts)):
            for lemma in self._lexicon.lemmas_of(spelling, "n") if spelling != name else ():
                yield Form(lemma, Way.VARIED)

    def _parts(self, word: str) -> list[str]:
        """Return the words of a compound written as one, if it is a lemma: "trafficlight"."""
        if len(word) <= LONGEST_WORD:
            for at in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
                if self._lexicon.lemmas_of(f"{word[:at]} {word[at:]}", "n"):
                    return [word[:at], word[at:]]
        return [word]

    def _pruned(self, words: list[str]) -> Iterator[Form]:
        """Yield the rest if the head adds nothing: "hardback book", since a hardback is a book."""
        tails = self._lexicon.lemmas_of(words[-1], "n")
        heads = frozenset(s.synset.iri for lemma in tails for s in self.senses(lemma))
        for lemma in self._lexicon.lemmas_of(" ".join(words[:-1]), "n") if heads else ():
            form = Form(lemma, Way.PRUNED, heads)
            if self.meant(form):
                yield form

    def _is_below(self, sense: Sense, heads: frozenset[str]) -> bool:
        iri = sense.synset.iri
        return iri in heads or not heads.isdisjoint(self._lexicon.ancestors(iri))

    def _head(self, words: list[str]) -> Iterator[Form]:
        """Yield the longest end of the name that is a lemma; before an "of", the end of that."""
        joint = next((n for n, word in enumerate(words) if n and word in _JOINTS), len(words))
        head = words[:joint]
        for start in range(0 if joint < len(words) else 1, len(head)):
            hints = (*words[:start], *words[joint + 1 :])
            if found := self._lexicon.lemmas_of(" ".join(head[start:]), "n"):
                yield from (Form(lemma, Way.HEAD, hints=hints) for lemma in found)
                return
